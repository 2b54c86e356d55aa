"""後閲: the page says what there is to read, and where there is nothing it asks for nothing."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sekisho.server.applications import actions

ASKS = "読んで、後閲してください"


def acted(reviewed, actor):
    row = reviewed()
    return actions.act_for(actor("deputy"), row.pk, version=row.version, reason="本日中に要る")


def test_where_there_is_nothing_nothing_is_asked(signed_in, city):
    page = signed_in("manager").get(reverse("applications:later")).content.decode()
    assert "後閲するものはありません" in page
    assert ASKS not in page
    assert reverse("applications:list") in page


def test_what_was_decided_is_named_with_its_reason(reviewed, actor, absent, signed_in):
    absent("manager")
    row = acted(reviewed, actor)
    page = signed_in("manager").get(reverse("applications:later")).content.decode()
    for words in (ASKS, "本日中に要る", str(row.service), "石田 直樹"):
        assert words in page, words


def test_the_number_of_queries_does_not_grow(reviewed, actor, absent, signed_in):
    absent("manager")
    client, url, counts = signed_in("manager"), reverse("applications:later"), []
    for _ in range(2):
        acted(reviewed, actor)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
