"""Every screen answers, refuses whom it should, and leads on."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.applications.models import Application, LaterReading
from sekisho.terms import ApplicationState as S


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


def get(client, name, *args, **query):
    return client.get(url(name, *args), query)


def text(response):
    return response.content.decode()


def test_a_clerk_begins_writes_and_files_in_the_browser(signed_in, city, words, asset):
    client = signed_in("staff")
    assert get(client, "new").status_code == 200
    response = client.post(url("new"), {"section": str(city.sections["税務課"].pk)})
    row = Application.objects.get()
    assert response.url == url("edit", row.pk, 1)
    answers = {
        1: {
            "name": "観光地図",
            "purpose": "市の地図を見せる",
            "service_kind": "map",
            "works_for_us": "no",
            "is_cloud": "no",
            "phase": "selection",
            "starts": "令和8年12月1日",
        },
        2: {"no_assets": "yes", "zone": "internet"},
        3: {"provider_name": "地図の会社", "terms_kind": "terms_only", "terms_read": "yes"},
        4: {"risk_accepted": "yes"},
    }
    for step, values in answers.items():
        page = get(client, "edit", row.pk, step)
        assert page.status_code == 200, step
        row.refresh_from_db()
        response = client.post(url("edit", row.pk, step), values | {"version": row.version})
        assert response.status_code == 302, text(response)
        assert response.url == url("edit", row.pk, step + 1)
    row.refresh_from_db()
    assert row.answers["starts"] == "2026-12-01"
    confirm = text(get(client, "edit", row.pk, 5))
    assert "地図の会社" in confirm
    response = client.post(url("submit", row.pk), {"version": row.version, "note": "お願いします"})
    assert response.status_code == 302, text(response)
    row.refresh_from_db()
    assert row.state == S.UNDER_REVIEW


def test_autosave_keeps_what_can_be_read_and_says_what_is_missing(signed_in, draft, sensitive):
    row = draft(sensitive)
    client = signed_in("staff")
    response = client.post(
        url("autosave", row.pk, 3),
        {
            "version": row.version,
            "provider_name": "新しい会社",
            "terms_kind": "terms_only",
            "data_regions": "日本国",
        },
        headers={"HX-Request": "true"},
    )
    body = text(response)
    assert response.status_code == 200
    assert "EXT-010" in body
    assert "2文字の国の符号" in body
    row.refresh_from_db()
    assert row.answers["provider_name"] == "新しい会社"
    assert f'value="{row.version}"' in body


def test_autosave_from_an_old_screen_says_so_and_changes_nothing(signed_in, draft):
    row = draft()
    client = signed_in("staff")
    response = client.post(url("autosave", row.pk, 1), {"version": row.version - 1, "name": "古い"})
    assert "進めています" in text(response)
    row.refresh_from_db()
    assert row.answers["name"] != "古い"


def test_a_save_that_its_own_autosave_overtook_is_no_conflict_but_another_browser_is_told(signed_in, draft):
    row = draft()
    here, elsewhere = signed_in("staff"), signed_in("staff")
    seen = {"version": row.version}
    here.post(url("autosave", row.pk, 1), seen | {"name": "途中"})
    assert here.post(url("edit", row.pk, 1), seen | {"name": "最後まで"}).status_code == 302
    row.refresh_from_db()
    assert row.answers["name"] == "最後まで"
    response = elsewhere.post(url("edit", row.pk, 1), seen | {"name": "古い画面"})
    assert "進めています" in text(response)
    row.refresh_from_db()
    assert row.answers["name"] == "最後まで"


def test_only_questions_that_a_clause_wants_are_asked(signed_in, draft, sensitive, words):
    few, many = draft(words.ordinary), draft(sensitive)
    client = signed_in("staff")
    assert "利用判断基準" not in text(get(client, "edit", few.pk, 4))
    assert "利用判断基準" in text(get(client, "edit", many.pk, 4))


def test_assets_are_found_by_words(signed_in, draft, asset):
    row = draft()
    client = signed_in("staff")
    assert "催し申込者名簿" in text(get(client, "assets", row.pk, find="申込"))
    assert "催し申込者名簿" not in text(get(client, "assets", row.pk, find="住民票"))
    ticked = text(get(client, "assets", row.pk, find="住民票", asset_ids=asset.pk))
    assert f'value="{asset.pk}" checked' in ticked


def test_the_whole_way_through_the_screens(signed_in, submitted, sensitive, checks, absent):
    row = submitted(sensitive)
    policy = signed_in("policy")
    assert row.title in text(get(policy, "to_review"))
    assert get(policy, "review", row.pk).status_code == 200
    values = {"version": row.version, "note": "よい"}
    for clause in checks(row):
        values |= {f"answer-{clause}": "yes", f"note-{clause}": ""}
    assert policy.post(url("review", row.pk), values).status_code == 302
    row.refresh_from_db()
    manager = signed_in("manager")
    assert row.title in text(get(manager, "to_decide"))
    assert (
        manager.post(
            url("consult", row.pk), {"version": row.version, "agrees": "yes", "note": ""}
        ).status_code
        == 302
    )
    row.refresh_from_db()
    absent("general")
    deputy = signed_in("policy_deputy")
    assert row.title in text(get(deputy, "to_decide"))
    page = text(get(deputy, "detail", row.pk))
    assert "代決する" in page
    assert get(deputy, "act_for", row.pk).status_code == 200
    shown = get(deputy, "act_for", row.pk).context["form"].initial
    assert shown["seen"]
    response = deputy.post(url("act_for", row.pk), shown | {"reason": "本日中に要る"})
    assert response.status_code == 302, text(response)
    row.refresh_from_db()
    assert row.state == S.APPROVED
    general = signed_in("general")
    assert row.title in text(get(general, "later"))
    waiting = LaterReading.objects.get()
    assert general.post(url("later_read", waiting.pk), {"note": "見た"}).status_code == 302
    page = text(get(signed_in("staff"), "detail", row.pk))
    for words in ("税第1号", row.content_hash, "代決", "後閲", "根拠条文", "証跡"):
        assert words in page


def test_two_deciders_on_two_screens_the_second_is_told(signed_in, reviewed):
    row = reviewed()
    client = signed_in("manager")
    form = {"version": row.version, "note": "", "conditions": "", "seen": ""}
    assert client.post(url("decide", row.pk), form).status_code == 302
    response = client.post(url("decide", row.pk), form)
    assert response.status_code == 200
    assert "進めています" in text(response)


@pytest.mark.parametrize("name", ["send_back", "reject", "decide"])
def test_the_deciders_pages_open(name, signed_in, reviewed):
    row = reviewed()
    assert get(signed_in("manager"), name, row.pk).status_code == 200


@pytest.mark.parametrize(("name", "state"), [("pull_back", S.PULLED_BACK), ("withdraw", S.WITHDRAWN)])
def test_the_applicants_ways_out(name, state, signed_in, submitted):
    row = submitted()
    client = signed_in("staff")
    assert client.post(url(name, row.pk), {"version": row.version, "reason": ""}).status_code == 200
    assert client.post(url(name, row.pk), {"version": row.version, "reason": "誤り"}).status_code == 302
    row.refresh_from_db()
    assert row.state == state
    assert get(client, "detail", row.pk).status_code == 200


def test_another_section_does_not_see_it(signed_in, decided):
    row = decided()
    for who in ("staff2", "manager2", "deputy2"):
        client = signed_in(who)
        assert row.title not in text(get(client, "list"))
        for name in ("detail", "pdf", "print"):
            assert get(client, name, row.pk).status_code == 404, (who, name)


def test_a_draft_is_not_seen_by_reviewers(signed_in, draft):
    row = draft()
    assert get(signed_in("policy"), "detail", row.pk).status_code == 404


def test_the_exception_pages(signed_in, draft, sensitive):
    row = draft(sensitive | {"terms_kind": "terms_only"})
    staff, ciso = signed_in("staff"), signed_in("ciso")
    assert "EXT-010" in text(get(staff, "edit", row.pk, 5))
    form = {
        "version": row.version,
        "clause": "EXT-010",
        "reason": "代わりがない",
        "measure": "名前を消す",
        "ends": "令和9年3月31日",
    }
    response = staff.post(url("ask_exception", row.pk), form)
    assert response.status_code == 302, text(response)
    measure = row.exceptions.get()
    assert row.title in text(get(ciso, "exceptions"))
    assert "代わりがない" in text(get(ciso, "exception", measure.pk))
    assert ciso.post(url("exception", measure.pk), {"grant": "yes", "note": "期限付きで"}).status_code == 302
    assert "認められた" in text(get(staff, "edit", row.pk, 5))
    assert get(signed_in("manager"), "exceptions").status_code == 403


def test_a_change_after_the_decision_is_shown(signed_in, decided):
    row = decided()
    client = signed_in("staff")
    page = get(client, "amend", row.pk)
    assert page.status_code == 200
    response = client.post(
        url("amend", row.pk), {"version": row.version, "purpose": "別の目的", "reason": "誤記", "unit": ""}
    )
    assert response.status_code == 302, text(response)
    page = text(get(client, "detail", row.pk))
    assert "決裁後変更" in page
    assert "別の目的" in page


def test_the_rule_table_is_shown_and_replaced_only_whole(signed_in):
    general = signed_in("general")
    page = text(get(general, "authority"))
    assert "専決1" in page
    response = general.post(url("authority"), {"text": "rules: []"})
    assert response.status_code == 200
    assert "専決規程" in text(response)
    assert get(signed_in("manager"), "authority").status_code == 403


def test_home_shows_what_waits(signed_in, reviewed):
    row = reviewed()
    page = text(signed_in("manager").get(reverse("home")))
    assert row.title in page
    assert "決裁" in page
    assert row.title in text(signed_in("manager").get(reverse("search"), {"q": "観光"}))


def test_a_copy_is_begun_from_the_page(signed_in, decided):
    row = decided()
    response = signed_in("staff").post(url("copy", row.pk))
    copied = Application.objects.exclude(pk=row.pk).get()
    assert response.url == url("edit", copied.pk, 1)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def upload(client, row, name, data):
    file = io.BytesIO(data)
    file.name = name
    return client.post(url("attach", row.pk), {"version": row.version, "file": file, "note": ""})


def test_an_attachment_is_kept_sealed_and_handed_out_harmlessly(signed_in, draft):
    row = draft()
    client = signed_in("staff")
    assert upload(client, row, "報告書.pdf", PDF).status_code == 302
    one = row.attachments.get()
    response = get(client, "download", row.pk, one.pk)
    assert response.content == PDF
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment;")
    assert get(signed_in("staff2"), "download", row.pk, one.pk).status_code == 404
    row.refresh_from_db()
    assert client.post(url("detach", row.pk, one.pk), {"version": row.version}).status_code == 302
    assert get(client, "download", row.pk, one.pk).status_code == 404


def test_lists_and_pages_ask_the_database_the_same_however_much_there_is(signed_in, submitted):
    client = signed_in("policy")

    def count(name, *args):
        with CaptureQueriesContext(connection) as found:
            assert get(client, name, *args).status_code == 200
        return len(found)

    row = submitted()
    get(client, "list")
    few = {name: count(name) for name in ("list", "to_review")}
    one = count("detail", row.pk)
    for _ in range(6):
        submitted()
    assert {name: count(name) for name in few} == few
    assert count("detail", row.pk) == one
    assert max(few.values()) <= 20
    assert one <= 30


@pytest.mark.parametrize(
    ("form", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("cp932", "番号".encode("cp932"))]
)
def test_the_list_is_written_out_as_it_is_narrowed(form, start, signed_in, decided, submitted, words):
    submitted(words.ordinary | {"name": "=cmd"})
    decided()
    response = get(signed_in("policy"), "export", form, state="approved")
    assert response.content.startswith(start)
    assert response["Content-Disposition"].startswith("attachment")
    if form == "csv":
        assert "観光地図サービス" in response.content.decode()
        assert "=cmd" not in response.content.decode()
        whole = get(signed_in("policy"), "export", form).content.decode()
        assert "'=cmd" in whole
    assert get(signed_in("staff2"), "export", form).content.count("観光".encode()) == 0
    assert get(signed_in("policy"), "export", "pdf").status_code == 404


def test_an_english_screen_says_answers_and_facts_in_english(signed_in, submitted, sensitive):
    row = submitted(sensitive)
    client = signed_in("staff")
    client.cookies["django_language"] = "en"
    page = text(get(client, "detail", row.pk))
    for japanese in ("個別契約", "条件付き可", "機密性2以上を取り扱う"):
        assert japanese not in page
