"""Who takes the contractor's call finds the page, sees the own section alone, and tells who opens cases."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.models import Post
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.incidents import actions, call_queries, case_queries, home
from sekisho.server.incidents.models import Call, Incident
from sekisho.server.ui import home as ui_home
from sekisho.server.ui.home import Todo
from sekisho.terms import Role

HIDDEN = ("市民課", "R8-777", "70,000", "70000", "住民票", "大野")
OPENERS = ("manager", "policy", "general", "csirt")
OTHERS = ("staff", "deputy", "manager2", "auditor", "ciso")


@pytest.fixture
def two_sections(add_contract):
    add_contract("R8-001", "税務課")
    add_contract("R8-777", "市民課", person_count=70_000, provided_data="住民票データ")


@pytest.fixture
def told(city, actor):
    """Let the clerk tell of a call."""

    def tell(words="みのり印刷", who="staff", section="税務課", **values):
        given = {"text": "山田花子さんのデータが暗号化された", "caller": "営業部 03-0000-0000", **values}
        return actions.report_call(actor(who), section=city.sections[section], words=words, **given)

    return tell


def url(route, *args):
    return reverse(f"incidents:{route}", args=args)


@pytest.mark.parametrize("who", ["staff", "deputy", "service"])
def test_a_clerk_finds_the_page_and_sees_the_own_section_alone(signed_in, two_sections, who):
    client = signed_in(who)
    assert f'href="{url("breach")}"' in client.get("/").content.decode()
    shown = client.get(url("breach"), {"words": "みのり"}).content.decode()
    for seen in ("R8-001", "6,300", "ほかに1課が関係しています", url("call_new")):
        assert seen in shown, seen
    for hidden in (*HIDDEN, url("open")):
        assert hidden not in shown, hidden
    assert client.get(url("breach_pdf"), {"words": "みのり"}).content.startswith(b"%PDF-")
    api = client.get("/api/v1/incidents/breach", {"words": "みのり"})
    assert api.status_code == 200
    for hidden in HIDDEN:
        assert hidden not in api.content.decode(), hidden


def test_a_clerk_sees_no_cases_and_opens_none(signed_in, actor, two_sections):
    row = actions.open_incident(actor("csirt"), title="みのりの事案", words="みのり")
    client = signed_in("staff")
    for page in (url("list"), url("case", row.pk), url("open"), url("new"), url("compare", row.pk)):
        assert client.get(page).status_code == 403, page
    assert client.get(f"/api/v1/incidents/cases/{row.pk}").status_code == 403
    shown = client.get(url("breach"), {"words": "みのり"}).content.decode()
    assert row.number not in shown


def test_a_clerk_tells_of_the_call_by_the_page(signed_in, two_sections):
    client = signed_in("staff")
    form = client.get(url("call_new"), {"words": "みのり印刷"}).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    assert given["words"] == "みのり印刷"
    today = timezone.localdate().isoformat()
    assert client.post(url("call_new"), given | {"taken_on": today}).status_code == 422
    sent = client.post(url("call_new"), given | {"taken_on": today, "text": "暗号化された"})
    row = Call.objects.get()
    assert sent.url == url("call", row.pk)
    shown = client.get(sent.url).content.decode()
    for seen in ("暗号化された", "税務課", "まだ決まっていません"):
        assert seen in shown, seen
    assert url("call_open", row.pk) not in shown
    assert "みのり印刷" in client.get(url("calls")).content.decode()


def test_it_waits_on_the_home_page_of_those_who_open_cases(signed_in, told):
    told()
    for who in OPENERS:
        assert "みのり印刷からの連絡を" in signed_in(who).get("/").content.decode(), who
    for who in OTHERS:
        assert "みのり印刷からの連絡を" not in signed_in(who).get("/").content.decode(), who


def test_it_and_the_clock_of_a_case_come_before_chores_that_are_late(actor, told, add_contract, monkeypatch):
    add_contract("R8-001")
    actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり", kind="ransomware")
    told()
    old = Todo("期限切れ", "ふるい", "/", dt.date(2020, 4, 1), "no")
    monkeypatch.setattr(ui_home, "_todos", [lambda _actor, _day: [old], home.todos])
    shown = [one.title for one in ui_home.todos(actor("csirt"), timezone.localdate())]
    late = shown.index("ふるい")
    assert any("みのり印刷からの連絡を" in title for title in shown[:late])
    assert any("速報を送る" in title for title in shown[:late])
    assert not any("確報を送る" in title for title in shown[:late])


def test_who_sees_a_call(signed_in, actor, told):
    row = told()
    for who in ("staff", *OPENERS, "auditor", "ciso"):
        assert signed_in(who).get(url("call", row.pk)).status_code == 200, who
    for who in ("deputy", "staff2", "manager2"):
        assert signed_in(who).get(url("call", row.pk)).status_code == 404, who
        assert not call_queries.calls(actor(who)).exists()
    assert signed_in("committee").get(url("call", row.pk)).status_code == 403


def test_who_left_the_section_sees_it_no_more(city, actor, told):
    row = told()
    Post.objects.filter(person=city.people["staff"]).update(section=city.sections["市民課"])
    with pytest.raises(NotFound):
        call_queries.call(actor("staff"), row.pk)


def test_another_city_sees_nothing(told, other_city, client):
    row = told()
    client.force_login(
        other_city.people["csirt"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert client.get(url("call", row.pk)).status_code == 404
    with in_body(other_city.body.pk):
        assert not Call.objects.exists()


def test_what_cannot_be_told(city, actor, told):
    with pytest.raises(Refused):
        told(section="市民課")
    with pytest.raises(Refused):
        told(who="auditor", section="総務課")
    with pytest.raises(BadInput, match="相手の名前"):
        told("　")
    with pytest.raises(BadInput, match="聞いたこと"):
        told(text=" ")
    with pytest.raises(BadInput, match="まだ来ていません"):
        told(taken_at=timezone.now() + dt.timedelta(hours=1))


def test_a_case_counts_from_the_day_of_the_call(actor, told, two_sections):
    row = told(taken_at=timezone.now() - dt.timedelta(days=2))
    case = actions.open_from_call(actor("csirt"), row.pk, row.version)
    row.refresh_from_db()
    assert (row.incident, case.known_at) == (case, row.taken_at)
    assert [firm.name for firm in case.firms.all()] == ["㈱みのり印刷"]
    (entry,) = case_queries.timeline(case)
    assert entry.at == row.taken_at
    assert "山田花子さんのデータ" in entry.text
    assert list(home._calls(actor("csirt"))) == []


def test_a_name_no_ledger_knows_opens_a_case_of_the_section_that_was_called(actor, told):
    case = actions.open_from_call(actor("csirt"), told("どこにもない").pk, 1)
    assert not case.firms.exists()
    assert "税務課" in {section.name for section in case.sections.all()}
    assert case_queries.incident(actor("manager"), case.pk) == case


def test_a_running_case_is_not_opened_twice_but_takes_the_call_up(actor, signed_in, told, two_sections):
    case = actions.open_incident(actor("manager2"), title="みのりの事案", words="みのり")
    row = told(taken_at=timezone.now() - dt.timedelta(days=3))
    with pytest.raises(Conflict, match="もう起きています"):
        actions.open_from_call(actor("csirt"), row.pk, row.version)
    client = signed_in("csirt")
    refused = client.post(url("call_open", row.pk), {"version": row.version})
    assert refused.status_code == 422
    assert "もう起きています" in refused.content.decode()
    answer = client.post(url("call_join", row.pk), {"version": row.version, "incident": case.pk})
    assert answer.url == url("case", case.pk)
    case.refresh_from_db()
    assert case.known_at == row.taken_at
    assert {section.name for section in case.sections.all()} == {"市民課", "税務課"}
    assert Incident.objects.count() == 1


def test_a_head_joins_no_case_that_is_not_seen(actor, told, two_sections):
    case = actions.open_incident(actor("manager2"), title="みのりの事案", words="みのり")
    row = told()
    with pytest.raises(NotFound):
        actions.join_call(actor("manager"), row.pk, row.version, case.pk)
    exercise = actions.begin_exercise(actor("manager"), "printer-2024", "みのり")
    with pytest.raises(NotFound):
        actions.join_call(actor("manager"), row.pk, row.version, exercise.pk)
    row.refresh_from_db()
    assert row.answered_on is None


def test_a_call_is_set_aside_with_its_reason(actor, signed_in, told):
    row = told()
    client = signed_in("manager")
    refused = client.post(url("call_aside", row.pk), {"version": row.version, "reason": ""})
    assert refused.status_code == 422
    client.post(url("call_aside", row.pk), {"version": row.version, "reason": "営業の電話だった"})
    shown = signed_in("staff").get(url("call", row.pk)).content.decode()
    assert "営業の電話だった" in shown
    for act in (
        lambda: actions.set_call_aside(actor("csirt"), row.pk, 2, reason="x"),
        lambda: actions.open_from_call(actor("csirt"), row.pk, 1),
    ):
        with pytest.raises(Conflict):
            act()
    assert "みのり印刷からの連絡を" not in signed_in("manager").get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("staff", Refused), ("deputy", NotFound), ("manager2", NotFound), ("auditor", Refused)],
)
def test_who_may_not_answer(actor, told, who, refusal):
    row = told()
    for act in (
        lambda: actions.open_from_call(actor(who), row.pk, row.version),
        lambda: actions.join_call(actor(who), row.pk, row.version, 1),
        lambda: actions.set_call_aside(actor(who), row.pk, row.version, reason="x"),
    ):
        with pytest.raises(refusal):
            act()


@pytest.mark.parametrize("at", ["2026-11-20T09:00:00", "0001-01-01T00:00:00+09:00"])
def test_a_moment_that_cannot_be_kept_is_refused_over_the_api(city, signed_in, at):
    given = {"section": "税務課", "words": "みのり", "text": "暗号化された", "taken_at": at}
    sent = signed_in("staff").post("/api/v1/incidents/calls", given, content_type="application/json")
    assert sent.status_code == 422
    assert not Call.objects.exists()


def test_the_record_holds_no_words_of_the_call(actor, told):
    row = told()
    actions.open_from_call(actor("csirt"), row.pk, row.version)
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("call.")] == ["call.reported", "call.answered"]
    assert "山田" not in "".join(JournalEntry.objects.values_list("record", flat=True))


@pytest.mark.django_db(transaction=True)
def test_one_call_becomes_one_case_however_many_press(actor, told, two_sections, at_once):
    row, csirt = told(), actor("csirt")
    found = at_once(lambda _number: actions.open_from_call(csirt, row.pk, row.version))
    assert sum(isinstance(one, Incident) for one in found) == 1
    assert {type(one) for one in found} == {Incident, Conflict}
    assert Incident.objects.count() == 1


def test_the_api(city, signed_in, two_sections):
    given = {"section": "税務課", "words": "みのり印刷", "text": "暗号化された"}
    clerk = signed_in("staff")
    made = clerk.post("/api/v1/incidents/calls", given, content_type="application/json")
    assert made.status_code == 201
    (seen,) = clerk.get("/api/v1/incidents/calls").json()["items"]
    assert (seen["taken_by"], seen["incident"]) == ("青木 みのり", None)
    at = f"/api/v1/incidents/calls/{seen['id']}/open"
    key = {"version": seen["version"]}
    assert clerk.post(at, key, content_type="application/json").status_code == 403
    assert signed_in("csirt").post(at, key, content_type="application/json").status_code == 201
    (seen,) = clerk.get("/api/v1/incidents/calls").json()["items"]
    assert seen["incident"] == Incident.objects.get().number


def test_the_list_asks_the_same_number_of_queries_however_long(signed_in, told):
    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get(url("calls"))
        return len(seen)

    client = signed_in("csirt")
    told()
    client.get(url("calls"))
    few = count()
    for number in range(5):
        told(f"会社{number}")
    assert count() == few


@pytest.mark.parametrize("route", ["calls", "call_new", "call", "breach"])
def test_the_pages_speak_english(signed_in, told, route):
    row = told()
    client = signed_in("policy")
    client.cookies["django_language"] = "en"
    shown = client.get(url(route, *([row.pk] if route == "call" else []))).content.decode()
    for japanese in ("連絡を", "受けた", "聞いたこと", "決まって", "事案"):
        assert japanese not in shown, japanese


def test_a_second_post_as_a_clerk_shows_the_page_and_no_cases(city, also, signed_in, actor, two_sections):
    also("manager", "市民課", Role.STAFF)
    actions.open_incident(actor("manager2"), title="みのりの事案", words="みのり")
    shown = signed_in("manager").get(url("breach"), {"words": "みのり"}).content.decode()
    assert "R8-001" in shown
    assert "R8-777" in shown
    assert not case_queries.incidents(actor("manager")).exists()
