"""Who asks about a firm sees first that a case on it runs, or that a neighbour told of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sekisho.server.accounts.models import Body
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.commons import actions as commons
from sekisho.server.incidents import actions, case_queries
from sekisho.server.ui.templatetags.sekisho import month_day, wareki

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def told(city, other_city, firm):
    """A neighbour of the prefecture tells of the firm."""
    above = Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    Body.objects.filter(pk__in=[city.body.pk, other_city.body.pk]).update(parent=above)
    with in_body(other_city.body.pk):
        return commons.send_notice(
            actor_on(other_city.people["csirt"], DAY),
            firm_name="みのり印刷",
            corporate_number=firm.corporate_number,
            what="身代金要求型の不正プログラム",
            known_on=DAY,
        )


@pytest.fixture
def opened(actor, add_contract):
    add_contract("R8-001")
    return actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり")


def asked(client, words="みのり"):
    return client.get(reverse("incidents:breach"), {"words": words})


def test_a_case_that_runs_is_told_first_with_its_days(signed_in, actor, opened):
    answer = asked(signed_in("csirt"))
    page = answer.content.decode()
    assert "この相手の事案が、もう起きています" in page
    assert f'href="{reverse("incidents:case", args=[opened.pk])}"' in page
    assert opened.number in page
    assert [one["paper"] for one in answer.context["running_clocks"]] == ["速報", "確報"]
    assert page.index(opened.number) < page.index("知らせる相手と期限")


def test_facts_and_days_are_those_of_the_case_that_runs(signed_in, actor, add_contract):
    add_contract("R8-001")
    before = asked(signed_in("csirt")).context
    assert "まだ分かっていません" in before["strip"]["where"]
    assert "今日知った場合" in before["tiles"][3][0]
    known = timezone.now() - dt.timedelta(days=2)
    row = actions.open_incident(actor("csirt"), title="みのり印刷の事案", words="みのり", known_at=known)
    row = actions.change(actor("csirt"), row.pk, row.version, leaked=True, wrongful_purpose=True)
    preliminary, final = case_queries.clocks_of(row)
    answer = asked(signed_in("csirt"))
    shown, page = answer.context, answer.content.decode()
    assert shown["strip"]["where"] == f"{row.number}が起きています（漏えいの有無：漏えいした）"
    assert shown["tiles"][3] == (
        f"速報の期限（{row.number}）", month_day(preliminary.due), f"確報 {month_day(final.due)}"
    )  # fmt: skip
    assert [one["when"] for one in shown["steps"]][-3:-1] == [
        f"{wareki(preliminary.target)}から{wareki(preliminary.due)}",
        wareki(final.due),
    ]
    wrongful = next(one for one in shown["triggers"] if one["trigger"].startswith("不正の目的"))
    assert wrongful["word"] == "当てはまる"
    for guessed in ("今日知った場合", "まだ分かっていません", "預けたものがすべて漏れた場合"):
        assert guessed not in page
    assert f"起きている{row.number}のもの" in page
    paper = signed_in("csirt").get(reverse("incidents:breach_pdf"), {"words": "みのり"})
    assert paper.content.startswith(b"%PDF-")
    aside = asked(signed_in("manager2"))  # who is not shown the case is told nothing of it
    assert row.number not in aside.content.decode()


def test_a_case_of_others_a_closed_one_and_an_exercise_are_not_told(signed_in, actor, add_contract, opened):
    assert opened.number not in asked(signed_in("manager2")).content.decode()
    type(opened).objects.update(state="closed")
    actions.begin_exercise(actor("csirt"), "printer-2024", "みのり")
    assert "もう起きています" not in asked(signed_in("csirt")).content.decode()


def test_a_notice_of_a_neighbour_is_told_to_who_may_read_notices(signed_in, add_contract, told, other_city):
    add_contract("R8-001")
    page = asked(signed_in("csirt")).content.decode()
    assert "ほかの団体から、この相手の知らせが届いています" in page
    assert other_city.body.name in page
    assert "身代金要求型の不正プログラム" in page
    assert f'href="{reverse("commons:list")}"' in page
    with in_body(other_city.body.pk):
        commons.withdraw_notice(actor_on(other_city.people["csirt"], DAY), told.pk)
    assert "届いています" not in asked(signed_in("csirt")).content.decode()


@pytest.mark.parametrize("who", ["manager", "staff"])
def test_a_head_and_a_clerk_are_told_what_neighbours_say_of_the_firm_they_ask_for(
    signed_in, add_contract, told, who
):
    add_contract("R8-001")
    client = signed_in(who)
    page = asked(client).content.decode()
    assert "身代金要求型の不正プログラム" in page
    assert "届いています" in page
    assert page.index("届いています") < page.index("知らせる相手と期限")
    assert f'href="{reverse("commons:list")}"' not in page  # the list of all notices is not theirs
    assert client.get(reverse("commons:list")).status_code == 403
    assert "届いています" not in asked(client, "別の相手").content.decode()


def test_the_page_asks_the_same_number_of_queries_however_many_cases(signed_in, actor, opened, told):
    client = signed_in("csirt")
    asked(client)

    def count():
        with CaptureQueriesContext(connection) as seen:
            asked(client)
        return len(seen)

    before = count()
    for _ in range(4):
        actions.open_incident(actor("csirt"), title="別", words="みのり", another=True)
    assert count() == before
