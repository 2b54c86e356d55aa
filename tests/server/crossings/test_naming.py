"""The record is read by names: of what the reader may see, and of nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.accounts.permissions import Permission
from sekisho.server.crossings import naming
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions
from sekisho.server.ledgers.models import Contractor


def about(actor, **more):
    return naming.names_of(actor("auditor"), JournalEntry.objects.filter(**more))


def test_a_thing_a_person_and_a_section_have_names_and_no_key_is_shown(city, actor, signed_in):
    firm = actions.add_contractor(actor("policy"), name="株式会社みどり")
    for kind, key in (("person", city.people["staff"].pk), ("section", city.sections["税務課"].pk)):
        record(actor("policy"), f"{kind}.added", Subject(kind, key), {})
    record(actor("policy"), "ledger.exported", Subject("ledger", 987654), {})
    page = signed_in("auditor").get(reverse("crossings:list")).content.decode()
    for words in ("委託先 株式会社みどり", "職員 青木 みのり", "課 税務課"):
        assert words in page, words
    assert "987654" not in page
    entry = JournalEntry.objects.get(subject_type="contractor")
    shown = signed_in("auditor").get(reverse("crossings:entry", args=[entry.pk])).content.decode()
    assert "株式会社みどり" in shown
    Contractor.objects.filter(pk=firm.pk).update(name="株式会社あさひ")
    assert about(actor, pk=entry.pk)[entry.pk] == "委託先 株式会社あさひ"


def test_who_may_not_see_a_thing_is_told_its_kind_alone(city, actor):
    actions.add_contractor(actor("policy"), name="株式会社みどり")
    entry = JournalEntry.objects.get()
    rows = lambda _actor: Contractor.objects.all()  # noqa: E731  a query, as a slice gives it
    asked = naming.by_rows(rows, Permission.CONTRACT_VIEW)(actor("nobody"), [int(entry.subject_id)])
    assert asked == {}
    assert naming.names_of(actor("nobody"), [entry])[entry.pk] == "委託先"


def test_a_thing_of_another_body_has_no_name_here(city, other_city, actor):
    record(actor("policy"), "person.added", Subject("person", other_city.people["staff"].pk), {})
    record(actor("policy"), "section.added", Subject("section", other_city.sections["税務課"].pk), {})
    assert sorted(about(actor).values()) == ["職員", "課"]


def test_where_no_row_names_it_the_entry_does(city, actor):
    record(actor("policy"), "import.received", Subject("import", 5), {"filename": "台帳.xlsx"})
    record(actor("policy"), "standing.judged", Subject("standing_run", 5), {})
    assert sorted(about(actor).values()) == ["取込み 台帳.xlsx", "条文ごとの判定"]


def test_the_system_is_called_so(city, actor, signed_in):
    record(None, "standing.judged", Subject("standing_run", 5), {})
    assert "システム" in signed_in("auditor").get(reverse("crossings:list")).content.decode()


@pytest.mark.parametrize("kind", ["contractor", "person"])
def test_the_number_of_queries_does_not_grow(city, actor, signed_in, kind):
    client, url, counts = signed_in("auditor"), reverse("crossings:list"), []
    for turn in range(2):
        for number in range(4):
            if kind == "contractor":
                actions.add_contractor(actor("policy"), name=f"株式会社{turn}{number}")
            else:
                record(actor("policy"), "person.added", Subject("person", city.people["staff"].pk), {})
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_says_why_numbers_and_count_differ(city, actor, signed_in):
    actions.add_contractor(actor("policy"), name="株式会社みどり")
    assert "件数とは合いません" in signed_in("auditor").get(reverse("crossings:list")).content.decode()
