"""The table of responsibilities and the contract items: what is not settled is counted, never guessed."""

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from sekisho.agreements import contract_items, responsibility
from sekisho.storage.editions import load_edition
from sekisho.terms import ItemState, Party, ServiceKind, SupplyModel

RULES = files("sekisho.agreements") / "rules"
CONTROLS = responsibility.parse((RULES / "responsibility.yaml").read_text("utf-8"))
ITEMS = contract_items.parse((RULES / "contract-items.yaml").read_text("utf-8"))
LAW = {"secrecy", "no_take_out", "no_other_use", "subcontract_limits", "liability", "return_disposal",
       "named_workers", "training", "reports", "audit"}  # fmt: skip
words = st.sampled_from([one.value for one in Party] + ["", "だれか"])


def test_the_controls_stand_in_the_order_of_the_standard():
    places = [responsibility.place(one.id) for one in CONTROLS]
    assert places == sorted(places)
    assert len(CONTROLS) >= 40
    assert {"CLD.6.3.1", "CLD.9.5.1", "CLD.12.4.5"} <= {one.id for one in CONTROLS}


def test_every_shape_of_supply_has_a_proposal_that_leaves_nothing_to_nobody():
    for one in CONTROLS:
        assert set(one.proposals) == set(SupplyModel)
        assert not set(one.proposals.values()) & {Party.NOBODY, Party.UNDECIDED}


def test_a_contract_is_outsourcing_and_every_kind_of_service_has_a_shape():
    assert responsibility.model_of(None) is SupplyModel.OUTSOURCING
    for kind in ServiceKind:
        assert responsibility.model_of(kind.value) is not SupplyModel.OUTSOURCING


def test_an_empty_table_is_all_undecided():
    told = responsibility.tally(CONTROLS, {})
    assert (told.undecided, told.nobody, told.decided) == (len(CONTROLS), 0, 0)


@given(st.dictionaries(st.sampled_from([one.id for one in CONTROLS]), words))
def test_the_counts_add_up_and_an_unknown_word_decides_nothing(decided):
    told = responsibility.tally(CONTROLS, decided)
    said = [decided.get(one.id) for one in CONTROLS]
    assert told.nobody == said.count("nobody")
    assert told.undecided == sum(one not in {"user", "provider", "both", "nobody"} for one in said)
    assert told.decided + told.undecided == told.total
    assert told.facts() == {
        "responsibility_undecided": told.undecided, "responsibility_nobody": told.nobody,
    }  # fmt: skip


def test_the_law_names_ten_items_and_every_clause_exists():
    assert {one.id for one in ITEMS if one.law} == LAW
    known = {clause.id for clause in load_edition("proposal-2021-09").clauses}
    assert all(set(one.clauses) <= known for one in ITEMS)


@given(
    st.dictionaries(
        st.sampled_from([one.id for one in ITEMS]), st.sampled_from([one.value for one in ItemState])
    ),
    st.booleans(),
)
def test_what_is_missing_is_what_nobody_saw_in_the_text(states, specific):
    gone = contract_items.missing(ITEMS, states, specific=specific)
    assert list(gone) == sorted(gone)
    for one in ITEMS:
        state = states.get(one.id)
        if state == "written":
            assert one.id not in gone
        elif state == "not_needed":
            assert (one.id in gone) is (specific and one.law)
        else:
            assert one.id in gone
