"""利用者アカウントの取込み: every doubt shown first, one entry, the same file changes nothing."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sekisho.cli import accounts as command
from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.access.actions import close_account, imports
from sekisho.server.access.models import AccountImport, ServiceAccount
from sekisho.server.accounts.models import Person, Post
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.importing.consent import ChangedSince
from sekisho.server.ledgers import governed

HEAD = (
    "外部サービス",
    "ログイン名",
    "アカウントの種類",
    "利用者ID",
    "利用者",
    "所属",
    "特権",
    "多要素認証",
    "開設日",
    "使う目的",
)
TEXT = "text/csv"


def line(**changed):
    given = dict.fromkeys(HEAD, "") | {
        "外部サービス": "まちの窓口",
        "ログイン名": "taro",
        "アカウントの種類": "個人",
        "利用者ID": "staff",
        "特権": "無",
        "開設日": "R8.4.2",
    }
    return given | changed


def file(*lines, head=HEAD, encoding="utf-8-sig", service=""):
    rows = [head, *([one.get(name, "") for name in head] for one in lines)]
    text = "\r\n".join(",".join(row) for row in rows)
    return imports.File("一覧.csv", text.encode(encoding), service)


def problems(actor, given):
    return {(one.row, one.column, str(one.severity)) for one in imports.look(actor, given).problems}


@pytest.fixture
def manager(actor):
    return actor("manager")


def take(actor, *lines, doubts=False, **more):
    return imports.import_accounts(actor, file(*lines, **more), accept_doubts=doubts)


def test_a_list_comes_in_with_one_entry_that_names_nobody(manager, service, city):
    row = service()
    done = take(
        manager, line(多要素認証="有", 使う目的="窓口"), line(ログイン名="hanako", 利用者ID="service")
    )
    assert (done["created"], done["refused"], done["problems"]) == (2, 0, [])
    made = ServiceAccount.objects.get(login="taro")
    assert (made.service, made.person, made.mfa, made.purpose) == (row, city.people["staff"], True, "窓口")
    assert (made.opened_on, made.privileged) == (dt.date(2026, 4, 2), False)
    assert "taro" in made.search_key
    (entry,) = JournalEntry.objects.filter(verb="accounts.imported")
    told = json.loads(entry.record)["data"]
    assert (told["created"], told["rows"], len(told["sha256"])) == (2, 2, 64)
    assert "taro" not in entry.record
    assert "青木" not in entry.record


def test_the_same_file_again_changes_nothing(manager, service):
    service()
    given = (line(), line(ログイン名="shared", アカウントの種類="共用", 利用者ID="", 利用者="窓口の係"))
    take(manager, *given)
    before = list(ServiceAccount.objects.order_by("pk").values_list())
    again = take(manager, *given)
    assert (again["unchanged"], again["created"], again["updated"]) == (2, 0, 0)
    assert list(ServiceAccount.objects.order_by("pk").values_list()) == before
    assert JournalEntry.objects.filter(verb="accounts.imported").count() == 1
    assert AccountImport.objects.count() == 1


def test_what_the_file_does_not_say_stays_as_the_ledger_has_it(manager, service, opened):
    kept = opened(service(), login="taro", mfa=True, purpose="もとの目的", privileged=True)
    shown = imports.look(manager, file(line(特権="", アカウントの種類="", 使う目的="新しい目的")))
    (change,) = shown.clean.changes
    assert change.differences == (("使う目的", "もとの目的", "新しい目的"),)
    done = take(manager, line(特権="", アカウントの種類="", 使う目的="新しい目的"))
    kept.refresh_from_db()
    assert (done["updated"], kept.mfa, kept.privileged, kept.kind) == (1, True, True, "personal")
    assert (kept.purpose, kept.version) == ("新しい目的", 2)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"外部サービス": "ないもの"}, "外部サービス"),
        ({"外部サービス": "市民の窓口"}, "外部サービス"),
        ({"外部サービス": ""}, "外部サービス"),
        ({"ログイン名": ""}, "ログイン名"),
        ({"アカウントの種類": "ロボット"}, "アカウントの種類"),
        ({"利用者ID": "no-such-one"}, "利用者ID"),
        ({"利用者ID": "other-staff"}, "利用者ID"),
        ({"利用者": "青木 みどり"}, "利用者"),
        ({"利用者ID": "", "利用者": ""}, "利用者"),
        ({"利用者ID": "", "利用者": "だれか"}, "利用者"),
        ({"特権": "たぶん"}, "特権"),
        ({"開設日": "R8.2.30"}, "開設日"),
        ({"開設日": "2199-01-01"}, "開設日"),
    ],
)
def test_a_wrong_cell_is_named_and_its_row_is_not_written(
    manager, service, city, other_city, changed, column
):
    service()
    service(name="市民の窓口", section=city.sections["市民課"])
    wrong = line(**changed)
    assert (2, column, "error") in problems(manager, file(wrong))
    done = take(manager, wrong, line(ログイン名="good"), doubts=True)
    assert (done["created"], done["refused"]) == (1, 1)
    assert ServiceAccount.objects.get().login == "good"


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"利用者ID": "", "利用者": "青木 みのり"}, "利用者"),
        ({"利用者ID": "", "利用者": "青木 みのり", "所属": "市民課"}, "利用者"),
        ({"利用者ID": "nobody"}, "利用者"),
        ({"アカウントの種類": ""}, "アカウントの種類"),
        ({"特権": ""}, "特権"),
        ({"アカウントの種類": "管理者"}, "特権"),
        ({"ログイン名": "=cmd|x"}, "ログイン名"),
    ],
)
def test_a_doubt_waits_for_consent(manager, service, changed, column):
    service()
    assert problems(manager, file(line(**changed))) == {(2, column, "doubt")}
    assert take(manager, line(**changed))["created"] == 0
    assert take(manager, line(**changed), doubts=True)["created"] == 1
    assert ServiceAccount.objects.count() == 1


def test_a_name_with_its_section_is_no_doubt_and_two_of_a_name_are_asked_apart(manager, service, city):
    service()
    named = line(利用者ID="", 利用者="青木みのり", 所属="税務課")
    assert problems(manager, file(named)) == set()
    twin = Person.objects.create(
        body=city.body, username="twin", name="青木　みのり", name_key="青木みのり", is_active=True
    )
    Post.make(
        person=twin, section=city.sections["税務課"], role="staff", title="主事", starts=dt.date(2020, 4, 1)
    )
    assert problems(manager, file(named)) == {(2, "利用者", "error")}
    (told,) = imports.look(manager, file(named)).problems
    assert "twin" in told.reason
    assert "staff" in told.reason


def test_two_rows_of_one_account_are_both_refused(manager, service):
    row = service()
    lines = (line(), line(外部サービス=row.number, 使う目的="別"), line(ログイン名="good"))
    assert {one[0] for one in problems(manager, file(*lines))} == {2, 3}
    assert take(manager, *lines)["created"] == 1


def test_the_export_comes_back_and_changes_nothing(manager, service, opened, signed_in, actor):
    row = service()
    opened(row, login="a", mfa=True)
    opened(row, login="b", who=None)
    gone = opened(row, login="c")
    close_account(actor("manager"), gone.pk, 1, on=dt.date(2026, 5, 1), how="見た")
    data = signed_in("manager").get(reverse("access:export", args=["xlsx"])).content
    before = list(ServiceAccount.objects.order_by("pk").values_list())
    done = imports.import_accounts(manager, imports.File("書き出し.xlsx", data), accept_doubts=False)
    assert (done["unchanged"], done["accepted"], done["problems"]) == (3, 3, [])
    assert list(ServiceAccount.objects.order_by("pk").values_list()) == before


def test_nothing_is_closed_or_reopened_by_a_file(manager, service, opened):
    opened(service(), login="taro")
    head = (*HEAD, "閉鎖日")
    done = take(manager, line(閉鎖日="R8.5.1"), head=head)
    assert (done["accepted"], ServiceAccount.objects.get().closed_on) == (0, None)


def test_cp932_and_one_service_for_all_rows(manager, service):
    row = service()
    head = tuple(name for name in HEAD if name != "外部サービス")
    given = file(line(), head=head, encoding="cp932", service=row.number)
    assert imports.import_accounts(manager, given, accept_doubts=False)["created"] == 1
    with pytest.raises(BadInput, match="一つに決まりません"):
        imports.look(manager, file(line(), head=head, service="ないもの"))


def test_who_does_not_answer_for_the_service_takes_nothing_in(actor, service, city):
    row = service()
    given = file(line(外部サービス=row.number))
    for key in ("staff", "service", "auditor", "ciso"):
        with pytest.raises(Refused):
            imports.look(actor(key), given)
    theirs, unknown = (
        [one.reason.replace(name, "?") for one in imports.look(actor("manager2"), one).problems]
        for name, one in ((row.number, given), ("S-0", file(line(外部サービス="S-0"))))
    )
    assert theirs == unknown
    assert imports.import_accounts(actor("manager2"), given, accept_doubts=True)["accepted"] == 0


def test_a_service_that_ended_takes_no_new_account(manager, service):
    row = service()
    type(row).objects.filter(pk=row.pk).update(retired_on=dt.date(2026, 5, 1))
    assert (2, "外部サービス", "error") in problems(manager, file(line()))


def test_the_clauses_are_told(manager, service):
    row = service()
    take(manager, line(多要素認証="有"))
    (one,) = governed.among(governed.SERVICE, [row.pk], dt.date(2026, 6, 1))
    assert one.facts["mfa"] is True


def test_the_pages_from_file_to_done(signed_in, service, consent_on):
    service()
    client = signed_in("manager")
    upload = reverse("access:import")
    assert "一覧から取り込む" in client.get(reverse("access:list")).content.decode()
    bad = client.post(upload, {"file": SimpleUploadedFile("x.xlsm", b"PK\x03\x04junk")})
    assert bad.status_code == 422
    data = file(line(), line(ログイン名="half", 特権=""), line(ログイン名="bad", 利用者ID="zzz")).data
    sent = client.post(upload, {"file": SimpleUploadedFile("一覧.csv", data, TEXT), "service": ""})
    row = AccountImport.objects.get()
    assert sent["Location"] == reverse("access:import_preview", args=[row.pk])
    shown = client.get(sent["Location"]).content.decode()
    for words in ("zzz", "特権の有無が書かれていません", "疑いのある行も取り込む", "まちの窓口"):
        assert words in shown
    assert ServiceAccount.objects.count() == 0
    run = reverse("access:import_run", args=[row.pk])
    assert client.post(run).status_code == 422
    given = {"agreed": "on", "accept_doubts": "on", "shown": consent_on(client, sent["Location"])}
    assert client.post(run, given).status_code == 302
    assert ServiceAccount.objects.count() == 2
    assert client.post(run, {"agreed": "on"}).status_code == 409
    assert "zzz" in client.get(reverse("access:import_done", args=[row.pk])).content.decode()
    back = client.get(reverse("access:import_rejected", args=[row.pk])).content
    sheet = openpyxl.load_workbook(io.BytesIO(back)).active
    assert [sheet.cell(2, 2).value, sheet.max_row] == ["bad", 2]
    assert client.get(reverse("access:import_template")).status_code == 200


def test_the_columns_are_corrected(signed_in, service, manager):
    service()
    head = ("外部サービス", "ログイン名", "利用者ID", "特権", "なぞの日")
    data = file(line(なぞの日="R8.4.2"), head=head).data
    row = imports.receive_accounts(manager, filename="a.csv", data=data)
    client = signed_in("manager")
    page = client.get(reverse("access:import_preview", args=[row.pk])).content.decode()
    assert "「開設日」の列が見つかりません" in page
    names = [column.name for column in imports.LEDGER.columns]
    given = {f"column_{place}": "" for place in range(len(names))}
    chosen = {"外部サービス": "A", "ログイン名": "B", "利用者ID": "C", "特権": "D", "開設日": "E"}
    given |= {f"column_{names.index(name)}": letter for name, letter in chosen.items()}
    answer = client.post(reverse("access:import_columns", args=[row.pk]), given | {"sheet": "CSV"})
    assert answer.status_code == 302
    assert imports.look(manager, imports.file_of(imports.received(manager, row.pk))).with_doubts.accepted == 1


def test_a_received_file_is_its_senders_alone(actor, manager, service, signed_in):
    service()
    row = imports.receive_accounts(manager, filename="a.csv", data=file(line()).data)
    with pytest.raises(NotFound):
        imports.received(actor("policy"), row.pk)
    shown = imports.look(manager, imports.file_of(row)).digests
    imports.import_received_accounts(manager, row.pk, shown=shown, accept_doubts=False)
    with pytest.raises(Conflict, match="もう取り込まれています"):
        imports.import_received_accounts(manager, row.pk, shown=shown, accept_doubts=False)
    assert signed_in("staff").get(reverse("access:import")).status_code == 403


def test_the_api_tries_first_and_writes_when_told(signed_in, service):
    row, client = service(), signed_in("manager")

    def send(**more):
        sent = SimpleUploadedFile("一覧.csv", file(line()).data, TEXT)
        return client.post("/api/v1/access/imports", {"file": sent, **more})

    tried = send()
    assert (tried.status_code, tried.json()["created"]) == (200, 1), tried.content
    assert ServiceAccount.objects.count() == 0
    assert send(dry_run="false", service=row.number).json()["accepted"] == 1
    assert ServiceAccount.objects.count() == 1
    assert send(dry_run="false").json()["unchanged"] == 1
    assert signed_in("staff").post("/api/v1/access/imports", {}).status_code == 403


def test_the_command_line_tries_then_writes_then_changes_nothing(service, tmp_path, capsys):
    row, path, back = service(), tmp_path / "一覧.csv", tmp_path / "直す.xlsx"
    head = tuple(name for name in HEAD if name != "外部サービス")
    path.write_bytes(file(line(), line(ログイン名="bad", 利用者ID="zzz"), head=head).data)

    def run(**more):
        plain = {"accept_doubts": False, "body": "", "username": "", "sheet": "", "mapped": ()}
        plain |= {"file": path, "service": row.number, "dry_run": False, "as_json": True, "rejected_to": None}
        code = command.run(command.Request(**plain | more))
        return code, json.loads(capsys.readouterr().out)

    code, report = run(dry_run=True, rejected_to=back)
    assert (code, report["rows"], report["accepted"]) == (1, 2, 1)
    assert [(one["row"], one["column"]) for one in report["problems"]] == [(3, "利用者ID")]
    assert openpyxl.load_workbook(back).active.max_row == 2
    tried = run(dry_run=True, username="manager")[1]
    assert tried["created"] == 1
    with pytest.raises(ChangedSince):
        run(username="manager", shown="0" * 64)
    assert ServiceAccount.objects.count() == 0
    assert run(username="manager", shown=tried["shown"])[1]["created"] == 1
    assert run(username="manager")[1]["unchanged"] == 1
    assert ServiceAccount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_list_taken_in_at_once_is_taken_in_once(at_once, manager, service):
    service()
    found = at_once(lambda _: take(manager, line()))
    assert sorted(one["created"] for one in found) == [0, 0, 0, 1]
    assert ServiceAccount.objects.count() == 1


def test_what_a_colleague_changed_since_the_look_is_shown_anew_and_not_overwritten(
    manager, service, opened, signed_in, consent_on
):
    kept = opened(service(), login="taro", purpose="もとの目的")
    row = imports.receive_accounts(manager, filename="a.csv", data=file(line(使う目的="ファイル")).data)
    client, page = signed_in("manager"), reverse("access:import_preview", args=[row.pk])
    given = {"agreed": "on", "shown": consent_on(client, page)}
    ServiceAccount.objects.filter(pk=kept.pk).update(purpose="同僚の目的", version=2)
    run = reverse("access:import_run", args=[row.pk])
    text = client.post(run, given, follow=True).content.decode()
    assert "あなたが見たものと違います" in text
    assert "同僚の目的" in text
    kept.refresh_from_db()
    assert (kept.purpose, JournalEntry.objects.filter(verb="accounts.imported").exists()) == (
        "同僚の目的",
        False,
    )
    assert client.post(run, {"agreed": "on"}).status_code == 302
    kept.refresh_from_db()
    assert kept.purpose == "同僚の目的"
    client.post(run, {"agreed": "on", "shown": consent_on(client, page)})
    kept.refresh_from_db()
    assert kept.purpose == "ファイル"


def test_a_doubt_that_was_not_shown_is_not_agreed_to(manager, service):
    service()
    given = file(line(利用者ID="", 利用者="青木みのり", 所属="税務課"))
    seen = imports.look(manager, given).digests
    Person.objects.filter(username="staff").update(name="青木 実", name_key="青木実")
    with pytest.raises(ChangedSince):
        imports.import_accounts(manager, given, accept_doubts=True, shown=seen)
    assert not ServiceAccount.objects.exists()


def test_who_saw_the_clean_rows_alone_does_not_agree_to_the_doubtful(manager, service):
    service()
    given = file(line(), line(ログイン名="half", 特権=""))
    seen = imports.look(manager, given).report(accept_doubts=False)["shown"]
    with pytest.raises(ChangedSince):
        imports.import_accounts(manager, given, accept_doubts=True, shown=seen)
    assert imports.import_accounts(manager, given, accept_doubts=False, shown=seen)["created"] == 1


def test_the_api_writes_what_its_try_showed_or_nothing(signed_in, service, opened):
    kept, client = opened(service(), login="taro"), signed_in("manager")

    def send(**more):
        sent = SimpleUploadedFile("一覧.csv", file(line(使う目的="ファイル")).data, TEXT)
        return client.post("/api/v1/access/imports", {"file": sent, **more})

    seen = send().json()["shown"]
    ServiceAccount.objects.filter(pk=kept.pk).update(purpose="同僚の目的", version=2)
    answer = send(dry_run="false", shown=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict"), answer.content
    assert send(dry_run="false", shown=send().json()["shown"]).json()["updated"] == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_who_consent_at_once_one_writes_and_the_others_look_again(
    at_once, manager, service, opened
):
    kept = opened(service(), login="taro")
    files = [file(line(使う目的=f"目的{number}")) for number in range(4)]
    seen = [imports.look(manager, one).digests for one in files]
    found = at_once(
        lambda number: imports.import_accounts(
            manager, files[number], accept_doubts=False, shown=seen[number]
        )
    )
    assert sorted(type(one).__name__ for one in found) == ["ChangedSince"] * 3 + ["dict"]
    kept.refresh_from_db()
    assert kept.version == 2
