"""Adding, changing and retiring rows: who may, at which version, and what the record says."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions, in_use, obligations, queries
from sekisho.server.ledgers.asset_facts import facts_of
from sekisho.server.ledgers.models import Contractor, ExternalService, InformationAsset

VALID_NUMBER = "7010000001107"


def entries(verb):
    return [json.loads(entry.record) for entry in JournalEntry.objects.filter(verb=verb)]


def test_adding_an_asset_writes_one_entry_with_what_was_entered(add_asset):
    row = add_asset()
    (entry,) = entries("asset.added")
    assert JournalEntry.objects.count() == 1
    assert entry["subject"] == {"type": "asset", "id": str(row.pk)}
    assert entry["section"] == row.section_id
    assert entry["data"]["values"]["name"] == "固定資産課税台帳"
    assert entry["data"]["values"]["registered_on"] == "2024-04-01"
    assert row.version == 1


def test_a_row_is_found_by_other_spellings(add_asset, actor):
    add_asset()
    assert queries.found_by(queries.assets(actor("manager")), "徳永").count() == 1
    assert queries.found_by(queries.assets(actor("manager")), "税務－０００１ 課税").count() == 1
    assert queries.found_by(queries.assets(actor("manager")), "住民票").count() == 0


@pytest.mark.parametrize("who", ["staff", "deputy", "manager2", "ciso", "auditor", "nobody", "service"])
def test_who_may_not_edit_assets_of_the_section_is_refused(add_asset, actor, who):
    row = add_asset()
    with pytest.raises(Refused):
        actions.change_asset(actor(who), row.pk, 1, name="別の名前")
    with pytest.raises(Refused):
        actions.retire_asset(actor(who), row.pk, 1, on=dt.date(2026, 6, 1), reason="廃棄した")
    with pytest.raises(Refused):
        add_asset("税務-0002", who=who)
    assert InformationAsset.objects.count() == 1


def test_a_manager_changes_their_sections_asset_but_cannot_move_it_to_another(add_asset, actor, city):
    row = add_asset(who="manager")
    changed = actions.change_asset(actor("manager"), row.pk, 1, name="固定資産台帳", retention="10年")
    assert (changed.version, changed.name) == (2, "固定資産台帳")
    (entry,) = entries("asset.changed")
    assert entry["data"]["changes"] == {
        "name": ["固定資産課税台帳", "固定資産台帳"],
        "retention": ["5年", "10年"],
    }
    with pytest.raises(Refused):
        actions.change_asset(actor("manager"), row.pk, 2, section=city.sections["市民課"])


def test_saving_without_a_change_writes_nothing(add_asset, actor):
    row = add_asset()
    same = actions.change_asset(actor("policy"), row.pk, 1, name=row.name, registered_on=row.registered_on)
    assert same.version == 1
    assert entries("asset.changed") == []


def test_the_second_of_two_editors_is_told(add_asset, actor):
    row = add_asset()
    actions.change_asset(actor("policy"), row.pk, 1, name="一人目")
    with pytest.raises(Conflict, match="ほかの人が直しました"):
        actions.change_asset(actor("manager"), row.pk, 1, name="二人目")
    assert InformationAsset.objects.get().name == "一人目"


def test_retiring_takes_it_out_of_the_list_with_a_date(add_asset, actor):
    row = add_asset()
    with pytest.raises(BadInput, match="理由"):
        actions.retire_asset(actor("policy"), row.pk, 1, on=dt.date(2026, 6, 1), reason=" ")
    actions.retire_asset(actor("policy"), row.pk, 1, on=dt.date(2026, 6, 1), reason="保存期間が満了した")
    assert queries.assets(actor("policy")).count() == 0
    assert queries.assets(actor("policy"), retired=True).count() == 1
    with pytest.raises(Conflict, match="外されています"):
        actions.change_asset(actor("policy"), row.pk, 2, name="戻す")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"personal_data": False, "specific_personal_data": True}, "特定個人情報"),
        ({"restrictions": ["no_such"]}, "no_such"),
        ({"confidentiality": 4}, "4"),
        ({"name": ""}, "空"),
        ({"medium": "石板"}, "石板"),
    ],
)
def test_values_that_cannot_be_are_refused_in_words(add_asset, changed, message):
    with pytest.raises(BadInput) as caught:
        add_asset(**changed)
    assert message in caught.value.for_people()
    assert InformationAsset.objects.count() == 0


def test_a_number_names_one_row(add_asset):
    add_asset()
    with pytest.raises(BadInput):
        add_asset()


def test_another_citys_rows_do_not_exist(city, other_city, add_asset, actor):
    row = add_asset()
    stranger = actor_on(other_city.people["policy"], dt.date(2026, 6, 1))
    with in_body(other_city.body.pk):
        assert queries.assets(stranger).count() == 0
        with pytest.raises(NotFound):
            queries.asset(stranger, row.pk)
        with pytest.raises(NotFound):
            actions.change_asset(stranger, row.pk, 1, name="よその市")
        with pytest.raises(NotFound):
            queries.asset_ids(stranger, [row.number])
    with pytest.raises(NotFound):
        add_asset("税務-0009", section=other_city.sections["税務課"])


def test_long_text_is_cut_in_the_record_but_not_in_the_ledger(actor, contract_values):
    actions.add_contract(actor("policy"), **contract_values(provided_data="あ" * 5000))
    (entry,) = entries("contract.added")
    assert entry["data"]["values"]["provided_data"].endswith("（全5000文字）")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"ends": dt.date(2025, 3, 31)}, "契約終了"),
        ({"return_due": dt.date(2026, 4, 9)}, "返還・消去期限"),
        ({"returned_on": dt.date(2026, 4, 9)}, "返還・消去確認日"),
    ],
)
def test_a_contracts_dates_stand_in_order(actor, contract_values, changed, where):
    with pytest.raises(BadInput) as caught:
        actions.add_contract(actor("policy"), **contract_values(**changed))
    assert caught.value.where == where


def test_a_corporate_number_must_carry_its_check_digit(actor):
    with pytest.raises(BadInput, match="法人番号"):
        actions.add_contractor(actor("manager"), name="株式会社まちがい", corporate_number="1010000001107")


def test_the_corporate_number_tells_two_spellings_of_one_firm(actor, city, service_values):
    person = actor("policy")
    firm = actions.add_contractor(person, name="株式会社ＡＢＣソフト", corporate_number=VALID_NUMBER)
    row = actions.enter_service(
        person, **service_values(provider_name="㈱エービーシー", provider_corporate_number=VALID_NUMBER)
    )
    assert row.provider_id == firm.pk
    again = actions.enter_service(person, **service_values("別", provider_name="株式会社ABCソフト"))
    assert again.provider_id == firm.pk
    assert Contractor.objects.count() == 1


def test_a_firm_without_number_gets_it_when_it_is_learned(actor, service_values):
    person = actor("policy")
    firm = actions.add_contractor(person, name="株式会社ABCソフト")
    actions.enter_service(
        person, **service_values(provider_name="株式会社ＡＢＣソフト", provider_corporate_number=VALID_NUMBER)
    )
    assert Contractor.objects.get().pk == firm.pk
    assert Contractor.objects.get().corporate_number == VALID_NUMBER


def test_a_manager_cannot_change_a_firm_other_sections_deal_with(actor, city, contract_values):
    firm = actions.add_contractor(actor("manager"), name="株式会社みんなの印刷")
    actions.change_contractor(actor("manager"), firm.pk, 1, address="さくら市")
    actions.add_contract(actor("policy"), **contract_values(contractor=firm, section=city.sections["市民課"]))
    with pytest.raises(Refused, match="ほかの課"):
        actions.change_contractor(actor("manager"), firm.pk, 2, address="もみじ市")
    with pytest.raises(Conflict, match="残っています"):
        actions.retire_contractor(actor("policy"), firm.pk, 2, on=dt.date(2026, 6, 1), reason="廃業")


def test_a_decided_service_enters_with_its_obligations_and_one_entry(actor, add_asset, service_values):
    kept = add_asset()
    row = actions.enter_service(actor("manager"), **service_values(asset_ids=[kept.pk]))
    assert row.number == "外サ-0001"
    assert list(row.assets.all()) == [kept]
    assert row.obligations.get().clause == "EXT-020"
    (entry,) = entries("service.entered")
    assert entry["data"]["assets"] == ["税務-0001"]
    assert actions.enter_service(actor("manager"), **service_values("二つ目")).number == "外サ-0002"


def test_a_service_cannot_name_an_asset_of_another_city(actor, service_values):
    with pytest.raises(NotFound):
        actions.enter_service(actor("manager"), **service_values(asset_ids=[99]))
    assert ExternalService.objects.count() == 0


def test_changing_the_assets_of_a_service_is_one_entry_with_both_lists(actor, add_asset, service_values):
    kept = add_asset()
    row = actions.enter_service(actor("policy"), **service_values())
    actions.change_service(actor("policy"), row.pk, 1, asset_ids=[kept.pk], conditions="庁内だけで使う")
    (entry,) = entries("service.changed")
    assert entry["data"]["changes"] == {"conditions": ["", "庁内だけで使う"], "assets": [[], ["税務-0001"]]}


def test_an_obligation_is_met_once_with_what_was_seen(actor, service_values):
    row = actions.enter_service(actor("policy"), **service_values())
    owed = row.obligations.get()
    day = dt.date(2026, 6, 1)
    assert obligations.overdue_obligations(actor("staff"), day).count() == 1
    assert obligations.overdue_obligations(actor("staff2"), day).count() == 0
    with pytest.raises(Refused):
        actions.finish_obligation(actor("staff"), owed.pk, on=day, note="見た")
    with pytest.raises(BadInput):
        actions.finish_obligation(actor("service"), owed.pk, on=day, note="")
    actions.finish_obligation(actor("service"), owed.pk, on=day, note="利用者一覧を見て確かめた")
    with pytest.raises(Conflict):
        actions.finish_obligation(actor("manager"), owed.pk, on=day, note="もう一度")
    assert obligations.open_obligations(actor("staff")).count() == 0
    (entry,) = entries("obligation.done")
    assert entry["subject"] == {"type": "service", "id": str(row.pk)}


def test_a_service_is_not_ended_before_what_its_end_demands(actor, service_values):
    owed = {
        "clause": "EXT-030",
        "text": "預けたデータの消去を確かめる",
        "responsible": "service_manager",
        "when": "at_end",
        "due_on": None,
    }
    row = actions.enter_service(actor("policy"), **service_values(obligations=[owed]))
    day = dt.date(2026, 6, 1)
    with pytest.raises(Conflict, match="消去"):
        actions.retire_service(actor("manager"), row.pk, 1, on=day, reason="更改")
    actions.finish_obligation(
        actor("manager"), row.obligations.get().pk, on=day, note="証明書を受け取った", reason="担当が休職中"
    )
    ended = actions.retire_service(actor("manager"), row.pk, 1, on=day, reason="更改")
    assert (ended.phase, ended.retired_on) == ("disposal", day)


def test_the_list_for_all_staff_holds_only_what_may_be_used_that_day(actor, service_values):
    person = actor("policy")
    actions.enter_service(person, **service_values("全庁Web会議", for_all_staff=True))
    actions.enter_service(person, **service_values("税務課だけ"))
    actions.enter_service(person, **service_values("切れた", for_all_staff=True, ends=dt.date(2026, 5, 1)))
    day = dt.date(2026, 6, 1)
    assert {row.name for row in in_use.usable_services(actor("staff"), day)} == {"全庁Web会議", "税務課だけ"}
    assert [row.name for row in in_use.usable_services(actor("staff2"), day)] == ["全庁Web会議"]


def test_asset_facts_are_the_highest_grades_and_leave_out_what_is_not_known(add_asset):
    first = add_asset(restrictions=["encrypt"], person_count=100)
    second = add_asset("税務-0002", confidentiality=2, restrictions=["no_copy"], person_count=50)
    facts = facts_of([first, second])
    assert facts == {
        "confidentiality": 3,
        "integrity": 2,
        "availability": 2,
        "personal_data": True,
        "specific_personal_data": False,
        "sensitive_personal_data": False,
        "person_count": 150,
        "restrictions": ["encrypt", "no_copy"],
    }
    vague = add_asset("税務-0003", person_count=None, sensitive_personal_data=None)
    unsure = facts_of([first, vague])
    assert "person_count" not in unsure
    assert "sensitive_personal_data" not in unsure
    assert facts_of([]) == {}


def test_staff_see_their_section_and_auditors_see_all(add_asset, actor, city):
    add_asset()
    add_asset("市民-0001", section=city.sections["市民課"])
    assert queries.assets(actor("staff")).count() == 1
    assert queries.assets(actor("auditor")).count() == 2
    with pytest.raises(Refused):
        queries.assets(actor("nobody"))


def test_a_dissolved_section_gets_no_new_rows(add_asset, city):
    section = city.sections["税務課"]
    section.ends = dt.date(2025, 3, 31)
    section.save()
    with pytest.raises(BadInput, match="廃止"):
        add_asset()


@pytest.mark.parametrize("ahead", [1, 3650])
def test_nothing_leaves_its_ledger_on_a_day_that_has_not_come(actor, service_values, ahead):
    row = actions.enter_service(actor("policy"), **service_values())
    day = timezone.localdate() + dt.timedelta(days=ahead)
    with pytest.raises(BadInput, match="まだ来ていません"):
        actions.retire_service(actor("policy"), row.pk, 1, on=day, reason="更改")
    row.refresh_from_db()
    assert (row.retired_on, row.version) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_a_row_added_by_several_at_once_is_added_once_and_the_others_are_told(actor, at_once):
    def add(_number):
        return actions.add_contractor(actor("policy"), name="東西印刷", corporate_number="7010000001107")

    found = at_once(add)
    assert sum(isinstance(one, Contractor) for one in found) == 1
    assert all(isinstance(one, Contractor | BadInput | Conflict) for one in found), found
    assert Contractor.objects.count() == 1
