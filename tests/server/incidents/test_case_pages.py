"""The pages of the cases: list, case, forms, papers, files; in both languages."""

import datetime as dt
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sekisho.japan.dates import format_wareki
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import actions
from sekisho.server.incidents.forms import moment
from sekisho.server.incidents.models import Draft, Incident
from sekisho.server.ledgers import actions as ledgers


@pytest.fixture
def opened(actor, add_contract):
    add_contract("R8-001")
    return actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり", kind="ransomware")


def page(client, route, *args, **query):
    return client.get(reverse(f"incidents:{route}", args=args), query)


def text(answer):
    return answer.content.decode()


def test_one_click_from_the_answer_opens_the_case(signed_in, add_contract):
    add_contract("R8-001")
    client = signed_in("csirt")
    assert reverse("incidents:open") in text(page(client, "breach", words="みのり"))
    answer = client.post(reverse("incidents:open"), {"words": "みのり"})
    row = Incident.objects.get()
    assert answer.url == reverse("incidents:case", args=[row.pk])
    shown = text(client.get(answer.url))
    for told in ("みのりの事案", "R8-001", "6,300", "速報", "確報", "いまどこ"):
        assert told in shown, told


def test_an_auditor_sees_but_is_offered_nothing_to_write(signed_in, opened):
    client = signed_in("auditor")
    assert reverse("incidents:open") not in text(page(client, "breach", words="みのり"))
    shown = text(page(client, "case", opened.pk))
    assert reverse("incidents:facts", args=[opened.pk]) not in shown
    assert client.post(reverse("incidents:entry", args=[opened.pk]), {"text": "x"}).status_code == 403


def test_the_forms_write_and_go_back(signed_in, opened):
    client, today = signed_in("csirt"), timezone.localdate().isoformat()
    case = reverse("incidents:case", args=[opened.pk])
    firm = opened.firms.get()
    said = {
        "firm": firm.pk, "said_on": today, "said_to": "青木", "channel": "phone",
        "text": "漏えいはありません", "claim_leaked": "no", "claim_erased": "yes",
    }  # fmt: skip
    assert client.post(reverse("incidents:statement", args=[opened.pk]), said).url == case
    again = said | {"text": "漏えいしていました", "claim_leaked": "yes", "claim_erased": ""}
    client.post(reverse("incidents:statement", args=[opened.pk]), again)
    client.post(
        reverse("incidents:entry", args=[opened.pk]), {"on": today, "time": "00:00", "text": "電話を受けた"}
    )
    shown = text(client.get(case))
    for told in (
        "説明に矛盾があります",
        "漏えいの有無についての説明が変わった",
        "期限を過ぎたまま",
        "電話を受けた",
    ):
        assert told in shown, told


def facts_of(client, row):
    form = page(client, "facts", row.pk).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in given.items()} | {
        "known_on": timezone.localdate(row.known_at).isoformat(),
        "firms": [one.pk for one in row.firms.all()],
        "sections": [one.pk for one in row.sections.all()],
    }


def test_saving_the_facts_unchanged_writes_nothing(signed_in, opened):
    client = signed_in("csirt")
    before = opened.known_at
    assert (
        client.post(reverse("incidents:facts", args=[opened.pk]), facts_of(client, opened)).status_code == 302
    )
    opened.refresh_from_db()
    assert (opened.version, opened.known_at) == (1, before)


def test_firms_and_sections_are_ticked_in_a_list(signed_in, opened, actor, city):
    ledgers.add_contractor(actor("policy"), name="<b>あさひ</b>倉庫")
    client = signed_in("csirt")
    shown = text(page(client, "facts", opened.pk))
    assert "<select" in shown
    assert "multiple" not in shown
    assert "<b>あさひ" not in shown
    boxes = re.findall(r'<input type="checkbox" name="sections" value="(\d+)"( checked)?>', shown)
    assert {int(key) for key, _ticked in boxes} == {one.pk for one in city.sections.values()}
    assert boxes[0] == (str(city.sections["税務課"].pk), " checked")
    assert [bool(ticked) for _key, ticked in boxes].count(True) == 1
    two = [city.sections[name].pk for name in ("税務課", "市民課")]
    given = facts_of(client, opened) | {"sections": two, "firms": []}
    client.post(reverse("incidents:facts", args=[opened.pk]), given)
    assert {one.pk for one in opened.sections.all()} == set(two)
    assert not opened.firms.exists()
    none = facts_of(client, opened) | {"version": 2, "sections": []}
    answer = client.post(reverse("incidents:facts", args=[opened.pk]), none)
    assert answer.status_code == 422
    assert not re.search(r'name="sections" value="\d+" checked', text(answer))


