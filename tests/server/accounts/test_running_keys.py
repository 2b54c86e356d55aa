"""The API keys that run: who sees them, who stops them, what a stopped one opens."""

import datetime as dt
import json

import pytest

from sekisho.errors import NotFound, Refused
from sekisho.server.accounts import actions, directory
from sekisho.server.accounts.models import ApiToken
from sekisho.server.accounts.queries import person_of_token
from sekisho.server.crossings.models import JournalEntry

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def issue(actor):
    def make(key, label="連携", days=30):
        secret = actions.issue_token(
            actor(key), label=label, ends=TODAY + dt.timedelta(days=days), today=TODAY
        )
        return secret, ApiToken.objects.order_by("-pk").first().pk

    return make


def seen(actor, key, day=TODAY):
    return [row.label for row in directory.running_tokens(actor(key), day)]


def test_ones_own_key_is_seen_and_stopped_and_opens_nothing_more(city, actor, issue):
    secret, pk = issue("staff")
    assert person_of_token(secret, TODAY) == city.people["staff"]
    assert seen(actor, "staff") == ["連携"]
    actions.stop_token(actor("staff"), pk)
    assert person_of_token(secret, TODAY) is None
    assert seen(actor, "staff") == []
    entry = JournalEntry.objects.get(verb="token.stopped")
    assert (entry.subject_type, entry.subject_id) == ("token", str(pk))
    told = json.loads(entry.record)["data"]
    assert told == {"label": "連携", "username": city.people["staff"].username}
    with pytest.raises(NotFound, match="動いている鍵"):
        actions.stop_token(actor("staff"), pk)
    assert JournalEntry.objects.filter(verb="token.stopped").count() == 1


def test_anothers_key_is_seen_and_stopped_by_those_alone_who_manage_accounts(actor, issue):
    secret, pk = issue("staff")
    for other in ("manager", "staff2", "auditor"):
        assert seen(actor, other) == []
        with pytest.raises(NotFound):
            actions.stop_token(actor(other), pk)
    assert person_of_token(secret, TODAY) is not None
    issue("policy", "集計")
    assert seen(actor, "policy") == ["連携", "集計"]
    actions.stop_token(actor("policy"), pk)
    assert person_of_token(secret, TODAY) is None


def test_who_holds_no_post_is_refused(actor, issue):
    _secret, pk = issue("staff")
    nobody = actor("nobody")
    with pytest.raises(Refused):
        directory.running_tokens(nobody, TODAY)
    with pytest.raises(Refused):
        actions.stop_token(nobody, pk)


def test_keys_that_open_nothing_are_not_listed(city, actor, issue):
    issue("staff", "短い", days=1)
    issue("manager")
    assert seen(actor, "staff", TODAY + dt.timedelta(days=2)) == []
    city.people["manager"].is_active = False
    city.people["manager"].save()
    assert seen(actor, "policy") == ["短い"]
