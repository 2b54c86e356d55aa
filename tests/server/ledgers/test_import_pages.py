"""Taking in a ledger by the browser: upload, correction, preview, consent, result, what comes back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from sekisho.server.ledgers.models import InformationAsset, LedgerImport

HEAD = (
    "管理番号,{name},所管課,機密性,完全性,可用性,取扱制限,"
    "個人情報の有無,特定個人情報,本人の数,媒体,登録年月日"
)
GOOD = "税務-0001,課税台帳,税務課,機密性３,2,2,暗号化必須,有,,1200,電子,令和6年4月1日"
DOUBT = "税務-0002,予算資料,税務課,2,1,1,,無,,5,紙,2024/4/1"
WRONG = "税務-0003,地図,税務課,4,1,1,,無,,0,紙,令和6年2月30日"


def agreed(client, pk):
    """Consent to what the page shows now."""
    shown = client.get(reverse("ledgers:import_preview", args=[pk])).context["shown"].digests
    return {"agreed": "on", "shown": shown}


@pytest.fixture
def upload(signed_in):
    def send(*lines, name="情報資産名", who="manager", filename="台帳.csv"):
        client = signed_in(who)
        data = "\r\n".join([HEAD.format(name=name), *lines]).encode("cp932")
        response = client.post(
            reverse("ledgers:import"),
            {"kind": "asset-ledger", "file": SimpleUploadedFile(filename, data)},
        )
        return client, response

    return send


def test_every_doubt_and_fault_is_shown_before_anything_is_written(upload):
    client, response = upload(GOOD, DOUBT, WRONG)
    page = client.get(response.url)
    shown = page.context["shown"]
    assert (shown.total, shown.clean, shown.doubtful, shown.wrong) == (3, 1, 1, 1)
    text = page.content.decode()
    for expected in ("令和6年2月30日", "本人の数が書かれています", "4"):
        assert expected in text
    assert InformationAsset.objects.count() == 0


def test_what_a_file_would_change_is_shown_field_by_field_before_consent(upload):
    client, _response = upload(GOOD, DOUBT)
    first = LedgerImport.objects.get()
    client.post(reverse("ledgers:import_run", args=[first.pk]), agreed(client, first.pk))
    _client, response = upload(GOOD.replace("課税台帳", "課税台帳～控").replace("1200", "1300"))
    page = client.get(response.url)
    found = [
        (one.row, one.number, one.label, one.before, one.after) for one in page.context["shown"].differences
    ]
    assert found == [
        (2, "税務-0001", "情報資産名", "課税台帳", "課税台帳～控"),
        (2, "税務-0001", "本人の数", "1,200", "1,300"),
    ]
    assert "課税台帳～控" in page.content.decode()
    again = LedgerImport.objects.latest("pk")
    data = client.get(reverse("ledgers:import_changes", args=[again.pk])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[1] == [2, "税務-0001", "情報資産名", "課税台帳", "課税台帳～控"]
    assert len(rows) == 3
    assert InformationAsset.objects.get(number="税務-0001").name == "課税台帳"


def test_a_ledger_sent_as_another_is_recognised_and_cannot_be_taken_in(signed_in):
    client = signed_in("manager")
    head = (
        "契約番号,委託業務名,受託者,法人番号,所管課,契約開始,契約終了,提供データ,最高機密性,件数（人）,媒体"
    )
    line = "R8-001,印刷業務,株式会社みどり,,税務課,令和8年4月1日,令和9年3月31日,名簿,2,10,DVD"
    data = f"{head}\r\n{line}".encode("cp932")
    sent = {"kind": "asset-ledger", "file": SimpleUploadedFile("契約.csv", data)}
    page = client.get(client.post(reverse("ledgers:import"), sent).url)
    assert "契約" in page.context["shown"].other
    text = page.content.decode()
    assert "のようです" in text
    assert "内容を確かめました" not in text


def test_the_result_says_how_many_rows_were_left_out(upload):
    client, _response = upload(GOOD, DOUBT, WRONG)
    pk = LedgerImport.objects.get().pk
    done = client.post(reverse("ledgers:import_run", args=[pk]), agreed(client, pk), follow=True)
    assert done.context["left"] == 2
    assert "取り込まなかった" in done.content.decode()


def test_without_the_mark_of_consent_nothing_is_written(upload):
    client, _response = upload(GOOD)
    pk = LedgerImport.objects.get().pk
    assert client.post(reverse("ledgers:import_run", args=[pk]), {}).status_code == 422
    assert client.get(reverse("ledgers:import_run", args=[pk])).status_code == 422
    assert InformationAsset.objects.count() == 0


def test_with_consent_the_rows_are_written_and_the_rest_comes_back_as_a_file(upload):
    client, _response = upload(GOOD, DOUBT, WRONG)
    pk = LedgerImport.objects.get().pk
    done = client.post(reverse("ledgers:import_run", args=[pk]), agreed(client, pk), follow=True)
    assert done.context["result"]["created"] == 1
    assert InformationAsset.objects.get().number == "税務-0001"
    data = client.get(reverse("ledgers:import_rejected", args=[pk])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert {"税務-0002", "税務-0003"} <= {cell for row in rows for cell in row}
    assert client.get(reverse("ledgers:import_preview", args=[pk])).status_code == 302
    assert "取り込んだ" in client.get(reverse("ledgers:import")).content.decode()


def test_a_column_under_another_name_can_be_pointed_at(upload):
    client, response = upload(GOOD, name="なまえ")
    pk = LedgerImport.objects.get().pk
    page = client.get(response.url)
    assert page.context["shown"].clean == 0
    fields = {name: field.initial or "" for name, field in page.context["columns"].fields.items()}
    place = next(
        name for name, field in page.context["columns"].fields.items() if field.label == "情報資産名"
    )
    fields |= {place: "B", "sheet": page.context["shown"].sheet}
    after = client.post(reverse("ledgers:import_columns", args=[pk]), fields, follow=True)
    assert after.context["shown"].clean == 1


def test_what_is_no_ledger_is_refused_with_the_reason(signed_in, city):
    for data, reason in [
        (b"PK\x03\x04 not a workbook", "Excel"),
        (b"\x00\x01\x02\x03", "読め"),
        ("こんにちは\n".encode(), "見出し"),
    ]:
        response = signed_in("manager").post(
            reverse("ledgers:import"), {"kind": "asset-ledger", "file": SimpleUploadedFile("a.xlsx", data)}
        )
        assert response.status_code == 422
        assert reason in response.content.decode()
    assert LedgerImport.objects.count() == 0


def test_nobody_sees_or_runs_another_persons_import(upload, signed_in):
    upload(GOOD)
    pk = LedgerImport.objects.get().pk
    stranger = signed_in("policy")
    assert stranger.get(reverse("ledgers:import_preview", args=[pk])).status_code == 404
    assert stranger.post(reverse("ledgers:import_run", args=[pk]), {"agreed": "on"}).status_code == 404
    assert signed_in("staff").get(reverse("ledgers:import")).status_code == 403


@pytest.mark.parametrize("kind", ["asset-ledger", "contract-ledger"])
def test_the_template_can_be_filled_in_and_read(signed_in, city, kind):
    response = signed_in("manager").get(reverse("ledgers:import_template", args=[kind]))
    assert response.status_code == 200
    assert CalamineWorkbook.from_filelike(io.BytesIO(response.content)).sheet_names
    assert signed_in("manager").get(reverse("ledgers:import_template", args=["no-ledger"])).status_code == 404


def test_what_a_colleague_changed_since_the_look_is_shown_anew_and_not_overwritten(upload):
    client, _response = upload(GOOD)
    client.post(
        reverse("ledgers:import_run", args=[LedgerImport.objects.get().pk]),
        agreed(client, LedgerImport.objects.get().pk),
    )
    _client, _response = upload(GOOD.replace("課税台帳", "ファイルの名前"))
    pk = LedgerImport.objects.latest("pk").pk
    seen, run = agreed(client, pk), reverse("ledgers:import_run", args=[pk])
    InformationAsset.objects.update(name="同僚の名前", version=2)
    text = client.post(run, seen, follow=True).content.decode()
    assert "あなたが見たものと違います" in text
    assert "同僚の名前" in text
    assert InformationAsset.objects.get().name == "同僚の名前"
    client.post(run, agreed(client, pk))
    assert InformationAsset.objects.get().name == "ファイルの名前"


def test_a_reader_of_english_is_told_why_in_english_and_the_file_stays_japanese(upload):
    client, response = upload(GOOD, DOUBT, WRONG)
    client.cookies["django_language"] = "en"
    page = client.get(response.url).content.decode()
    for told in (
        "Confidentiality has no &quot;4&quot;. It is one of ",
        "There is no day &quot;令和6年2月30日&quot;.",
        "Personal data is &quot;no&quot;, but a number of people is written.",
    ):
        assert told in page, told
    pk = LedgerImport.objects.get().pk
    client.post(reverse("ledgers:import_run", args=[pk]), agreed(client, pk))
    data = client.get(reverse("ledgers:import_rejected", args=[pk])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert any("機密性に「4」はありません。" in str(cell) for row in rows for cell in row)
