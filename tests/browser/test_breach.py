"""The breach question in the browser: one field, one accessible page, wide and narrow."""

from __future__ import annotations


def ask(page, words):
    page.goto("/incidents/breach/")
    page.get_by_label("名称または法人番号").fill(words)
    page.get_by_role("button", name="調べる", exact=True).click()
    page.wait_for_url(lambda url: "words=" in url)


def test_a_firm_of_the_demo_city_is_answered(page, sign_in, check_page):
    sign_in(page, "csirt")
    page.goto("/incidents/breach/")
    check_page(page)
    ask(page, "みのり印刷")
    main = page.get_by_role("main")
    assert "納税通知書印字データ" in main.inner_text()
    assert "個人情報保護委員会" in main.inner_text()
    check_page(page)


def test_the_answer_fits_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    ask(page, "みのり印刷")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    text = page.get_by_role("main").inner_text()
    assert "住民税当初課税の帳票印刷・封入封緘" in text
    assert "健診案内の印刷発送" not in text  # another section's
    check_page(page)


def test_a_call_becomes_a_case_and_the_other_head_is_told(open_page, sign_in, check_page, site):
    clerk = open_page(base=site.url)
    sign_in(clerk, "zeimu-1")
    ask(clerk, "みのり印刷")
    assert "健診案内の印刷発送" not in clerk.get_by_role("main").inner_text()
    check_page(clerk)
    clerk.get_by_role("button", name="連絡を知らせる").click()
    check_page(clerk)
    clerk.get_by_label("聞いたこと").fill("委託先の倉庫で、名簿がなくなったと電話があった。")
    clerk.get_by_role("button", name="連絡を知らせる").click()
    assert "まだ決まっていません" in clerk.get_by_role("main").inner_text()
    check_page(clerk)
    head = open_page(width=390, height=844, base=site.url)
    sign_in(head, "zeimu-kacho")
    head.goto(clerk.url)
    check_page(head)
    assert head.evaluate("document.documentElement.scrollWidth") <= 390
    head.get_by_label("別の事案として起こす").check()
    head.get_by_role("button", name="事案を起こす").click()
    head.wait_for_url(lambda url: "/calls/" not in url)
    assert "名簿がなくなった" in head.get_by_role("main").inner_text()
    clerk.reload()
    assert "事案になりました" in clerk.get_by_role("main").inner_text()
    head.goto("/incidents/calls/")
    check_page(head)
    other = open_page(base=site.url)
    sign_in(other, "hoken-kacho")
    other.get_by_role("link", name="みのり印刷株式会社に預けているものを確かめる").click()
    main = other.get_by_role("main")
    assert "健診案内の印刷発送" in main.inner_text()
    assert "住民税当初課税" not in main.inner_text()
    check_page(other)
    alert = other.url
    other.get_by_role("link", name="あなたの課の分を調べる").click()
    assert "知らせが、あなたの課に届いています" in main.inner_text()
    check_page(other)
    other.get_by_role("button", name="事案を起こす").click()
    assert "その知らせに答えてください" in main.inner_text()
    check_page(other)
    other.goto(alert)
    other.get_by_label("確かめたこと").fill("名簿は1件。提供を止めた。")
    other.get_by_role("button", name="確かめたことを知らせる").click()
    assert "提供を止めた" in main.inner_text()
    check_page(other)


def test_a_head_sees_the_own_share_of_the_stop_list(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    page.goto("/incidents/")
    page.get_by_role("row", name="みのり印刷のランサムウェア被害").get_by_role("link").click()
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdecimal())
    stops = page.get_by_role("main").inner_text()
    assert "止めるもの・急いで確かめるもの" in stops
    assert "ほかの課の分が" in stops
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(page)
