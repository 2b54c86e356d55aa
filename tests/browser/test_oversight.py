"""委託先の監督 in the browser: a medium is asked for, permitted, comes back; a person is entered; a check."""

from __future__ import annotations

from playwright.sync_api import expect

PAGES = ("/oversight/", "/oversight/?point=media_late", "/oversight/?q=そんな契約はない")


def open_contract(page, words="固定資産評価替え"):
    page.goto(f"/oversight/?q={words}")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="従事者名簿")).to_be_visible()


def test_a_medium_is_permitted_and_comes_back(page, sign_in, check_page):
    sign_in(page, "zeimu-kacho")
    for address in PAGES:
        page.goto(address)
        check_page(page)
    page.goto("/")
    page.get_by_role("link", name="KD-HDD-003の持出しを許すか決める").click()
    check_page(page)
    page.get_by_role("radio", name="許さない").check()
    page.get_by_role("button", name="持出しを許すか決める").click()
    expect(page.get_by_text("条件・理由が書かれていません。").first).to_be_visible()
    check_page(page)
    page.get_by_role("radio", name="許す", exact=True).check()
    page.get_by_role("button", name="持出しを許すか決める").click()
    expect(page.get_by_text("決定を記録しました。")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="KD-USB-014の戻りを確かめる").click()
    page.get_by_label("確かめ方").fill("番号を見比べ、データが消えていることを見た。")
    check_page(page)
    page.get_by_role("button", name="戻りを確かめる").click()
    expect(page.get_by_text("戻りを確かめたことを記録しました。")).to_be_visible()


def test_a_person_a_place_and_an_asking(page, open_page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    open_contract(page)
    check_page(page)
    page.get_by_role("link", name="従事者を名簿に載せる").click()
    check_page(page)
    page.get_by_label("氏名").fill("日高一郎")
    page.get_by_role("button", name="従事者を名簿に載せる").click()
    expect(page.get_by_text("もう名簿にあります").first).to_be_visible()
    check_page(page)
    page.get_by_label("氏名").fill("小鳥遊 さくら")
    page.get_by_role("button", name="従事者を名簿に載せる").click()
    expect(page.get_by_role("cell", name="小鳥遊 さくら", exact=True)).to_be_visible()
    page.get_by_role("link", name="持出しを申し出る").click()
    check_page(page)
    page.get_by_label("製造番号・管理番号").fill("T-1")
    page.get_by_role("button", name="持出しを申し出る").click()
    expect(page.get_by_label("製造番号・管理番号")).to_have_value("T-1")
    check_page(page)
    page = sign_in(open_page(), "zeimu-kacho")
    open_contract(page)
    page.get_by_role("link", name="作業場所を認める").click()
    check_page(page)
    page.get_by_role("link", name="やめる").click()
    page.get_by_role("link", name="計画を直す").click()
    check_page(page)


def test_a_late_check_is_recorded_and_read(page, open_page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    open_contract(page, "帳票印刷")
    expect(page.get_by_text("確認の期限切れ").first).to_be_visible()
    page.get_by_role("link", name="確認を記録する").click()
    check_page(page)
    page.get_by_role("radio", name="重大な不備").check()
    page.get_by_label("確かめたこと").fill("刷り損じが、施錠されない箱にあった。")
    page.get_by_label("求めた改善").fill("施錠できる箱に替える。")
    page.get_by_label("改善の期限").fill("令和9年3月31日")
    page.get_by_role("button", name="確認を記録する").click()
    expect(page.get_by_text("確認を記録し、報告しました。")).to_be_visible()
    check_page(page)
    page = sign_in(open_page(), "ciso")
    page.get_by_role("link", name="確認の報告を読む").first.click()
    check_page(page)
    page.get_by_role("button", name="読みました").click()
    expect(page.get_by_text("読んだことを記録しました。")).to_be_visible()
    check_page(page)


def test_a_roster_comes_in_and_a_stranger_is_settled(page, open_page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    open_contract(page)
    page.get_by_role("link", name="名簿を取り込む").click()
    check_page(page)
    text = "氏名,所属,従事の開始\n小鳥遊 ひかり,,\n悪い 人,知らない会社,R8.10.1\n"
    file = {"name": "名簿.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    page.get_by_label("ファイル").set_input_files(file)
    page.get_by_role("button", name="読み取る").click()
    expect(page.get_by_text("知らない会社").first).to_be_visible()
    check_page(page)
    page.get_by_label("疑いのある行も取り込む").check()
    page.get_by_label("内容を確かめました").check()
    page.get_by_role("button", name="取り込む").click()
    expect(page.get_by_role("heading", name="取り込みました")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="名簿を見る").click()
    expect(page.get_by_role("cell", name="小鳥遊 ひかり", exact=True)).to_be_visible()
    page.get_by_role("link", name="立入りを記録する").click()
    check_page(page)
    page.locator("#id_place").select_option(index=1)
    page.get_by_label("名簿で見つからない人").fill("見知らぬ 一郎、どこかの会社")
    page.get_by_role("button", name="立入りを記録する").click()
    expect(page.get_by_text("見知らぬ 一郎（どこかの会社）")).to_be_visible()
    page = sign_in(open_page(), "zeimu-kacho")
    page.get_by_role("link", name="名簿にない「見波 健」さんが来たことに対処する").click()
    check_page(page)
    page.get_by_role("link", name="見波 健に対処する").click()
    check_page(page)
    page.get_by_label("したこと").fill("その日は帰し、名簿を出し直させた。")
    page.get_by_role("button", name="名簿にない人に対処する").click()
    expect(page.get_by_text("対処を記録しました。")).to_be_visible()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    open_contract(page)
    for address in (page.url, *PAGES):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)
