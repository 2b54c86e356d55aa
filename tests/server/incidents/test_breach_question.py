"""What a breached firm holds of ours: who is meant, what is counted, who sees it, whom to tell by when."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sekisho.errors import BadInput, Refused
from sekisho.procedures.reporting import Finding, Trigger
from sekisho.server.accounts.models import Body
from sekisho.server.accounts.tenancy import count_neighbours, in_body
from sekisho.server.custody.models import Erasure, Subcontract
from sekisho.server.incidents import queries
from sekisho.server.ledgers import actions
from sekisho.server.ledgers.models import Contractor, ExternalService
from sekisho.server.trust import actions as trust

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def ask(actor):
    return lambda words, who="csirt", day=DAY: queries.breach(actor(who), words, day)


@pytest.mark.parametrize(
    "words",
    [
        "みのり印刷",
        "株式会社みのり印刷",
        "みのり印刷㈱",
        "ﾐﾉﾘ印刷",
        "ミノリ 印刷",
        "みのり",
        "（株）みのり印刷",
    ],
)
def test_a_firm_is_found_in_any_spelling(ask, add_contract, words):
    add_contract("R8-001")
    answer = ask(words)
    assert [one.name for one in answer.firms] == ["㈱みのり印刷"]
    assert [one.number for one in answer.contracts] == ["R8-001"]


def test_a_firm_is_found_by_its_number_in_any_width(ask, add_contract, firm):
    add_contract("R8-001")
    number = firm.corporate_number
    full_width = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    for words in (number, f"T{number}", f"{number[:1]}-{number[1:5]}-{number[5:9]}-{number[9:]}", full_width):
        assert [one.number for one in ask(words).contracts] == ["R8-001"], words


@pytest.mark.parametrize("words", ["1234567890123", "123456789012", "", "　", "T9-9900-0100-0023"])
def test_a_wrong_number_and_nothing_are_refused(ask, add_contract, words):
    with pytest.raises(BadInput):
        ask(words)


def test_a_firm_is_found_by_the_name_of_its_service(ask, add_contract, enter_service):
    add_contract("R8-001")
    enter_service("まちの窓口")
    answer = ask("まちの窓口")
    assert [one.title for one in answer.services] == ["まちの窓口"]
    assert [one.number for one in answer.contracts] == ["R8-001"]


@pytest.mark.parametrize("words", ["C99-0007-2", "Ｃ９９−０００７", "c99-0007-2"])
def test_a_firm_is_found_by_its_certification(ask, add_contract, actor, firm, words):
    add_contract("R8-001")
    certified = {"kind": "ismap", "number": "C99-0007-2", "holder": "別の名前", "checked_on": DAY}
    trust.add_evidence(actor("policy"), provider=firm, services=[], **certified)
    answer = ask(words)
    assert [one.name for one in answer.firms] == ["㈱みのり印刷"]
    assert [one.number for one in answer.contracts] == ["R8-001"]


def test_the_purpose_of_a_service_does_not_name_its_firm(ask, enter_service):
    enter_service("まちの窓口", purpose="みどり市との打合せ")
    assert not ask("みどり市").found


def test_a_sub_contractor_brings_the_contract_it_works_under_and_no_other(ask, add_contract):
    add_contract("R8-001", subcontractors="あおば発送株式会社、北配送(有)")
    add_contract("R8-002")
    answer = ask("㈱あおば発送")
    assert [(one.number, bool(one.subcontractor)) for one in answer.contracts] == [("R8-001", True)]
    assert answer.firms == ()
    assert answer.found


def test_a_firm_found_by_number_is_found_as_sub_contractor_of_others_too(ask, add_contract, actor, firm):
    other = actions.add_contractor(actor("policy"), name="別の会社")
    add_contract("R8-003", contractor=other, subcontractors="みのり印刷")
    assert [one.number for one in ask(firm.corporate_number).contracts] == ["R8-003"]


def test_nothing_found_is_said_so(ask, add_contract):
    add_contract("R8-001")
    answer = ask("どこにもない")
    assert not answer.found
    assert answer.as_dict()["deadlines"] is None


def test_persons_from_the_largest_to_the_sum(ask, add_contract, add_asset, enter_service):
    add_contract("R8-001", person_count=6300)
    add_contract("R8-002", person_count=18)
    asset = add_asset(person_count=1500)
    enter_service("甲", assets=[asset])
    enter_service("乙", assets=[asset])  # the same people a second time
    people = ask("みのり").people
    assert (people.low, people.high) == (6300, 6300 + 18 + 1500)


def test_an_unknown_count_leaves_the_greatest_unknown(ask, add_contract):
    add_contract("R8-001", person_count=6300)
    add_contract("R8-002", person_count=None)
    answer = ask("みのり")
    assert (answer.people.low, answer.people.high) == (6300, None)
    assert answer.as_dict()["people"]["high"] is None


def test_an_asset_without_personal_data_counts_nobody(ask, add_asset, enter_service, firm):
    public = add_asset(
        personal_data=False, specific_personal_data=False, person_count=None, confidentiality=1
    )
    enter_service(assets=[public])
    answer = ask("みのり")
    assert (answer.people.low, answer.people.high) == (0, 0)
    assert answer.assessment.having(Finding.RULED_OUT) == tuple(Trigger)
    assert answer.as_dict()["deadlines"] is None


def test_what_was_given_back_counts_only_if_it_was_kept(ask, add_contract):
    add_contract("R8-001", person_count=500)
    add_contract("R8-002", person_count=151_421, returned_on=dt.date(2026, 5, 1))
    answer = ask("みのり")
    assert (answer.people.low, answer.people.high, answer.people.if_kept) == (500, 500, 151_921)
    assert len(answer.provided) == 2


def test_overdue_erasures_the_oldest_first(ask, add_contract):
    add_contract("R8-001", return_due=dt.date(2026, 5, 31))
    add_contract("R8-002", return_due=dt.date(2026, 4, 30))
    add_contract("R8-003", return_due=dt.date(2026, 6, 1))  # due today is not overdue
    add_contract("R8-004", return_due=dt.date(2026, 5, 1), returned_on=dt.date(2026, 5, 2))
    assert [one.number for one in ask("みのり").overdue] == ["R8-002", "R8-001"]


def test_ended_and_retired_contracts_are_told_too(ask, add_contract, actor):
    row = add_contract("R8-001", ends=dt.date(2026, 5, 1))
    actions.retire_contract(actor("policy"), row.pk, row.version, on=dt.date(2026, 5, 2), reason="終了")
    assert [(one.number, one.closed) for one in ask("みのり").contracts] == [("R8-001", True)]


def test_a_head_of_section_sees_the_own_section_only(ask, add_contract):
    add_contract("R8-001", "税務課")
    add_contract("R8-002", "市民課", person_count=70_000)
    mine = ask("みのり", "manager2")
    assert [one.number for one in mine.contracts] == ["R8-002"]
    assert mine.sections == (("市民課", 1),)
    assert [one.number for one in ask("みのり", "manager").contracts] == ["R8-001"]
    everything = ask("みのり", "general")
    assert everything.sections == (("市民課", 1), ("税務課", 1))


@pytest.mark.parametrize("who", ["staff", "deputy", "service"])
def test_who_serves_a_section_sees_what_its_head_sees(ask, city, add_contract, enter_service, add_asset, who):
    add_contract("R8-001", "税務課")
    add_contract("R8-002", "市民課", person_count=70_000, provided_data="住民票データ")
    enter_service(assets=[add_asset()])
    enter_service("住民の窓口", section=city.sections["市民課"], manager=None)
    assert ask("みのり", who) == ask("みのり", "manager")
    assert ask("みのり", who).other_sections == 1
    told = json.dumps(ask("みのり", who).as_dict(), ensure_ascii=False)
    for hidden in ("市民課", "R8-002", "70000", "住民", "大野"):
        assert hidden not in told, hidden


def test_who_may_see_every_service_is_answered_for_the_own_section_only(ask, add_contract, enter_service):
    add_contract("R8-001", "税務課")
    enter_service("まちの窓口")
    assert ask("みのり", "system").as_dict()["contracts"] == []
    assert ask("みのり", "system").services == ()
    assert not ask("まちの窓口", "system").found


@pytest.mark.parametrize("who", ["committee", "nobody"])
def test_who_does_not_answer_for_incidents_is_refused(ask, add_contract, who):
    with pytest.raises(Refused):
        ask("みのり", who)


@pytest.mark.parametrize("who", ["policy", "general", "ciso", "csirt", "auditor"])
def test_who_answers_for_the_body_sees_all_of_it(ask, add_contract, who):
    add_contract("R8-001", "税務課")
    add_contract("R8-002", "市民課")
    assert len(ask("みのり", who).contracts) == 2


def test_what_is_found_stays_within_the_body(ask, add_contract, other_city):
    with in_body(other_city.body.pk):
        Contractor.make(name="よその印刷", search_key="ヨソノ印刷")
    assert not ask("よその印刷").found


def test_whom_to_tell_names_the_heads_of_the_sections_concerned(ask, add_contract):
    add_contract("R8-001", "市民課")
    told = [(one.office, one.section, one.names) for one in ask("みのり").told]
    assert told == [
        ("情報セキュリティ管理者", "市民課", ("大野 誠",)),
        ("CSIRT", "", ("曽我 亮",)),
        ("統括情報セキュリティ責任者", "", ("久保 隆",)),
        ("最高情報セキュリティ責任者", "", ("佐々木 弘",)),
    ]


def test_services_name_their_manager_and_what_is_owed(ask, enter_service):
    enter_service("まちの窓口")
    (access,) = ask("みのり").access
    assert (access.manager, access.owed) == ("鈴木 昭", ("年に一度、利用状況を確かめる",))


def test_specific_personal_data_is_reported(ask, add_asset, enter_service):
    enter_service(assets=[add_asset(person_count=3)])
    answer = ask("みのり")
    assert Trigger.NUMBER_ANY in answer.assessment.having(Finding.MET)
    assert Trigger.NUMBER_MANY in answer.assessment.having(Finding.RULED_OUT)
    assert Trigger.NUMBER_SYSTEM in answer.assessment.having(Finding.POSSIBLE)


def test_the_days_if_known_today(ask, add_contract):
    add_contract("R8-001")
    assert ask("みのり", day=dt.date(2026, 4, 1)).as_dict()["deadlines"] == {
        "known_on": "2026-04-01",
        "preliminary_target": "2026-04-03",
        "preliminary_limit": "2026-04-05",
        "final": "2026-04-30",
        "final_if_wrongful": "2026-06-01",
    }


def test_neighbours_are_counted_and_nothing_else(ask, add_contract, city, found_body):
    add_contract("R8-001")
    assert ask("みのり").neighbours == 0
    prefecture = Body.objects.create(code="990000", name="さくら県", kind="prefecture")
    elsewhere = Body.objects.create(code="980000", name="もみじ県", kind="prefecture")
    city.body.parent = prefecture
    city.body.save()
    for number in range(3):
        found_body(f"99001{number}", prefecture)
    found_body("990020", prefecture, number="")
    found_body("990021", prefecture, retired_on=DAY)
    found_body("980001", elsewhere)
    found_body("970001", None)
    answer = ask("みのり")
    assert answer.neighbours == 3
    assert "団体990010" not in str(answer.as_dict())


def test_a_body_without_a_prefecture_has_no_neighbours(city, found_body, firm):
    found_body("970001", None)
    assert count_neighbours(Contractor, corporate_number=firm.corporate_number) == 0


def test_the_number_of_queries_does_not_grow(ask, add_contract, add_asset, enter_service):
    def counted():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            ask("みのり")
        return len(seen)

    add_contract("R8-001", subcontractors="みのり運輸")
    enter_service("甲", assets=[add_asset()])
    few = counted()
    for number in range(12):
        add_contract(f"R8-1{number:02}", ("税務課", "市民課")[number % 2], subcontractors="みのり運輸")
        enter_service(f"乙{number}", assets=[add_asset(f"税務-1{number:03}")])
    assert counted() == few
    assert few <= 15, few


def test_a_hand_over_counts_instead_of_the_contracts_own_row(ask, add_contract, hand_over):
    row = add_contract("R8-001", person_count=6300)
    hand_over(row, person_count=250, specific_personal_data=True)
    hand_over(row, person_count=40)
    answer = ask("みのり")
    assert (answer.people.low, answer.people.high) == (250, 290)
    assert Trigger.NUMBER_ANY in answer.assessment.having(Finding.MET)


def test_a_certificate_is_not_the_erasure(ask, add_contract, hand_over, city):
    certified = hand_over(add_contract("R8-001"), return_due=dt.date(2026, 5, 1), person_count=151_421)
    Erasure.make(
        handover=certified,
        erased_on=dt.date(2026, 4, 30),
        certificate_on=dt.date(2026, 4, 30),
        certificate_name="証明書.pdf",
        certificate="0" * 64,
        media_type="application/pdf",
        covers_copies=True,
        received_by=city.people["staff"],
    )
    answer = ask("みのり")
    assert (answer.people.low, len(answer.overdue)) == (151_421, 1)
    Erasure.objects.update(verified_on=dt.date(2026, 5, 2))
    answer = ask("みのり")
    assert (answer.people.low, len(answer.overdue), answer.people.if_kept) == (0, 0, 151_421)


def test_a_sub_contractor_of_the_chain_brings_what_was_handed_to_the_contractor(ask, add_contract, actor):
    below = actions.add_contractor(actor("policy"), name="あおば発送株式会社")
    row = add_contract("R8-001")
    add_contract("R8-002")
    Subcontract.make(contract=row, firm=below, work="発送", starts=dt.date(2026, 4, 1))
    answer = ask("あおば発送")
    assert [(one.number, one.subcontractor) for one in answer.contracts] == [("R8-001", "あおば発送株式会社")]
    assert answer.people.low == 6300
    assert answer.sections == (("税務課", 1),)
    assert ask("あおば発送", "manager2").provided == ()


def test_data_without_a_day_of_handing_over_is_told_too(ask, add_contract):
    add_contract("R8-001", provided_on=None, return_due=None, person_count=77)
    answer = ask("みのり")
    assert [(one.persons, one.handed_on) for one in answer.provided] == [(77, None)]


def test_a_hand_over_of_which_nobody_said_more_rules_nothing_out(ask, add_contract, hand_over):
    hand_over(add_contract("R8-001"), personal_data=True, specific_personal_data=None, person_count=50)
    assert Trigger.NUMBER_ANY in ask("みのり").assessment.having(Finding.POSSIBLE)


def test_the_assets_of_an_ended_service_count_only_if_they_were_kept(ask, add_asset, enter_service):
    row = enter_service(assets=[add_asset(person_count=900)])
    ExternalService.objects.filter(pk=row.pk).update(retired_on=dt.date(2026, 5, 1))
    people = ask("みのり").people
    assert (people.high, people.if_kept) == (0, 900)


def test_where_no_ledger_names_data_the_number_is_not_known(ask, add_contract):
    add_contract("R8-001", provided_data="", person_count=None, provided_on=None, return_due=None)
    answer = ask("みのり")
    assert answer.provided == ()
    assert answer.people.high is None
    assert answer.assessment.having(Finding.POSSIBLE) == tuple(Trigger)
    assert answer.as_dict()["deadlines"] is not None


def test_words_that_mean_nearly_every_firm_are_refused(ask, city):
    for number in range(queries.MOST_FIRMS):
        Contractor.make(name=f"会社{number}", search_key=f"会社{number}")
    assert len(ask("会社").firms) == queries.MOST_FIRMS
    Contractor.make(name="会社あと一つ", search_key="会社アト一ツ")
    with pytest.raises(BadInput, match="より多く"):
        ask("会社")
