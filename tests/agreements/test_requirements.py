"""What is required follows from facts alone: same facts, same list; nothing unknown rules a line out."""

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from sekisho.agreements import requirements
from sekisho.judgement.facts import FACTS
from sekisho.storage.editions import load_edition
from sekisho.terms import HandlingRestriction, ServiceKind, TermsKind

BOOK = requirements.parse((files("sekisho.agreements") / "rules" / "requirements.yaml").read_text("utf-8"))
facts = st.fixed_dictionaries(
    {},
    optional={
        "confidentiality": st.integers(1, 3),
        "availability": st.integers(1, 2),
        "personal_data": st.booleans(),
        "specific_personal_data": st.booleans(),
        "is_cloud": st.booleans(),
        "service_kind": st.sampled_from([one.value for one in ServiceKind]),
        "terms_kind": st.sampled_from([one.value for one in TermsKind]),
        "restrictions": st.lists(st.sampled_from([one.value for one in HandlingRestriction])),
    },
)


def ids(lines):
    return [one.id for one in lines]


def test_every_condition_asks_a_fact_and_every_clause_exists():
    known = {clause.id for clause in load_edition("proposal-2021-09").clauses}
    for one in BOOK.templates:
        assert set(one.when) <= set(FACTS), one.id
        assert set(one.clauses) <= known, (one.id, set(one.clauses) - known)


def test_a_public_map_asks_for_little_and_tax_data_for_much():
    little = requirements.generate(
        BOOK,
        {"confidentiality": 1, "availability": 1, "personal_data": False, "specific_personal_data": False,
         "restrictions": [], "service_kind": "map", "terms_kind": "terms_only", "is_cloud": False},
    )  # fmt: skip
    assert ids(little) == ["R-1806"]
    much = requirements.generate(
        BOOK,
        {"confidentiality": 3, "availability": 2, "personal_data": True, "specific_personal_data": True,
         "restrictions": ["encrypt", "no_copy"], "service_kind": "cloud", "terms_kind": "individual",
         "is_cloud": True},
    )  # fmt: skip
    assert {"R-1002", "R-1003", "R-0803", "R-1502", "R-1701"} <= set(ids(much))
    assert "R-0805" not in ids(much)


@given(facts, st.randoms())
def test_the_same_facts_give_the_same_list_in_the_order_of_the_headings(known, random):
    mixed = list(known.items())
    random.shuffle(mixed)
    once, again = requirements.generate(BOOK, known), requirements.generate(BOOK, dict(mixed))
    assert once == again
    places = [list(BOOK.headings).index(one.heading) for one in once]
    assert places == sorted(places)
    assert requirements.digest(once) == requirements.digest(again)


@given(facts)
def test_knowing_less_never_asks_for_less(known):
    asked = set(ids(requirements.generate(BOOK, known)))
    for name in known:
        less = {key: value for key, value in known.items() if key != name}
        assert asked <= set(ids(requirements.generate(BOOK, less)))


@given(facts)
def test_each_line_says_which_facts_it_stands_on(known):
    for one in requirements.generate(BOOK, known):
        assert one.clauses
        assert one.because
        for reason in one.because:
            wanted = known.get(reason.fact)
            assert reason.value == (sorted(wanted) if isinstance(wanted, list) else wanted)


@given(facts, facts, st.data())
def test_taking_over_a_new_list_keeps_what_people_decided(before, after, data):
    kept = requirements.generate(BOOK, before)
    taken = data.draw(st.lists(st.sampled_from(ids(kept)), unique=True)) if kept else []
    own = requirements.Requirement(
        "U-01", "9", "貸与端末だけから使う", "方法を書いてください", own=True, note="課の決まり"
    )
    kept = (*tuple(one for one in kept if one.id not in taken), own)
    fresh = requirements.generate(BOOK, after)
    new = requirements.renewed(BOOK, kept, fresh, taken)
    assert own in new
    assert not set(ids(new)) & set(taken)
    told = requirements.difference(kept, fresh, taken)
    assert set(ids(new)) == (set(ids(kept)) | set(ids(told.added))) - set(ids(told.dropped))
    assert not requirements.difference(new, fresh, taken)


@given(facts)
def test_a_line_comes_back_as_it_was_kept(known):
    for one in requirements.generate(BOOK, known):
        assert requirements.Requirement.from_dict(one.as_dict()) == one
