"""棚卸し: a provider's list against the ledger; every difference is a task until a person settles it."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.access import inventory_home, provider_rows
from sekisho.server.access.actions import close_account, inventories, settling
from sekisho.server.access.models import Inventory, InventoryLine, ServiceAccount
from sekisho.server.accounts.departures import end_post
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.lifecycle import duties

HEAD = "ユーザーID,メールアドレス,氏名,最終ログイン日時,ロール,ステータス"
TODAY = timezone.localdate()
RECENT = f"{TODAY - dt.timedelta(days=3)} 10:20:30"
LONG_AGO = f"{TODAY - dt.timedelta(days=300)}T01:02:03Z"


def user(login, mail="", name="", last=RECENT, role="一般", state="有効"):
    return f"{login},{mail},{name},{last},{role},{state}"


def listed(*users, head=HEAD, encoding="utf-8-sig"):
    return "\r\n".join((head, *users)).encode(encoding)


def due_of(actor, who, day=TODAY):
    return [one for one in duties.duties(actor(who), day) if one.kind == "アカウントの棚卸し"]


def test_it_stands_among_the_dated_work(taken, service, opened, actor):
    row = service()
    account = opened(row)
    (one,) = due_of(actor, "staff")
    assert (one.what, one.thing, one.due) == ("提供者の一覧と比べる", row.name, dt.date(2027, 4, 2))
    assert one.url == reverse("ledgers:service", args=[row.pk])
    assert due_of(actor, "staff2") == []
    made = taken(row, user(account.login, name="だれか"), user("stranger", name="知らない人"))
    (one,) = due_of(actor, "manager")
    waiting = InventoryLine.objects.filter(inventory=made, answer="")
    assert one.what == f"済んでいない{waiting.count()}件を確かめる"
    assert (one.due, one.url) == (waiting.first().due, reverse("access:inventory", args=[made.pk]))


@pytest.fixture
def received(actor):
    def make(service, *users, who="manager", **more):
        given = {"filename": "users.csv", "data": listed(*users), "listed_on": TODAY} | more
        return inventories.receive_inventory(actor(who), service=service, **given)

    return make


@pytest.fixture
def taken(received, actor):
    def make(service, *users, **more):
        return inventories.take_inventory(actor("manager"), received(service, *users, **more).pk)

    return make


def lines(row):
    return {(one.login, one.finding) for one in InventoryLine.objects.filter(inventory=row, answer="")}


def settle(actor, line, answer, who="manager", **more):
    given = {"answer": answer, "how": "管理画面を見た", **more}
    return settling.settle_line(actor(who), line.pk, line.version, **given)


def test_every_difference_becomes_a_line_and_the_rest_is_looked_at(city, actor, service, opened, taken):
    row = service()
    fine = opened(row, login="fine", who="manager")
    for login, more in (("gone", {}), ("idle", {}), ("root", {"privileged": True}), ("rises", {})):
        opened(row, login=login, who="manager", **more)
    opened(row, login="moved", who="staff")
    end_post(
        actor("policy"), post=Post.objects.get(person=city.people["staff"]).pk, ends=dt.date(2026, 6, 30)
    )
    made = taken(
        row,
        user("FINE"),
        user("idle", last=LONG_AGO),
        user("root", role="Global Admin"),
        user("rises", role="管理者"),
        user("moved"),
        user("x-9", mail="stranger@x.jp", name="上野 恵"),
        user("stopped", state="停止中"),
    )
    assert lines(made) == {
        ("gone", "only_here"),
        ("idle", "dormant"),
        ("root", "privileged"),
        ("rises", "privilege"),
        ("moved", "left"),
        ("x-9", "only_there"),
    }
    told = {name: made.counts[name] for name in ("listed", "held", "matched", "clear", "stopped", "left")}
    assert told == {"listed": 7, "held": 6, "matched": 5, "clear": 1, "stopped": 1, "left": 1}
    fine.refresh_from_db()
    assert (fine.reviewed_on, fine.version) == (TODAY, 2)
    assert ServiceAccount.objects.get(login="idle").reviewed_on is None
    strange = InventoryLine.objects.get(login="x-9")
    assert strange.suggested == city.people["manager"]
    assert made.settled_on is None
    entry = JournalEntry.objects.get(verb="inventory.taken")
    assert json.loads(entry.record)["data"]["only_there"] == 1
    for secret in ("x-9", "stranger", "上野"):
        assert secret not in entry.record


def test_a_list_that_agrees_is_done_at_once(service, opened, taken):
    row = service()
    opened(row, login="taro")
    made = taken(row, user("taro"))
    assert (made.settled_on, lines(made)) == (TODAY, set())


def test_each_answer_does_its_part_in_the_ledger(city, actor, service, opened, taken):
    row = service()
    for login in ("gone", "rises", "idle"):
        opened(row, login=login, who="manager")
    made = taken(row, user("rises", role="管理者"), user("idle", last=LONG_AGO), user("new"), user("known"))
    line = {one.login: one for one in InventoryLine.objects.filter(inventory=made)}
    settle(actor, line["gone"], "closed")
    assert ServiceAccount.objects.get(login="gone").closed_how == "管理画面を見た"
    settle(actor, line["rises"], "corrected")
    assert ServiceAccount.objects.get(login="rises").privileged is True
    settle(actor, line["idle"], "explained")
    assert ServiceAccount.objects.get(login="idle").reviewed_on == TODAY
    added = settling.Added(kind="personal", opened_on=dt.date(2026, 5, 1), person=city.people["staff"])
    settled = settle(actor, line["new"], "added", added=added)
    assert settled.account == ServiceAccount.objects.get(login="new", person=city.people["staff"])
    made.refresh_from_db()
    assert made.settled_on is None
    settle(actor, line["known"], "explained", how="提供者の保守用")
    made.refresh_from_db()
    assert made.settled_on == TODAY
    entry = JournalEntry.objects.filter(verb="inventory.settled").first()
    assert "gone" not in entry.record
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"account.closed", "account.corrected", "account.reviewed", "account.opened"} <= verbs


def test_closing_in_the_ledger_settles_every_line_of_the_account(actor, service, opened, taken):
    row = service()
    account = opened(row, login="root", who="manager", privileged=True)
    made = taken(row, user("root", role="admin", last=LONG_AGO))
    assert len(lines(made)) == 2
    close_account(actor("manager"), account.pk, account.version, on=TODAY, how="消した")
    made.refresh_from_db()
    assert (lines(made), made.settled_on) == (set(), TODAY)


@pytest.mark.parametrize(
    ("answer", "more", "error"),
    [
        ("corrected", {}, BadInput),
        ("renewed", {}, BadInput),
        ("nonsense", {}, BadInput),
        ("explained", {"how": " "}, BadInput),
        ("explained", {"on": dt.date(2199, 1, 1)}, BadInput),
        ("added", {}, BadInput),
        ("added", {"added": settling.Added(kind="personal", opened_on=dt.date(2026, 5, 1))}, BadInput),
    ],
)
def test_what_settles_nothing_is_refused(actor, service, taken, answer, more, error):
    made = taken(service(), user("new"))
    (line,) = InventoryLine.objects.filter(inventory=made)
    with pytest.raises(error):
        settle(actor, line, answer, **more)
    assert len(lines(made)) == 1
    assert ServiceAccount.objects.count() == 0


def test_only_those_who_answer_for_the_service_and_only_once(city, other_city, actor, service, received):
    row = service()
    for who in ("staff", "manager2", "auditor", "ciso"):
        with pytest.raises(Refused):
            received(row, user("new"), who=who)
    first = received(row, user("new"))
    for who, error in (("manager2", NotFound), ("staff", Refused)):
        with pytest.raises(error):
            inventories.take_inventory(actor(who), first.pk)
    inventories.take_inventory(actor("service"), first.pk)
    with pytest.raises(Conflict):
        inventories.take_inventory(actor("manager"), first.pk)
    line = InventoryLine.objects.get()
    for who in ("staff", "manager2", "auditor"):
        with pytest.raises(Refused):
            settle(actor, line, "explained", who=who)
    settle(actor, line, "explained")
    with pytest.raises(Conflict):
        settle(actor, line, "explained")
    with in_body(other_city.body.pk), pytest.raises(NotFound):
        settling.settle_line(actor("policy"), line.pk, 1, answer="explained", how="x")


@pytest.mark.parametrize(
    "changed", [{"listed_on": dt.date(2199, 1, 1)}, {"dormant_after": 5}, {"dormant_after": 4000}]
)
def test_a_wrong_day_or_number_is_refused(service, received, changed):
    with pytest.raises(BadInput):
        received(service(), user("a"), **changed)
    assert Inventory.objects.count() == 0


def test_a_list_is_not_compared_by_halves(actor, service, opened, received):
    row = service()
    opened(row, login="taro")
    made = received(row, user("taro"), user(""))
    with pytest.raises(BadInput, match="1か所が読めません"):
        inventories.take_inventory(actor("manager"), made.pk)
    assert InventoryLine.objects.count() == 0


def test_without_a_column_for_whose_account_it_is_nothing_is_read(service, received):
    with pytest.raises(BadInput, match="だれのアカウントか"):
        received(service(), data=listed("青木,有効", head="氏名,状態"))
    with pytest.raises(BadInput):
        received(service(), data=b"\x00\x01\x02")


def test_a_column_named_in_other_words_is_chosen_by_hand(actor, service, received):
    made = received(service(), data=listed("taro,x,2026-05-01", head="ログインID,氏名,なぞ"))
    assert inventories.compared(made).knows_use is False
    given = {"ログインID": "A", "メール": "", "氏名": "B", "最終ログイン": "C", "権限": "", "状態": ""}
    inventories.correct_inventory(actor("manager"), made.pk, columns=given, sheet="CSV")
    assert inventories.compared(inventories.received(actor("manager"), made.pk)).knows_use is True
    with pytest.raises(BadInput):
        inventories.correct_inventory(actor("manager"), made.pk, columns=given | {"ログインID": ""}, sheet="")


def test_a_new_list_takes_the_open_lines_over_and_defers_nothing(actor, service, taken):
    row = service()
    first = taken(row, user("new"), user("other"))
    early = dt.date(2026, 1, 5)
    InventoryLine.objects.filter(login="new").update(due=early)
    second = taken(row, user("new"))
    first.refresh_from_db()
    assert first.settled_on == TODAY
    assert lines(first) == set()
    assert set(InventoryLine.objects.filter(inventory=first).values_list("answer", flat=True)) == {"renewed"}
    assert lines(second) == {("new", "only_there")}
    assert InventoryLine.objects.get(inventory=second).due == early


def test_english_and_cp932_lists_are_read():
    head = "Display name,User principal name,Last sign-in time,Role,Account status"
    rows = ("Ueno,a@x.jp,2026-05-01T00:00:00Z,Global Administrator,Enabled", "B,b@x.jp,never,Member,Disabled")
    parsed = provider_rows.read(listed(*rows, head=head), "u.csv")
    first, second = (row for _, row in parsed.rows)
    assert (first.names, first.last_used, first.privileged, first.active) == (
        ("a@x.jp",),
        dt.date(2026, 5, 1),
        True,
        True,
    )
    assert (second.last_used, second.privileged, second.active) == (None, False, False)
    odd = provider_rows.read(
        listed(user("a", last="きのう", role="ふしぎ", state="?"), encoding="cp932"), "u.csv"
    )
    (_, row), doubts = odd.rows[0], {one.column for one in odd.problems}
    assert (row.last_used, row.privileged, row.active) == (None, None, None)
    assert doubts == {"最終ログイン", "権限", "状態"}


def test_the_task_stands_on_the_right_home_pages_and_climbs(city, actor, service, opened, taken):
    row = service()
    opened(row, opened_on=dt.date(2025, 7, 1))

    def told(day):
        return {key for key in city.people if list(inventory_home.todos(actor(key), day))}

    assert told(dt.date(2026, 5, 31)) == set()
    answers = {"manager", "service"}
    assert told(dt.date(2026, 6, 1)) == answers
    assert told(dt.date(2026, 7, 15)) == answers  # due on 1 July, 10 business days on
    assert told(dt.date(2026, 7, 16)) == answers | {"general"}
    assert told(dt.date(2026, 8, 31)) == answers | {"general", "ciso"}
    made = taken(row, user("new"))
    InventoryLine.objects.filter(inventory=made).update(due=dt.date(2026, 7, 1))
    (todo,) = inventory_home.todos(actor("manager"), dt.date(2026, 7, 2))
    assert ("2件" in todo.title, todo.state) == (True, "no")
    assert todo.url == reverse("access:inventory", args=[made.pk])
    assert told(dt.date(2026, 7, 16)) == answers | {"general"}
    InventoryLine.objects.update(answer="explained")
    assert told(dt.date(2026, 7, 16)) == set()


def test_the_pages_from_list_to_settled(signed_in, service, opened, city):
    row = service()
    opened(row, login="taro")
    client = signed_in("manager")
    due = client.get(reverse("access:inventories")).content.decode()
    new = reverse("access:inventory_new", args=[row.pk])
    assert new in due
    assert new in client.get(reverse("ledgers:service", args=[row.pk])).content.decode()
    sent = SimpleUploadedFile("u.csv", listed(user("new", name="青木 みのり"), user("taro")), "text/csv")
    given = {"listed_on": TODAY.isoformat(), "dormant_after": 90}
    answer = client.post(new, given | {"file": sent})
    made = Inventory.objects.get()
    assert answer["Location"] == reverse("access:inventory_preview", args=[made.pk])
    shown = client.get(answer["Location"])
    for words in ("台帳にない", "new", "問題なし"):
        assert words in shown.content.decode()
    take = reverse("access:inventory_take", args=[made.pk])
    assert client.post(take).status_code == 422
    agreed = {"agreed": "on", "shown": shown.context["shown"].digest}
    assert client.post(take, agreed).status_code == 302
    page = reverse("access:inventory", args=[made.pk])
    line = InventoryLine.objects.get()
    url = reverse("access:inventory_settle", args=[line.pk])
    assert url in client.get(page).content.decode()
    form = client.get(url).content.decode()
    assert 'value="staff"' in form
    wrong = client.post(
        url, {"version": 1, "answer": "added", "how": "聞いた", "on": TODAY, "username": "zzz"}
    )
    assert (wrong.status_code, "登録されていません" in wrong.content.decode()) == (422, True)
    right = {
        "version": 1,
        "answer": "added",
        "how": "窓口",
        "on": TODAY,
        "username": "staff",
        "kind": "personal",
    }
    assert client.post(url, right).status_code == 302
    assert ServiceAccount.objects.get(login="new").person == city.people["staff"]
    assert "済みました" in client.get(page).content.decode()
    assert client.get(reverse("access:inventory_preview", args=[made.pk]))["Location"] == page
    data = client.get(reverse("access:inventory_export", args=[made.pk, "csv"])).content.decode("utf-8-sig")
    assert "台帳に載せた" in data
    other = signed_in("manager2")
    for address in (page, url, new, take):
        assert other.get(address).status_code in {404, 405}
    assert signed_in("staff").get(page).status_code == 200
    assert url not in signed_in("staff").get(page).content.decode()


def test_the_number_of_queries_does_not_grow(signed_in, service, opened, taken):
    client, counts = signed_in("manager"), []
    for turn in range(2):
        for number in range(4):
            row = service(name=f"サービス{turn}{number}")
            opened(row, login="kept")
            made = taken(row, user("kept"), *(user(f"new{one}") for one in range(turn * 4 + 2)))
        found = []
        for address in (reverse("access:inventories"), reverse("access:inventory", args=[made.pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]


def test_the_api_tries_takes_and_settles(signed_in, service, opened):
    row, client = service(), signed_in("manager")
    opened(row, login="taro")

    def send(**more):
        sent = SimpleUploadedFile("u.csv", listed(user("taro"), user("new")), "text/csv")
        given = {"service_id": row.pk, "listed_on": TODAY.isoformat(), "file": sent}
        return client.post("/api/v1/access/inventories", given | more)

    tried = send()
    assert (tried.status_code, tried.json()["counts"]["only_there"]) == (200, 1), tried.content
    assert tried.json()["id"] is None
    assert Inventory.objects.count() == 0
    made = send(dry_run="false").json()
    detail = client.get(f"/api/v1/access/inventories/{made['id']}").json()
    assert [one["finding"] for one in detail["lines"]] == ["only_there"]
    url = f"/api/v1/access/inventories/lines/{detail['lines'][0]['id']}/settle"
    given = {"version": 1, "answer": "explained", "how": "保守用"}
    answer = client.post(url, given, content_type="application/json")
    assert (answer.status_code, answer.json()["answer"]) == (200, "explained")
    assert client.post(url, given, content_type="application/json").status_code == 409
    assert client.get("/api/v1/access/inventories").json()["items"][0]["waiting"] == 0
    other = signed_in("manager2")
    assert other.get(f"/api/v1/access/inventories/{made['id']}").status_code == 404
    assert other.get("/api/v1/access/inventories").json()["count"] == 0


@pytest.mark.django_db(transaction=True)
def test_of_one_list_taken_at_once_one_stands(at_once, actor, service, received):
    made = received(service(), user("new"))
    found = at_once(lambda _: inventories.take_inventory(actor("manager"), made.pk))
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["Inventory"]
    assert InventoryLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_settled_in_two_places_at_once_is_settled_once(at_once, actor, service, opened, taken):
    row = service()
    account = opened(row, login="root", who="manager", privileged=True)
    made = taken(row, user("root", role="admin", last=LONG_AGO))
    ids = [one.pk for one in InventoryLine.objects.filter(inventory=made)]

    def act(number):
        if number == 3:
            return close_account(actor("manager"), account.pk, 1, on=TODAY, how="閉じた")
        return settling.settle_line(actor("manager"), ids[number % 2], 1, answer="closed", how="閉じた")

    found = at_once(act)
    assert {type(one).__name__ for one in found} <= {"Conflict", "InventoryLine", "ServiceAccount"}
    assert JournalEntry.objects.filter(verb="account.closed").count() == 1
    assert lines(made) == set()


def test_an_older_list_takes_away_nothing_a_newer_one_found(service, opened, received, taken, actor):
    row = service()
    opened(row, login="fine", who="manager")
    newer = taken(row, user("fine"), user("stranger"))
    assert lines(newer) == {("stranger", "only_there")}
    older = TODAY - dt.timedelta(days=40)
    with pytest.raises(BadInput, match="より前の一覧") as refused:
        received(row, user("fine"), listed_on=older)
    assert str(refused.value.where) == "一覧の日"
    waiting = Inventory.make(
        service=row, filename="old.csv", digest=newer.digest, listed_on=older, dormant_after=90,
        person_id=newer.person_id,
    )  # fmt: skip
    with pytest.raises(BadInput, match="より前の一覧"):
        inventories.take_inventory(actor("manager"), waiting.pk)
    assert lines(newer) == {("stranger", "only_there")}


def test_another_list_of_the_same_day_is_compared(service, opened, taken):
    row = service()
    opened(row, login="fine", who="manager")
    taken(row, user("fine"), user("stranger"))
    assert lines(taken(row, user("fine"))) == set()


def test_an_account_opened_since_the_look_is_shown_before_it_counts_as_looked_at(
    signed_in, service, opened, received
):
    row = service()
    opened(row, login="taro")
    made = received(row, user("taro"), user("hanako"))
    client, preview = signed_in("manager"), reverse("access:inventory_preview", args=[made.pk])
    given = {"agreed": "on", "shown": client.get(preview).context["shown"].digest}
    late = opened(row, login="hanako")
    take = reverse("access:inventory_take", args=[made.pk])
    text = client.post(take, given, follow=True).content.decode()
    assert "あなたが見たものと違います" in text
    late.refresh_from_db()
    assert (late.reviewed_on, InventoryLine.objects.count()) == (None, 0)
    client.post(take, given | {"shown": client.get(preview).context["shown"].digest})
    late.refresh_from_db()
    assert late.reviewed_on is not None
