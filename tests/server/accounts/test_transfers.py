"""人事異動: what a personnel order does to posts, row by row, and when."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.cli import transfers as command
from sekisho.errors import Conflict, NotFound, Refused
from sekisho.server.accounts import transfers
from sekisho.server.accounts.models import Post, Section
from sekisho.server.accounts.queries import actor_on
from sekisho.server.crossings.models import JournalEntry

HEAD = ("利用者ID", "氏名", "新所属", "新職名", "役割", "発令日", "兼務", "旧所属")
DAY = dt.date(2027, 4, 1)
ORDER = "令和9年4月1日"
MANAGER = "情報セキュリティ管理者"


def order(*rows, head=HEAD):
    lines = [head, *rows]
    return transfers.File("異動.csv", "\r\n".join(",".join(row) for row in lines).encode("utf-8-sig"))


def move(
    user="staff", name="青木 みのり", to="市民課", title="主任", role="職員", day=ORDER, both="", old=""
):
    return (user, name, to, title, role, day, both, old)


def problems(file):
    return {(one.row, one.column, str(one.severity)) for one in transfers.look(file).problems}


def posts(person):
    return [
        (post.section.name, post.title, post.starts, post.ends)
        for post in Post.objects.filter(person=person).select_related("section").order_by("starts", "pk")
    ]


@pytest.fixture
def policy(actor):
    return actor("policy")


def test_a_main_post_ends_the_day_before_and_the_new_one_begins(city, policy):
    done = transfers.import_transfers(policy, order(move(old="税務課")), accept_doubts=False)
    assert (done["created"], done["ended"], done["refused"]) == (1, 1, 0)
    eve = DAY - dt.timedelta(days=1)
    assert [row[3] for row in posts(city.people["staff"])] == [eve, None]
    assert posts(city.people["staff"])[1][:3] == ("市民課", "主任", DAY)
    before, after = (actor_on(city.people["staff"], day) for day in (eve, DAY))
    assert [post.section_name for post in before.posts] == ["税務課"]
    assert [post.section_name for post in after.posts] == ["市民課"]


def test_a_concurrent_post_adds_and_ends_nothing(city, policy):
    transfers.import_transfers(policy, order(move(both="有")), accept_doubts=False)
    assert [row[3] for row in posts(city.people["staff"])] == [None, None]


def test_main_and_concurrent_on_one_day(city, policy):
    file = order(move(), move(to="総務課", title="主任（兼務）", both="有"))
    assert transfers.import_transfers(policy, file, accept_doubts=False)["created"] == 2
    held = actor_on(city.people["staff"], DAY).posts
    assert {post.section_name for post in held} == {"市民課", "総務課"}


def test_leaving_ends_every_post_with_the_last_day_of_service(city, policy):
    transfers.import_transfers(policy, order(move(both="有")), accept_doubts=False)
    leave = order(move(to="退職", title="", role="", day="令和9年4月30日"))
    done = transfers.import_transfers(policy, leave, accept_doubts=False)
    assert done["ended"] == 2
    assert actor_on(city.people["staff"], dt.date(2027, 4, 30)).posts
    assert actor_on(city.people["staff"], dt.date(2027, 5, 1)).posts == ()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (move(user="nobody-knows"), "利用者ID"),
        (move(name="青木 みどり"), "氏名"),
        (move(to="戸籍課"), "新所属"),
        (move(role="係長"), "役割"),
        (move(role=""), "役割"),
        (move(title=""), "新職名"),
        (move(to=""), "新所属"),
        (move(day="令和9年2月30日"), "発令日"),
        (move(day=""), "発令日"),
        (move(both="たぶん"), "兼務"),
        (move(to="退職", title="", role="", both="有"), "兼務"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_of_it_is_written(city, policy, row, column):
    file = order(row)
    assert (2, column, "error") in problems(file)
    assert transfers.import_transfers(policy, file, accept_doubts=True)["accepted"] == 0
    assert Post.objects.exclude(starts=dt.date(2020, 4, 1)).count() == 0
    assert JournalEntry.objects.filter(verb="transfers.imported").count() == 0


def test_a_person_of_another_body_is_as_unknown_as_nobody(city, other_city, policy):
    theirs, nobody = (
        [one.reason.replace(user, "?") for one in transfers.look(order(move(user=user))).problems]
        for user in ("other-staff", "no-such-one")
    )
    assert theirs == nobody
    assert theirs


def test_two_main_posts_on_one_day_are_refused_together_with_the_concurrent_one(city, policy):
    file = order(
        move(), move(to="総務課"), move(to="情報政策課", both="有"), move("staff2", "江川 翔", "総務課")
    )
    assert {row for row, _column, _severity in problems(file)} == {2, 3, 4}
    done = transfers.import_transfers(policy, file, accept_doubts=False)
    assert (done["accepted"], done["refused"]) == (1, 3)
    assert len(posts(city.people["staff"])) == 1


def test_a_person_is_not_moved_by_half_an_order(city, policy):
    file = order(move(), move(to="戸籍課", both="有"))
    assert transfers.import_transfers(policy, file, accept_doubts=True)["accepted"] == 0
    assert len(posts(city.people["staff"])) == 1


def test_a_doubt_waits_for_consent(city, policy):
    file = order(move(old="市民課"), move("staff2", "江川 翔", "税務課", day="令和8年4月1日"))
    assert problems(file) == {(2, "旧所属", "doubt"), (3, "発令日", "doubt")}
    assert transfers.import_transfers(policy, file, accept_doubts=False)["accepted"] == 0
    assert transfers.import_transfers(policy, file, accept_doubts=True)["accepted"] == 2


def test_a_section_that_begins_that_day_may_be_ordered_to_but_not_before(city, policy):
    Section.make(code="900", name="デジタル推進課", symbol="デ", starts=DAY)
    assert problems(order(move(to="デジタル推進課"))) == set()
    assert (2, "新所属", "error") in problems(order(move(to="デジタル推進課", day="令和9年3月31日")))


def test_taking_in_twice_changes_nothing(city, policy):
    file = order(
        move(),
        move(to="総務課", both="有"),
        move("staff2", "江川 翔", "退職", "", "", "令和9年3月31日"),
    )
    transfers.import_transfers(policy, file, accept_doubts=False)
    before, entries = list(Post.objects.order_by("pk").values()), JournalEntry.objects.count()
    again = transfers.import_transfers(policy, file, accept_doubts=False)
    assert (again["created"], again["ended"], again["unchanged"], again["accepted"]) == (0, 0, 3, 3)
    assert list(Post.objects.order_by("pk").values()) == before
    assert JournalEntry.objects.count() == entries


def test_an_order_before_a_later_registered_post_is_refused(city, policy):
    transfers.import_transfers(policy, order(move(day="令和9年7月1日")), accept_doubts=False)
    file = order(move(to="総務課"))
    assert transfers.import_transfers(policy, file, accept_doubts=True)["refused"] == 1


def test_one_entry_with_the_digest(city, policy):
    file = order(move(), move("staff2", "江川 翔", "税務課"))
    transfers.import_transfers(policy, file, accept_doubts=False)
    (entry,) = JournalEntry.objects.filter(verb="transfers.imported")
    assert file.digest in entry.record
    assert "青木" not in entry.record


def test_only_those_who_manage_accounts(city, actor):
    with pytest.raises(Refused):
        transfers.import_transfers(actor("manager"), order(move()), accept_doubts=False)
    with pytest.raises(Refused):
        transfers.receive_transfers(actor("staff"), filename="a.csv", data=order(move()).data)


def test_the_pages_from_file_to_done(city, signed_in, consent_on):
    client = signed_in("policy")
    file = SimpleUploadedFile(
        "異動.csv", order(move(), move(to="戸籍課", user="staff2", name="江川 翔")).data
    )
    answer = client.post("/account/people/transfers/", {"file": file})
    assert answer.status_code == 302
    pk = int(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    page = client.get(answer["Location"]).content.decode()
    assert "戸籍課" in page
    assert "令和9年3月31日まで" in page
    assert len(posts(city.people["staff"])) == 1
    assert client.post(f"/account/people/transfers/{pk}/run", {}).status_code in {400, 422}
    assert len(posts(city.people["staff"])) == 1
    given = {"agreed": "on", "shown": consent_on(client, f"/account/people/transfers/{pk}/")}
    assert client.post(f"/account/people/transfers/{pk}/run", given).status_code == 302
    assert len(posts(city.people["staff"])) == 2
    assert client.get(f"/account/people/transfers/{pk}/done").status_code == 200
    assert client.post(f"/account/people/transfers/{pk}/run", {"agreed": "on"}).status_code == 409
    back = openpyxl.load_workbook(io.BytesIO(client.get(f"/account/people/transfers/{pk}/rejected").content))
    assert "江川 翔" in [cell.value for cell in back.active[2]]
    assert client.get("/account/people/transfers/template").status_code == 200


def test_a_received_file_is_its_senders_alone(city, other_city, policy, actor):
    row = transfers.receive_transfers(policy, filename="a.csv", data=order(move()).data)
    with pytest.raises(NotFound):
        transfers.received(actor("general"), row.pk)
    seen = transfers.look(transfers.file_of(row)).digests
    transfers.import_received_transfers(policy, row.pk, shown=seen, accept_doubts=False)
    with pytest.raises(Conflict, match="もう取り込まれています"):
        transfers.import_received_transfers(policy, row.pk, shown=seen, accept_doubts=False)
    client = Client()
    client.force_login(
        other_city.people["policy"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert client.get(f"/account/people/transfers/{row.pk}/").status_code == 404


def test_the_command_line_tries_then_writes_then_changes_nothing(city, tmp_path, capsys):
    path = tmp_path / "異動.csv"
    path.write_bytes(order(move(), move(to="戸籍課", user="staff2", name="江川 翔")).data)
    back = tmp_path / "直す.xlsx"

    def run(**more):
        plain = {"accept_doubts": False, "body": "", "username": "", "sheet": "", "mapped": ()}
        asked = plain | {"file": path, "dry_run": False, "as_json": True, "rejected_to": None} | more
        code = command.run(command.Request(**asked))
        return code, json.loads(capsys.readouterr().out)

    code, report = run(dry_run=True, rejected_to=back)
    assert (code, report["rows"], report["accepted"]) == (1, 2, 1)
    assert [(one["row"], one["column"]) for one in report["problems"]] == [(3, "新所属")]
    assert openpyxl.load_workbook(back).active.max_row == 2
    assert len(posts(city.people["staff"])) == 1
    assert run(username="policy")[0] == 1
    after = posts(city.people["staff"])
    assert len(after) == 2
    assert run(username="policy")[1] == report
    assert posts(city.people["staff"]) == after


def test_a_post_a_colleague_gave_since_the_look_is_shown_anew_before_it_ends(
    city, signed_in, policy, consent_on
):
    row = transfers.receive_transfers(policy, filename="a.csv", data=order(move()).data)
    client, page = signed_in("policy"), f"/account/people/transfers/{row.pk}/"
    given = {"agreed": "on", "shown": consent_on(client, page)}
    Post.make(
        person=city.people["staff"],
        section=city.sections["市民課"],
        role="staff",
        title="同僚のくれた職",
        starts=dt.date(2020, 4, 1),
    )
    text = client.post(f"{page}run", given, follow=True).content.decode()
    assert "あなたが見たものと違います" in text
    assert "同僚のくれた職" in text
    assert not Post.objects.exclude(ends=None).exists()
    client.post(f"{page}run", {"agreed": "on", "shown": consent_on(client, page)})
    assert Post.objects.exclude(ends=None).count() == 2