def test_a_notice_names_the_contact_of_the_case(signed_in, opened):
    client = signed_in("csirt")
    assert "未記入" in text(page(client, "case", opened.pk))
    assert "問い合わせを受ける課と電話番号" in text(page(client, "paper", opened.pk, "persons"))
    given = facts_of(client, opened) | {"contact": "税務課 山田", "contact_phone": "00-0000-0000"}
    assert client.post(reverse("incidents:facts", args=[opened.pk]), given).status_code == 302
    assert "00-0000-0000" in text(page(client, "case", opened.pk))
    client.post(reverse("incidents:write", args=[opened.pk, "persons"]))
    shown = text(page(client, "paper", opened.pk, "persons"))
    assert "税務課 山田" in shown
    assert "問い合わせを受ける課と電話番号" not in shown
    assert "山田" not in "".join(JournalEntry.objects.values_list("record", flat=True))


def test_a_suspected_leak_is_written_and_told_as_one(signed_in, opened):
    client = signed_in("csirt")
    for leak, word in (
        ("suspected", "漏えいしたおそれがある"),
        ("leaked", "漏えいした"),
        ("none", "漏えいしていない"),
    ):
        given = facts_of(client, opened) | {"leak": leak}
        assert client.post(reverse("incidents:facts", args=[opened.pk]), given).status_code == 302
        assert facts_of(client, opened)["leak"] == leak
        facts = page(client, "case", opened.pk).context["facts"]
        assert facts[0][:2] == ("漏えいの有無", word)
        opened.refresh_from_db()
    given = facts_of(client, opened) | {"leak": "perhaps"}
    assert client.post(reverse("incidents:facts", args=[opened.pk]), given).status_code == 422


def test_a_stale_form_is_told_and_loses_nothing(signed_in, opened, actor):
    client = signed_in("csirt")
    given = facts_of(client, opened) | {"cause": "VPN機器の弱点"}
    actions.change(actor("general"), opened.pk, opened.version, leaked=True)
    answer = client.post(reverse("incidents:facts", args=[opened.pk]), given)
    assert answer.status_code == 422
    assert "ほかの人が直しました" in text(answer)
    assert "VPN機器の弱点" in text(answer)


def test_list_narrowing_and_files(signed_in, opened, actor):
    client = signed_in("general")
    other = actions.open_incident(actor("csirt"), title="=cmd|誤送信", kind="misdelivery")
    assert {row.record.pk for row in page(client, "list").context["table"].rows} == {opened.pk, other.pk}
    assert "誤送信" not in text(page(client, "list", kind="ransomware", q="")).split("<tbody>")[-1]
    book = page(client, "export", "xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [other.number, opened.number]
    assert "'=cmd" in text(page(client, "export", "csv"))


def test_the_list_asks_the_same_number_of_queries_however_long(signed_in, opened, actor):
    client = signed_in("csirt")
    page(client, "list")

    def count():
        with CaptureQueriesContext(connection) as seen:
            page(client, "list")
        return len(seen)

    before = count()
    for number in range(5):
        actions.open_incident(actor("csirt"), title=f"事案{number}", kind="loss")
    assert count() == before


def test_the_home_page_counts_down_to_those_who_answer(signed_in, opened):
    for who in ("csirt", "general", "manager", "ciso"):
        assert "速報を送る" in text(signed_in(who).get("/")), who
    for who in ("staff", "manager2", "auditor"):
        assert "速報を送る" not in text(signed_in(who).get("/")), who


def test_a_paper_is_drafted_revised_printed_and_sent(signed_in, opened):
    client = signed_in("general")
    paper = reverse("incidents:paper", args=[opened.pk, "preliminary"])
    assert "まだ下書きがありません" in text(client.get(paper))
    client.post(reverse("incidents:write", args=[opened.pk, "preliminary"]))
    draft = Draft.objects.get()
    shown = text(client.get(paper))
    assert "不明（確認中）" in shown
    assert "原因は何ですか" in shown
    form = page(client, "revise", draft.pk).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"passage_3": "VPN機器の弱点"}
    assert client.post(reverse("incidents:revise", args=[draft.pk]), given).url == paper
    second = Draft.objects.get(serial=2)
    assert second.passages[3][1] == "VPN機器の弱点"
    assert page(client, "draft_pdf", second.pk).content.startswith(b"%PDF-")
    sent = {
        "kind": "preliminary",
        "sent_on": timezone.localdate().isoformat(),
        "how": "報告フォーム",
        "draft": second.pk,
    }
    client.post(reverse("incidents:sent", args=[opened.pk]), sent)
    assert "に送りました" in text(page(client, "case", opened.pk))


