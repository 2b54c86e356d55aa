"""The record's pages: who reads, who proves, and what the proof is worth."""

import html
import json
import re
import shlex

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from sekisho.cli.journal import command
from sekisho.journal.proof import problem
from sekisho.server.crossings import sequencing
from sekisho.server.crossings.actions import Subject, record
from sekisho.server.crossings.details import facts_of
from sekisho.server.crossings.models import JournalEntry
from sekisho.server.ledgers import actions
from sekisho.storage.verifying import read_vkey


@pytest.fixture
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path))
    return tmp_path / "journal"


@pytest.fixture
def entry(journal, city, actor):
    actions.add_contractor(actor("manager"), name="株式会社みどり")
    sequencing.drain_once()
    return JournalEntry.objects.get()


def test_the_list_shows_the_newest_first_and_narrows(entry, actor, signed_in):
    actions.change_contractor(actor("manager"), int(entry.subject_id), 1, address="さくら市1-1")
    client, url = signed_in("auditor"), reverse("crossings:list")
    verbs = [row.record.verb for row in client.get(url).context["table"].paginated_rows]
    assert verbs == ["contractor.changed", "contractor.added"]
    page = client.get(url, {"verb": "contractor.added"})
    assert "委託先を加えた" in page.content.decode()
    assert page.context["table"].paginator.count == 1
    assert client.get(url, {"until": "令和2年4月1日"}).context["table"].paginator.count == 0
    assert client.get(url, {"since": "令和2年4月1日"}).context["table"].paginator.count == 2


@pytest.mark.parametrize("who", ["staff", "manager", "deputy", "service", "system", "nobody"])
def test_only_those_who_watch_over_all_read_the_list(entry, signed_in, who):
    assert signed_in(who).get(reverse("crossings:list")).status_code == 403


def test_a_person_proves_their_own_entry_and_not_another_sections(entry, signed_in):
    for name in ("entry", "proof", "proof_file"):
        url = reverse(f"crossings:{name}", args=[entry.pk])
        assert signed_in("manager").get(url).status_code == 200, name
        assert signed_in("auditor").get(url).status_code == 200, name
        assert signed_in("manager2").get(url).status_code == 404, name


def test_the_file_is_checked_with_the_key_alone(entry, signed_in):
    client = signed_in("auditor")
    assert "含まれています" in client.get(reverse("crossings:proof", args=[entry.pk])).content.decode()
    proof = json.loads(client.get(reverse("crossings:proof_file", args=[entry.pk])).content)
    verifier = read_vkey(proof["vkey"])
    assert problem(proof, verifier) == ""
    assert proof["record"] == entry.record
    forged = proof | {"record": proof["record"].replace("みどり", "あおい")}
    assert problem(forged, verifier) != ""
    assert proof["checkpoint"] == client.get(reverse("crossings:checkpoint")).content.decode()


def test_before_sealing_the_page_says_to_wait(journal, city, actor, signed_in):
    actions.add_contractor(actor("manager"), name="株式会社あさ")
    row = JournalEntry.objects.get()
    page = signed_in("manager").get(reverse("crossings:proof", args=[row.pk]))
    assert page.status_code == 200
    assert "まだ封緘されていません" in page.content.decode()
    assert signed_in("manager").get(reverse("crossings:proof_file", args=[row.pk])).status_code == 409


def test_an_entry_altered_in_the_table_is_not_proved(entry, signed_in):
    JournalEntry.unscoped.filter(pk=entry.pk).update(record=entry.record.replace("みどり", "あおい"))
    response = signed_in("auditor").get(reverse("crossings:proof", args=[entry.pk]))
    assert response.status_code == 500
    assert "表と記録簿とで違います" in response.content.decode()


def test_another_citys_entry_does_not_exist(entry, other_city):
    client = Client()
    client.force_login(
        other_city.people["auditor"], backend="sekisho.server.accounts.backends.BodyAccountBackend"
    )
    assert client.get(reverse("crossings:entry", args=[entry.pk])).status_code == 404


def test_the_command_on_the_page_works_as_shown(entry, signed_in, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    client = signed_in("auditor")
    page = client.get(reverse("crossings:proof", args=[entry.pk])).content.decode()
    shown = re.search(r"sekisho journal (prove [^<]+)</pre>", page)
    assert shown
    (tmp_path / f"proof-{entry.log_index}.json").write_bytes(
        client.get(reverse("crossings:proof_file", args=[entry.pk])).content
    )
    done = CliRunner().invoke(command, shlex.split(html.unescape(shown[1])))
    assert (done.exit_code, done.output.strip()) == (0, "証明は正しく成り立ちます。")


def test_a_thing_is_called_by_the_number_people_know(city, actor):
    subject = Subject("application", 16, city.sections["税務課"].pk)
    record(
        actor("manager"),
        "application.decided",
        subject,
        {"number": "受R8-0016", "document_number": "税第1号"},
    )
    assert dict(facts_of(JournalEntry.objects.get()))["もの"].endswith("税第1号")
