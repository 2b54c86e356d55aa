"""The pages, the API and the command of the register: upload, consent, list, confirmation."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from register_lists import ENDED, HEAD, TODAY, listed

from sekisho.cli import registers as command
from sekisho.errors import Conflict
from sekisho.procedures.evidence import ismap_until
from sekisho.server.trust import actions
from sekisho.server.trust.models import Evidence, RegisterAbsence, RegisterEdition, RegisterRow


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"trust:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(*lines, name="list.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, "\n".join((HEAD, *lines)).encode(encoding))


def test_from_the_file_to_the_certification(signed_in, numbered, consent_on):
    service = numbered()
    policy = signed_in("policy")
    given = {"kind": "ismap", "as_of": TODAY.isoformat(), "file": sent(listed(), encoding="cp932")}
    answer = policy.post(reverse("trust:register_import"), given)
    row = RegisterEdition.objects.get()
    assert answer["Location"] == reverse("trust:register_preview", args=[row.pk])
    assert "疑いも誤りもありません" in shown(policy, "register_preview", row.pk)
    assert policy.post(reverse("trust:register_run", args=[row.pk])).status_code in {400, 422}
    assert not RegisterRow.objects.exists()
    seen = consent_on(policy, answer["Location"])
    policy.post(reverse("trust:register_run", args=[row.pk]), {"agreed": "on", "shown": seen})
    assert "今の登録簿" in shown(policy, "register_done", row.pk)
    assert policy.get(reverse("trust:register_preview", args=[row.pk])).status_code == 302
    page = shown(policy, "register", ours="waits")
    assert "C26-0001-2" in page
    one = RegisterRow.objects.get()
    page = shown(policy, "register_adopt", one.pk)
    assert page.count("checked") == 2
    confirmed = {
        "seen": 0,
        "provider": service.provider_id,
        "services": [service.pk],
        "functions": ["申込みフォーム"],
    }
    answer = policy.post(reverse("trust:register_adopt", args=[one.pk]), confirmed)
    made = Evidence.objects.get()
    assert answer["Location"] == reverse("trust:evidence", args=[made.pk])
    assert (made.functions, made.until) == (["申込みフォーム"], ismap_until(ENDED))
    assert "C26-0001-2" not in shown(policy, "register", ours="waits")
    assert f"/trust/{made.pk}/" in shown(policy, "register", ours="held")
    assert "記録あり" in shown(signed_in("staff"), "register")
    assert reverse("trust:register_row", args=[one.pk]) in shown(policy, "evidence", made.pk)


def test_a_scope_with_exceptions_marks_nothing_beforehand(signed_in, numbered, taken):
    numbered()
    taken(listed(scope="申込みフォーム、通知メールを除く"))
    page = shown(signed_in("policy"), "register_adopt", RegisterRow.objects.get().pk)
    assert "checked" not in page
    assert "除かれるものがあります" in page


def test_what_cannot_be_read_is_told_beside_the_form_and_in_the_preview(signed_in, register):
    client = signed_in("policy")
    for changed, told in (
        ({"file": SimpleUploadedFile("x.xlsm", b"PK\x03\x04 broken")}, "x.xlsm"),
        ({"file": sent()}, "1つもありません"),
        ({"as_of": "令和8年2月30日"}, "2月"),
        ({"as_of": "2199-01-01"}, "まだ来ていません"),
        ({"kind": "iso27001"}, ""),
    ):
        given = {"kind": "ismap", "as_of": "", "file": sent(listed())} | changed
        answer = client.post(reverse("trust:register_import"), given)
        assert answer.status_code == 422, changed
        assert told in answer.content.decode()
    assert not RegisterEdition.objects.exists()
    wrong = listed("C2", "別").replace("～", "、")
    client.post(reverse("trust:register_import"), {"kind": "ismap", "file": sent(listed(), wrong)})
    row = RegisterEdition.objects.get()
    page = shown(client, "register_preview", row.pk)
    assert "期間として読めません" in page
    assert "今日現在とします" in page
    back = client.get(reverse("trust:register_rejected", args=[row.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(back.content)).active
    assert sheet.max_row == 2


def test_what_an_edition_would_do_is_shown_before_consent(signed_in, numbered, taken, actor, register):
    service = numbered()
    edition = taken(listed(), ago=5)
    given = {"provider": service.provider, "services": [service], "functions": []}
    evidence = actions.adopt(actor("policy"), RegisterRow.objects.get(edition=edition).pk, 0, **given)
    client = signed_in("policy")
    row = actions.receive_register(actor("policy"), register(listed(state="取消"), ago=1))
    page = shown(client, "register_preview", row.pk)
    assert str(evidence) in page
    assert "取り消された" in page
    older = actions.receive_register(actor("policy"), register(listed("C9", "別"), ago=9))
    page = shown(client, "register_preview", older.pk)
    assert "今の登録簿より古い登録簿です" in page
    assert client.post(reverse("trust:register_run", args=[older.pk]), {"agreed": "on"}).status_code == 409


def strip_of(page):
    return page.split('<dl class="strip">')[1].split("</dl>")[0]


def test_a_missing_registration_is_answered_on_its_page(signed_in, numbered, taken, actor):
    service = numbered()
    edition = taken(listed(), ago=5)
    given = {"provider": service.provider, "services": [service], "functions": []}
    evidence = actions.adopt(actor("policy"), RegisterRow.objects.get(edition=edition).pk, 0, **given)
    taken(listed("C9", "別"), ago=1)
    client = signed_in("policy")
    assert "登録簿になくなった登録があります" in shown(client, "register")
    assert "登録簿になくなった" not in shown(signed_in("staff"), "register")
    asked = RegisterAbsence.objects.get()
    url = reverse("trust:register_absence", args=[asked.pk])
    top = strip_of(shown(client, "evidence", evidence.pk))
    assert "登録簿にありません" in top
    assert "取り消されたかを確かめる" in top
    assert "することはありません" not in top
    assert url in shown(client, "evidence", evidence.pk)
    seen = shown(signed_in("staff"), "evidence", evidence.pk)
    assert "登録簿にありません" in strip_of(seen)
    assert url not in seen
    assert client.post(url, {"gone": "yes", "why": ""}).status_code == 422
    assert client.post(url, {"gone": "yes", "why": "電話で確かめた"}).status_code == 302
    evidence.refresh_from_db()
    assert evidence.withdrawn_on is not None
    assert "新しい証拠を求め" in strip_of(shown(client, "evidence", evidence.pk))
    assert "電話で確かめた" in shown(client, "register_absence", asked.pk)


def test_the_list_is_narrowed_and_written_out(signed_in, numbered, taken):
    numbered()
    taken(listed(), listed("=C2", "別のもの"), doubts=True)
    RegisterRow.objects.filter(number="=C2").update(until=TODAY)
    client = signed_in("policy")
    assert "C26-0001-2" in shown(client, "register", match="sure")
    assert "C26-0001-2" not in shown(client, "register", match="firm")
    assert "別のもの" in shown(client, "register", standing="expiring")
    assert "C26-0001-2" not in shown(client, "register", standing="expiring")
    assert "C26-0001-2" in shown(client, "register", q="まちのくらうど 窓口")
    got = client.get(reverse("trust:register_export", args=["xlsx"]), {"match": "sure"})
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    texts = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    assert "一致" in texts
    assert "別のもの" not in texts
    assert "=C2" in client.get(reverse("trust:register_export", args=["csv"])).content.decode("utf-8-sig")
    assert signed_in("staff").get(reverse("trust:register_export", args=["csv"])).status_code == 403


def test_a_service_of_another_section_is_not_told_of(signed_in, numbered, taken, actor):
    service = numbered("税務だけの秘密")
    taken(listed(service="税務だけの秘密"))
    row = RegisterRow.objects.get()
    given = {"provider": service.provider, "services": [service], "functions": []}
    actions.adopt(actor("policy"), row.pk, 0, **given)
    link = reverse("trust:service", args=[service.pk])
    assert link in shown(signed_in("staff"), "register")
    assert link not in shown(signed_in("staff2"), "register")
    assert link not in shown(signed_in("staff2"), "register_row", row.pk)
    assert "提供者だけ一致" in shown(signed_in("staff2"), "register_row", row.pk)


def test_the_list_asks_the_same_however_long_it_is(signed_in, numbered, taken):
    numbered()
    client = signed_in("policy")
    taken(listed(), ago=3)
    shown(client, "register")
    with CaptureQueriesContext(connection) as few:
        shown(client, "register")
    taken(listed(), *(listed(f"C{number}", f"サービス{number}") for number in range(9)), ago=1)
    with CaptureQueriesContext(connection) as many:
        shown(client, "register")
    assert len(many) == len(few)


def test_the_api_takes_a_register_in_and_confirms(signed_in, numbered):
    service = numbered()
    client = signed_in("policy")
    url = "/api/v1/trust/register"
    given = {"kind": "ismap", "as_of": TODAY.isoformat(), "dry_run": "true", "file": sent(listed())}
    answer = client.post(f"{url}/editions", given)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    assert not RegisterEdition.objects.exists()
    given |= {"dry_run": "false", "file": sent(listed())}
    assert client.post(f"{url}/editions", given).json()["new"] is True
    assert [one["current"] for one in client.get(f"{url}/editions").json()] == [True]
    found = client.get(f"{url}/rows", {"q": "窓口"}).json()
    (one,) = found["items"]
    assert (found["count"], one["match"], one["evidence"]) == (1, "sure", None)
    body = {"seen": 0, "provider": service.provider_id, "services": [service.pk], "functions": []}
    kind = "application/json"
    made = client.post(f"{url}/rows/{one['id']}/adopt", body, content_type=kind).json()
    assert Evidence.objects.get().pk == made["evidence"]
    client.post(f"{url}/editions", given | {"file": sent(listed("C9", "別"))})
    (asked,) = client.get(f"{url}/missing").json()
    answer = {"gone": False, "why": "番号が変わった"}
    assert client.post(f"{url}/missing/{asked['id']}", answer, content_type=kind).json()["gone"] is False
    assert signed_in("manager").post(f"{url}/editions", given).status_code == 403


@pytest.mark.parametrize("offset", [-1, 10**30])
def test_the_api_refuses_a_place_in_the_list_that_no_database_counts_to(signed_in, offset):
    assert signed_in("policy").get(f"/api/v1/trust/register/rows?offset={offset}").status_code == 422


@pytest.fixture
def run(capsys):
    def call(path, **more):
        plain = {
            "liu": False,
            "dry_run": False,
            "as_json": True,
            "accept_doubts": False,
            "accept_older": False,
            "as_of": TODAY.isoformat(),
            "body": "",
            "username": "",
            "sheet": "",
            "mapped": (),
            "rejected_to": None,
        }
        code = command.run(command.Request(**plain | {"file": path} | more))
        out = capsys.readouterr().out
        return code, json.loads(out) if more.get("as_json", True) else out

    return call


def test_the_command_looks_takes_in_and_does_nothing_twice(run, city, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("\n".join((HEAD, listed(), listed("C2", "別").replace("～", "、"))).encode("cp932"))
    code, report = run(path, dry_run=True, username="policy")
    assert (code, report["rows"], report["accepted"]) == (1, 2, 1)
    assert [(one["row"], one["column"]) for one in report["problems"]] == [(3, "監査対象期間")]
    assert not RegisterEdition.objects.exists()
    assert run(path, username="policy")[1]["new"] is True
    assert run(path, username="policy")[1]["new"] is False
    assert "何も変わっていません" in run(path, username="policy", as_json=False)[1]
    back = tmp_path / "back.xlsx"
    code, text = run(path, dry_run=True, liu=True, username="policy", as_json=False, rejected_to=back)
    assert "ISMAP-LIUクラウドサービスリスト" in text
    assert "まだ何も書き込んでいません" in text
    assert openpyxl.load_workbook(back).active.max_row == 2
    with pytest.raises(Conflict):
        run(path, username="policy", as_of="2020-01-01")


def test_the_command_reads_without_a_database(run, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "has_database", lambda: False)
    path = tmp_path / "list.csv"
    path.write_bytes(f"{HEAD}\n{listed()}".encode())
    assert run(path, dry_run=True)[1] == {"rows": 1, "accepted": 1, "problems": []}
