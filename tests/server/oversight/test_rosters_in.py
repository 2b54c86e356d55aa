"""従事者名簿の取込み: every doubt shown first, one entry without names, the same file changes nothing."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.oversight import rosters
from sekisho.server.oversight.actions.workers import change_worker
from sekisho.server.oversight.models import RosterImport, Worker

HEAD = ("氏名", "所属", "役割", "従事の開始", "従事の終了", "教育を受けた日", "秘密保持誓約書の受領日")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: dt.date(2026, 6, 15))


def line(name="山田 太郎", **changed):
    given = {"氏名": name, "従事の開始": "R8.4.2", "教育を受けた日": "R8.4.3"}
    return given | changed


def csv(*lines, head=HEAD):
    rows = [head, *([one.get(name, "") for name in head] for one in lines)]
    return "\r\n".join(",".join(row) for row in rows).encode("utf-8-sig")


@pytest.fixture
def take(actor):
    def run(contract, *lines, doubts=False, who="staff"):
        given = {"contract": contract, "filename": "名簿.csv", "data": csv(*lines)}
        row = rosters.receive_roster(actor(who), **given)
        seen = rosters.look_again(row).digests
        return rosters.import_roster(actor(who), row.pk, shown=seen, accept_doubts=doubts)

    return run


def shown(contract, *lines):
    return rosters.look(contract, None, "名簿.csv", csv(*lines))


def problems(contract, *lines):
    return [(one.row, one.column, str(one.severity)) for one in shown(contract, *lines).problems]


def test_a_roster_comes_in_with_one_entry_that_names_nobody(contract, below, take):
    row = contract()
    sub = below(row, "有限会社ひなた入力")
    done = take(row, line(役割="印字"), line("川村 葉", 所属="（有）ひなた入力"))
    assert (done.result["created"], done.result["refused"]) == (2, 0)
    first, second = Worker.objects.order_by("pk")
    assert (first.firm, first.task, first.starts) == (row.contractor, "印字", dt.date(2026, 4, 2))
    assert (second.firm, second.trained_on) == (sub.firm, dt.date(2026, 4, 3))
    (entry,) = JournalEntry.objects.filter(verb="roster.imported")
    told = json.loads(entry.record)["data"]
    assert (told["created"], told["rows"], len(told["sha256"])) == (2, 2, 64)
    assert "山田" not in entry.record


def test_the_same_file_again_changes_nothing(contract, take):
    row = contract()
    take(row, line(), line("川村 葉"))
    before = list(Worker.objects.order_by("pk").values_list())
    done = take(row, line("山田太郎"), line("川村　葉"))
    assert (done.result["created"], done.result["updated"], done.result["unchanged"]) == (0, 0, 2)
    assert list(Worker.objects.order_by("pk").values_list()) == before
    assert JournalEntry.objects.filter(verb="roster.imported").count() == 1


def test_what_the_file_says_changes_and_what_it_leaves_empty_stays(contract, entered, take):
    row = contract()
    kept = entered(row, name="山田 太郎", task="印字")
    given = line(従事の開始="", 従事の終了="R8.9.30", 教育を受けた日="R8.5.1")
    (change,) = shown(row, given).clean.changes
    assert {name for name, _, _ in change.differences} == {"従事の終了", "教育を受けた日"}
    take(row, given)
    kept.refresh_from_db()
    assert (kept.task, kept.ends, kept.trained_on) == ("印字", dt.date(2026, 9, 30), dt.date(2026, 5, 1))
    assert (kept.starts, kept.pledged_on, kept.version) == (dt.date(2026, 4, 1), dt.date(2026, 4, 1), 2)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"氏名": ""}, "氏名"),
        ({"所属": "どこかの会社"}, "所属"),
        ({"所属": "有限会社ひなた入力"}, "所属"),
        ({"従事の開始": "R8.2.30"}, "従事の開始"),
        ({"従事の終了": "R8.3.1"}, "従事の終了"),
        ({"教育を受けた日": "2099-01-01"}, "教育を受けた日"),
        ({"秘密保持誓約書の受領日": "2099-01-01"}, "秘密保持誓約書の受領日"),
    ],
)
def test_a_wrong_cell_is_named_and_its_row_is_not_written(contract, below, take, changed, column):
    row = contract()
    below(row, "有限会社ひなた入力", consented=False)
    assert (2, column, "error") in problems(row, line(**changed))
    done = take(row, line(**changed), line("良い 人"), doubts=True)
    assert (done.result["created"], done.result["refused"]) == (1, 1)
    assert Worker.objects.get().name == "良い 人"


def test_doubts_wait_for_consent(contract, below, entered, take):
    row = contract()
    entered(row, name="山田 太郎", firm=below(row, "有限会社ひなた入力").firm)
    assert problems(row, line(), line("川村 葉", 従事の開始="")) == [
        (2, "氏名", "doubt"),
        (3, "従事の開始", "doubt"),
    ]
    assert take(row, line()).result["created"] == 0
    done = take(row, line(), line("川村 葉", 従事の開始=""), doubts=True)
    assert done.result["created"] == 2
    assert Worker.objects.get(name="川村 葉").starts == dt.date(2026, 6, 15)


def test_one_person_in_two_rows_is_refused_in_both(contract, take):
    done = take(contract(), line(), line("山田太郎", 役割="検品"), doubts=True)
    assert (done.result["created"], done.result["refused"]) == (0, 2)


def test_whoever_has_a_medium_out_does_not_leave_by_a_file(ready, out, take):
    made = ready()
    out(made)
    given = line(made.worker.name, 従事の終了="R8.6.1")
    assert (2, "従事の終了", "error") in problems(made.contract, given)
    assert take(made.contract, given).result["refused"] == 1


def test_only_who_may_write_the_roster_takes_it_in(contract, take, actor):
    row = contract()
    for who in ("staff2", "auditor"):
        with pytest.raises(Refused):
            take(row, line(), who=who)
    mine = rosters.receive_roster(actor("staff"), contract=row, filename="名簿.csv", data=csv(line()))
    with pytest.raises(NotFound):
        rosters.import_roster(actor("manager"), mine.pk, shown="", accept_doubts=True)
    seen = rosters.look_again(mine).digests
    rosters.import_roster(actor("staff"), mine.pk, shown=seen, accept_doubts=True)
    with pytest.raises(Conflict, match="もう取り込まれています"):
        rosters.import_roster(actor("staff"), mine.pk, shown=seen, accept_doubts=True)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", "何の,関係も,ない\r\n1,2,3".encode()])
def test_what_is_no_roster_is_refused(contract, actor, data):
    with pytest.raises(BadInput):
        rosters.receive_roster(actor("staff"), contract=contract(), filename="x.xlsx", data=data)
    assert RosterImport.objects.count() == 0


def test_the_walk_in_pages(signed_in, contract):
    row, client = contract(), signed_in("staff")
    url = reverse("oversight:roster_upload", args=[row.pk])
    assert client.post(url, {"sent": "yes"}).status_code == 422
    bad = SimpleUploadedFile("x.csv", b"\xff\xfe\x00")
    assert client.post(url, {"file": bad}).status_code == 422
    file = SimpleUploadedFile(
        "名簿.csv", csv(line(), line("川村 葉", 従事の開始=""), line("悪い", 所属="知らない"))
    )
    answer = client.post(url, {"file": file}, follow=True)
    page = answer.content.decode()
    for words in ("山田 太郎", "知らない", "空なので"):
        assert words in page
    made = RosterImport.objects.get()
    assert signed_in("manager").get(reverse("oversight:roster_preview", args=[made.pk])).status_code == 404
    assert signed_in("staff2").get(url).status_code == 404
    run = reverse("oversight:roster_run", args=[made.pk])
    assert client.post(run, {"accept_doubts": "on"}).status_code == 422
    given = {"accept_doubts": "on", "agreed": "on", "shown": answer.context["shown"].digests}
    page = client.post(run, given, follow=True).content.decode()
    assert "取り込みました" in page
    assert Worker.objects.count() == 2
    book = client.get(reverse("oversight:roster_rejected", args=[made.pk])).content
    cells = [cell.value for cell in list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows())[1]]
    assert "悪い" in cells
    book = client.get(reverse("oversight:roster_template")).content
    head = [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows())]
    assert tuple(head) == HEAD


def test_columns_under_other_names_are_corrected(signed_in, contract):
    row, client = contract(), signed_in("staff")
    head = ("作業する人", "所属", "役割", "従事の開始", "従事の終了")
    data = csv({"作業する人": "山田 太郎", "従事の開始": "R8.4.2"}, head=head)
    client.post(
        reverse("oversight:roster_upload", args=[row.pk]), {"file": SimpleUploadedFile("名簿.csv", data)}
    )
    made = RosterImport.objects.get()
    page = client.get(reverse("oversight:roster_preview", args=[made.pk])).content.decode()
    assert "取り込める行がありません" in page
    answer = client.get(reverse("oversight:roster_preview", args=[made.pk]))
    form = answer.context["columns"]
    given = {name: field.initial or "" for name, field in form.fields.items()} | {"sheet": ""}
    given[next(iter(name for name in given if name != "sheet"))] = "A"
    client.post(reverse("oversight:roster_columns", args=[made.pk]), given)
    page = client.get(reverse("oversight:roster_preview", args=[made.pk])).content.decode()
    assert "山田 太郎" in page


def test_a_roster_that_was_written_out_comes_in_again(signed_in, contract, entered, take):
    row = contract()
    entered(row, name="山田 太郎", task="印字")
    data = signed_in("manager").get(reverse("oversight:roster_export", args=[row.pk, "xlsx"])).content
    assert rosters.look(row, None, "名簿.xlsx", data).clean.counts == {
        "created": 0,
        "updated": 0,
        "unchanged": 1,
    }


def test_what_a_colleague_changed_since_the_look_is_shown_anew_and_not_overwritten(
    contract, entered, signed_in, actor, consent_on
):
    row = contract()
    kept = entered(row, name="山田 太郎", task="印字")
    data = csv(line(役割="ファイルの役割"))
    made = rosters.receive_roster(actor("staff"), contract=row, filename="名簿.csv", data=data)
    client, page = signed_in("staff"), reverse("oversight:roster_preview", args=[made.pk])
    given = {"agreed": "on", "shown": consent_on(client, page)}
    change_worker(actor("staff"), kept.pk, kept.version, task="同僚の役割")
    run = reverse("oversight:roster_run", args=[made.pk])
    text = client.post(run, given, follow=True).content.decode()
    assert "あなたが見たものと違います" in text
    assert "同僚の役割" in text
    assert Worker.objects.get().task == "同僚の役割"
    client.post(run, {"agreed": "on", "shown": consent_on(client, page)})
    assert Worker.objects.get().task == "ファイルの役割"


@pytest.mark.django_db(transaction=True)
def test_of_several_who_consent_at_once_one_writes_and_the_others_look_again(
    at_once, contract, entered, actor
):
    row = contract()
    kept = entered(row, name="山田 太郎")
    made = [
        rosters.receive_roster(
            actor("staff"), contract=row, filename="名簿.csv", data=csv(line(役割=f"役割{number}"))
        )
        for number in range(4)
    ]
    seen = [rosters.look_again(one).digests for one in made]
    found = at_once(
        lambda number: rosters.import_roster(
            actor("staff"), made[number].pk, shown=seen[number], accept_doubts=False
        )
    )
    assert sorted(type(one).__name__ for one in found) == ["ChangedSince"] * 3 + ["RosterImport"]
    assert Worker.objects.get().version == kept.version + 1
