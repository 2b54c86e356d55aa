"""A prefecture hands down, a municipality sees what would change and decides: nothing works by itself."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.urls import reverse

from sekisho.errors import BadInput, Conflict, InvalidRulebook, NotFound, Refused
from sekisho.procedures.offers import Addition, written
from sekisho.server.accounts.across import published
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.agreements import actions as agreed
from sekisho.server.agreements import additions, rules
from sekisho.server.agreements import queries as agreements
from sekisho.server.catalogues.actions import set_local_clauses
from sekisho.server.catalogues.details import EXAMPLE
from sekisho.server.catalogues.queries import local_clauses, rulebook_in_force
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions as ledgers
from sekisho.server.ledgers import governed
from sekisho.server.offers import actions, effects, queries
from sekisho.server.offers.models import Offer, OfferReceipt, TakenOffer
from sekisho.terms import OfferKind, OfferState

CLAUSE = EXAMPLE.replace("LOC-001", "KEN-001")
OTHER = (Addition("5", "方針を示すこと。", "方針の名前を書いてください。"),)


def workbook():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "{{要件一覧}}"
    book.save(out)
    return out.getvalue()


def shown(actor, row):
    return effects.shown_digest(queries.received(actor("general"), row.pk))


def take(actor, row, key="general"):
    return actions.take_offer(actor(key), row.pk, shown=shown(actor, row))


def states(ken, row):
    return ken(lambda _one: [(told.state, told.version) for told in queries.told_of(row)])


def verbs():
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_an_offer_changes_nothing_until_a_person_takes_it(actor, ken, offered):
    row = offered()
    assert local_clauses() is None
    assert states(ken, row) == [(OfferState.UNSEEN, None)]
    actions.note_seen(actor("general"), row.pk)
    assert states(ken, row) == [(OfferState.SEEN, 1)]
    assert local_clauses() is None
    taken = take(actor, row)
    assert "KEN-001" in rulebook_in_force().clauses
    assert "もみじ県「国外に置かない」第1版" in local_clauses().text
    assert (taken.from_name, taken.version, taken.digest) == ("もみじ県", 1, row.digest)
    assert states(ken, row) == [(OfferState.TAKEN, 1)]
    assert verbs() == ["offer.seen", "catalogue.local_set", "offer.taken"]
    with pytest.raises(Conflict, match="もう取り込んで"):
        take(actor, row)
    with pytest.raises(Conflict, match="もう取り込んで"):
        actions.decline_offer(actor("general"), row.pk, reason="やめる")


def test_the_next_version_replaces_the_one_taken_and_says_what_differs(actor, ken, offered):
    set_local_clauses(actor("general"), text=EXAMPLE)
    take(actor, offered())
    changed = CLAUSE.replace("機密性2以上を置かない", "個人情報を置かない") + CLAUSE.replace(
        "clauses:\n", ""
    ).replace("KEN-001", "KEN-002")
    first = ken(lambda _one: Offer.objects.get())
    second = offered(text=changed, series=first.series, version=1)
    found = queries.received(actor("general"), second.pk)
    assert (second.version, found.newer, found.taken.version) == (2, True, 1)
    differs = effects.difference(found)
    assert (len(differs.added), len(differs.dropped), len(differs.changed)) == (2, 1, 0)
    with pytest.raises(NotFound, match="配布が見つかりません"):
        queries.received(actor("general"), first.pk)
    take(actor, second)
    assert {"LOC-001", "KEN-001", "KEN-002"} <= set(rulebook_in_force().clauses)
    assert local_clauses().text.startswith(EXAMPLE)
    assert local_clauses().text.count("KEN-001") == 1
    assert [standing for _row, standing in queries.taken_offers(actor("general"))] == ["newest", "newer"]
    assert states(ken, second) == [(OfferState.TAKEN, 2)]


def test_what_was_shown_is_what_is_taken(actor, offered):
    row = offered()
    before = shown(actor, row)
    set_local_clauses(actor("general"), text=EXAMPLE)
    with pytest.raises(Conflict, match="見せた内容"):
        actions.take_offer(actor("general"), row.pk, shown=before)
    assert TakenOffer.objects.count() == 0


def test_clauses_that_do_not_go_with_ones_own_change_nothing(actor, offered):
    set_local_clauses(actor("general"), text=CLAUSE)
    row = offered()
    answer = effects.what_if(actor("general"), queries.received(actor("general"), row.pk))
    assert not answer.usable
    with pytest.raises(InvalidRulebook):
        take(actor, row)
    assert local_clauses().text == CLAUSE
    assert TakenOffer.objects.count() == OfferReceipt.objects.count() == 0


def test_a_version_is_declined_with_a_reason_that_stays_here(actor, ken, offered):
    row = offered()
    with pytest.raises(BadInput, match="理由"):
        actions.decline_offer(actor("general"), row.pk, reason=" ")
    actions.decline_offer(actor("general"), row.pk, reason="市の規程にもうある。")
    assert states(ken, row) == [(OfferState.DECLINED, 1)]
    seen = ken(lambda _one: list(published(OfferReceipt)))
    assert set(seen[0]) == {"pk", "offer", "state", "noted_at", "body_code", "body_name"}
    second = offered(text=CLAUSE.replace("KEN-001", "KEN-009"), series=row.series, version=1)
    assert queries.received(actor("general"), second.pk).state is OfferState.UNSEEN
    assert states(ken, second) == [(OfferState.DECLINED, 1)]


def test_what_is_withdrawn_stays_where_it_was_taken_and_is_marked(actor, ken, offered):
    row = offered()
    take(actor, row)
    ken(lambda one: actions.withdraw_offer(one, row.pk))
    assert [standing for _row, standing in queries.taken_offers(actor("general"))] == ["withdrawn"]
    assert "KEN-001" in rulebook_in_force().clauses
    assert list(queries.received_offers(actor("general"))) == []
    with pytest.raises(NotFound):
        actions.decline_offer(actor("general"), row.pk, reason="x")
    with pytest.raises(Conflict, match="もう取り下げ"):
        ken(lambda one: actions.withdraw_offer(one, row.pk))
    with pytest.raises(Conflict, match="変わりました"):
        offered(text=EXAMPLE, series=row.series, version=1)


def test_a_template_is_used_from_then_on(actor, ken, offered):
    row = offered(OfferKind.TEMPLATE, file=("共通.xlsx", workbook()))
    assert agreements.template_in_use("xlsx") is None
    take(actor, row)
    assert agreements.template_in_use("xlsx").name == "共通.xlsx"
    assert ken(lambda _one: agreements.template_in_use("xlsx")) is None


@pytest.mark.parametrize(
    "file",
    [None, ("共通.pdf", b"%PDF-1.7"), ("共通.xlsx", b"PK\x03\x04 nothing"), ("共通.xlsx", b"")],
)
def test_a_template_that_is_none_is_not_offered(offered, ken, file):
    with pytest.raises(BadInput):
        offered(OfferKind.TEMPLATE, file=file)
    assert ken(lambda _one: Offer.objects.count()) == 0


def test_requirements_taken_can_be_added_and_the_next_version_takes_their_place(actor, offered):
    row = offered(OfferKind.REQUIREMENTS)
    assert additions.offered(()) == []
    take(actor, row)
    (one,) = additions.offered(())
    assert one.reason == "もみじ県の配布「国外に置かない」第1版"
    assert additions.initial(one.key)["text"] == one.text
    assert additions.initial("999-1") == {}
    second = offered(OfferKind.REQUIREMENTS, text=written(OTHER), series=row.series, version=1)
    take(actor, second)
    assert [one.text for one in additions.offered(())] == ["方針を示すこと。"]


def test_contract_items_taken_are_missing_until_somebody_looked(actor, ken, offered, contract):
    house = {item.id: {"state": "written", "place": "第1条"} for item in rules.items()}
    made = agreed.set_items(actor("staff"), contract, version=0, specific=False, answers=house)
    row = offered(OfferKind.ITEMS, text="機器のデータを消すこと\n記録を渡すこと")
    assert (made.missing, lacks(contract)) == ([], [])
    take(actor, row)
    ids = sorted(one.id for one in additions.more_items())
    assert lacks(contract) == agreements.items_of(contract).missing == ids
    assert ken(lambda _one: additions.more_items()) == ()
    asked = {key: {"state": "not_needed", "note": "機器を使わない"} for key in ids}
    agreed.set_items(actor("staff"), contract, version=1, specific=True, answers=house | asked)
    assert lacks(contract) == []
    second = offered(OfferKind.ITEMS, text="記録を渡すこと\n点検を受けること", series=row.series, version=1)
    assert lacks(contract) == []
    take(actor, second)
    (new,) = lacks(contract)
    assert {one.id: one.title for one in additions.more_items()}[new] == "点検を受けること"


def lacks(contract):
    (found,) = governed.among("contract", [contract.pk], contract.starts)
    return list(found.facts["contract_items_missing"])


@pytest.fixture
def contract(actor, city):
    firm = ledgers.add_contractor(actor("policy"), name="東西印刷")
    return ledgers.add_contract(
        actor("policy"), number="R8-001", title="印刷", section=city.sections["税務課"], contractor=firm,
        starts=dt.date(2026, 4, 1), ends=dt.date(2027, 3, 31), confidentiality=2, person_count=10,
    )  # fmt: skip


def test_who_may_offer_and_decide(actor, ken, offered, city):
    with pytest.raises(Refused):
        ken(lambda one: actions.publish_offer(one, OfferKind.CLAUSES, title="x", text=CLAUSE), "manager")
    with pytest.raises(Conflict, match="市町村がありません"):
        actions.publish_offer(actor("policy"), OfferKind.CLAUSES, title="x", text=CLAUSE)
    row = offered()
    for key in ("staff", "manager", "policy", "auditor", "ciso"):
        for act in (
            lambda who: actions.note_seen(who, row.pk),
            lambda who: actions.take_offer(who, row.pk, shown=""),
            lambda who: actions.decline_offer(who, row.pk, reason="x"),
        ):
            with pytest.raises(Refused):
                act(actor(key))
    with pytest.raises(NotFound):
        actions.withdraw_offer(actor("policy"), row.pk)
    with pytest.raises(Refused):
        ken(lambda one: actions.withdraw_offer(one, row.pk), "staff")
    assert OfferReceipt.objects.count() == 0


def test_what_cannot_be_offered(offered, ken):
    with pytest.raises(BadInput, match="件名"):
        offered(title=" ")
    with pytest.raises(BadInput):
        offered(text="clauses: 1")
    with pytest.raises(InvalidRulebook):
        offered(text=CLAUSE.replace("context.confidentiality", "context.unknown_fact"))
    with pytest.raises(BadInput, match="見出し"):
        offered(OfferKind.REQUIREMENTS, text="99｜要件｜質問")
    row = offered()
    with pytest.raises(Conflict, match="同じ内容"):
        offered(series=row.series, version=1)
    with pytest.raises(Conflict, match="変わりました"):
        offered(text=EXAMPLE, series=row.series, version=2)
    with pytest.raises(NotFound):
        offered(series="f" * 32)
    assert ken(lambda _one: Offer.objects.count()) == 1


def test_only_municipalities_of_the_prefecture_read_an_offer(actor, ken, offered, neighbour):
    row = offered()
    with in_body(neighbour.pk):
        assert [one["pk"] for one in published(Offer)] == [row.pk]
        OfferReceipt.make(
            offer=row.pk,
            state="taken",
            noted_at=row.published_at,
            noted_by_id=actor("general").person,
        )
        neighbour.parent = None
        neighbour.save()
        assert list(published(Offer)) == []
    assert list(published(OfferReceipt)) == []
    assert states(ken, row) == [(OfferState.UNSEEN, None)]


@pytest.mark.django_db(transaction=True)
def test_of_several_decisions_at_once_one_is_kept(actor, offered, at_once):
    row = offered()
    given = shown(actor, row)
    found = at_once(lambda _number: actions.take_offer(actor("general"), row.pk, shown=given))
    assert sum(isinstance(one, TakenOffer) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == len(found) - 1
    assert local_clauses().text.count("KEN-001") == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_next_versions_at_once_one_is_offered(ken, offered, at_once, other_city):
    row = offered()
    with in_body(other_city.body.pk):
        found = at_once(
            lambda number: offered(
                text=CLAUSE.replace("KEN-001", f"KEN-01{number}"), series=row.series, version=1
            )
        )
        assert sum(isinstance(one, Offer) for one in found) == 1
        assert Offer.objects.count() == 2


def test_a_page_opened_before_an_offer_was_taken_does_not_take_it_away(signed_in, actor, offered):
    client, url = signed_in("general"), reverse("catalogues:local")
    seen = client.get(url).context["seen"]
    take(actor, offered())
    answer = client.post(url, {"text": EXAMPLE, "seen": seen})
    assert answer.status_code == 422
    assert "開いたあとに変わりました" in answer.content.decode()
    assert "KEN-001" in local_clauses().text
    seen = client.get(url).context["seen"]
    assert client.post(url, {"text": EXAMPLE, "seen": seen}).status_code == 302
    assert local_clauses().text == EXAMPLE


def test_clauses_tried_out_before_an_offer_was_taken_are_not_put_in_force(signed_in, actor, offered):
    client = signed_in("general")
    tried = client.post(reverse("catalogues:what_if"), {"text": EXAMPLE})
    take(actor, offered())
    given = {"text": EXAMPLE, "seen": tried.context["seen"]}
    assert client.post(reverse("catalogues:local"), given).status_code == 422
    assert "KEN-001" in local_clauses().text


@pytest.fixture
def altered_here(actor, ken, offered):
    """Take clauses over, alter them here, and let the prefecture offer the next version; give that."""
    take(actor, offered())
    mine = local_clauses().text.replace("機密性2以上を置かない", "市はさらに厳しく置かない")
    set_local_clauses(actor("general"), text=mine)
    first = ken(lambda _one: Offer.objects.get())
    text = CLAUSE + CLAUSE.replace("clauses:\n", "").replace("KEN-001", "KEN-002")
    return offered(text=text, series=first.series, version=1)


def test_what_was_altered_here_is_not_taken_away_unsaid(actor, altered_here):
    mine, seen = local_clauses().text, shown(actor, altered_here)
    for edits in ("", "both"):
        with pytest.raises(BadInput, match="直したところ"):
            actions.take_offer(actor("general"), altered_here.pk, shown=seen, edits=edits)
    assert local_clauses().text == mine
    assert TakenOffer.objects.count() == 1


@pytest.mark.parametrize(("edits", "kept"), [("keep", True), ("replace", False)])
def test_what_was_altered_here_stays_or_goes_as_the_person_says(actor, altered_here, edits, kept):
    seen = shown(actor, altered_here)
    actions.take_offer(actor("general"), altered_here.pk, shown=seen, edits=edits)
    text = local_clauses().text
    assert ("市はさらに厳しく置かない" in text) is kept
    assert {"KEN-001", "KEN-002"} <= set(rulebook_in_force().clauses)
    entry = json.loads(JournalEntry.objects.get(verb="offer.taken", subject_id=altered_here.pk).record)
    assert entry["data"]["edits"] == edits
    assert [name.split()[0] for name in entry["data"]["altered"]] == ["KEN-001"]


def test_an_edit_made_since_the_look_is_shown_first(actor, altered_here):
    seen = shown(actor, altered_here)
    set_local_clauses(actor("general"), text=local_clauses().text.replace("厳しく", "ずっと厳しく"))
    with pytest.raises(Conflict, match="見せた内容"):
        actions.take_offer(actor("general"), altered_here.pk, shown=seen, edits="replace")
    assert "ずっと厳しく" in local_clauses().text


@pytest.mark.django_db(transaction=True)
def test_of_several_who_choose_at_once_one_choice_is_carried_out(actor, altered_here, at_once):
    seen = shown(actor, altered_here)
    ways = ("keep", "replace", "keep", "replace")
    found = at_once(
        lambda number: actions.take_offer(actor("general"), altered_here.pk, shown=seen, edits=ways[number])
    )
    assert sorted(type(one).__name__ for one in found) == ["Conflict"] * 3 + ["TakenOffer"]
    assert JournalEntry.objects.filter(verb="offer.taken", subject_id=altered_here.pk).count() == 1