def test_the_draft_takes_up_the_log_in_the_order_of_time(signed_in, opened, actor):
    csirt, now, firm = actor("csirt"), timezone.now(), opened.firms.get()
    said = {"firm": firm, "said_to": "青木", "channel": "phone", "claims": {}}
    wrong = actions.add_entry(csirt, opened.pk, at=now - dt.timedelta(days=3), text="誤って書いた")
    actions.add_statement(csirt, opened.pk, said_on=timezone.localdate(now), text="残っていた", **said)
    day = timezone.localdate(now) - dt.timedelta(days=2)
    actions.add_statement(csirt, opened.pk, said_on=day, text="漏えいはない", **said)
    actions.add_entry(csirt, opened.pk, at=now - dt.timedelta(days=3), text="電話を受けた", corrects=wrong)
    actions.add_entry(csirt, opened.pk, at=moment(day, None), text="提供を止めた")
    draft = actions.write_draft(csirt, opened.pk, "preliminary")
    log = draft.passages[0][1].partition("【記録から】\n")[2].splitlines()
    assert [line.partition("　")[2] for line in log] == [
        "電話を受けた",
        "提供を止めた",
        "㈱みのり印刷の説明（電話）：漏えいはない",
        "㈱みのり印刷の説明（電話）：残っていた",
    ]
    assert log[1].startswith(f"{format_wareki(day)}　")
    client = signed_in("csirt")
    form = page(client, "revise", draft.pk).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"passage_0": "経緯：直した文" * 2000}
    assert client.post(reverse("incidents:revise", args=[draft.pk]), given).status_code == 302
    assert "誤って書いた" not in str(Draft.objects.get(serial=2).passages)
    book = page(client, "common_form", opened.pk)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert any("漏えいはない" in str(row[2]) for row in sheet)


def test_the_word_document_holds_the_text(signed_in, opened, actor):
    draft = actions.write_draft(actor("csirt"), opened.pk, "press")
    draft = actions.revise_draft(
        actor("csirt"),
        draft,
        title="<題>&\x0b",
        to="報道機関　各位",
        passages=[["1　概要", "一行目\n二行目"]],
    )
    data = page(signed_in("csirt"), "draft_docx", draft.pk).content
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    for name in archive.namelist():
        ET.fromstring(archive.read(name))  # noqa: S314  our own text
    body = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314  the same
    lines = ["".join(one.itertext()) for one in body.iter() if one.tag.endswith("}p")]
    assert lines == ["報道機関　各位", "さくら市", "<題>&", "1　概要", "一行目", "二行目"]
    assert page(signed_in("csirt"), "draft_docx", draft.pk).content == data


def test_the_common_form_of_a_ransomware_case(signed_in, opened):
    client = signed_in("csirt")
    given = {"version": opened.version, "note": "yes", "extension": ".lock", "share": "no"}
    client.post(reverse("incidents:attack", args=[opened.pk]), given)
    book = page(client, "common_form", opened.pk)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    answers = {row[1]: row[2] for row in rows}
    assert answers["脅迫文（ランサムノート）の有無"] == "はい"
    assert answers["暗号化されたファイルの拡張子"] == ".lock"
    assert answers["国家サイバー統括室との共有に同意する"] == "いいえ"
    assert answers["ランサムウェアの種類"] == "不明（確認中）"
    assert "攻撃の規模（通信量、継続時間）" not in answers
    assert sum(row[0] == "漏えい等" for row in rows) == 9


def test_another_citys_case_is_not_there(signed_in, opened, other_city, client):
    client.force_login(
        other_city.people["csirt"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert page(client, "case", opened.pk).status_code == 404


@pytest.mark.parametrize("route", ["list", "case", "facts", "statement", "compare"])
def test_the_pages_speak_english(signed_in, opened, route):
    client = signed_in("csirt")
    client.cookies["django_language"] = "en"
    shown = text(page(client, route, *([] if route == "list" else [opened.pk])))
    for japanese in ("事案を起こす", "いまどこ", "期限を", "記録する", "まだ分からない"):
        assert japanese not in shown, japanese


def test_a_name_is_shown_as_text(signed_in, opened, actor):
    row = actions.change(actor("csirt"), opened.pk, opened.version, title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in text(page(signed_in("csirt"), "case", row.pk))


def test_a_contradiction_is_told_with_its_unit(signed_in, opened):
    client, today = signed_in("csirt"), timezone.localdate().isoformat()
    said = {
        "firm": opened.firms.get().pk, "said_on": today, "said_to": "青木", "channel": "phone",
        "text": "百人だけで、残っていません", "persons": "1200", "claim_kept": "no",
    }  # fmt: skip
    assert client.post(reverse("incidents:statement", args=[opened.pk]), said).status_code == 302
    told = {one["before"] for one in page(client, "case", opened.pk).context["contradictions"]}
    assert told == {"台帳：6,300人", "台帳：消去を確かめていないもの1件"}
    client.post(
        reverse("incidents:statement", args=[opened.pk]), said | {"claim_kept": "", "claim_erased": "yes"}
    )
    shown = text(page(client, "case", opened.pk))
    assert "台帳：期限を過ぎたもの1件" in shown
    assert "：1,200人" in shown
