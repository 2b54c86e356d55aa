"""No page, export, operation or search shows one body anything of another, or lets it change anything.

Both bodies get a row of every kind there is (every model that belongs to a body, found by asking Django,
so that a new one is in the test from its first day), with marked words in every text. Then people of the
one call every route with every id of the other's rows.
"""

import hashlib
import uuid
from importlib.resources import files

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone
from test_routes import OPERATIONS, PAGES

from sekisho.server.accounts.across import Published
from sekisho.server.accounts.models import Body, Person
from sekisho.server.accounts.tenancy import BodyOwned

THEIRS, OURS = "関守甲", "関守乙"
KEYS = {THEIRS: 7_000_001, OURS: 7_000_002}
"""One key for all rows of a body: every place of every route is tried with it, and none in vain."""
ASKED = "関守"
READ_BY_OTHERS = (
    *(("/", ""), ("/", "facts/")),
    *(("/api/v1/", "notices/received"), ("/api/v1/", "facts/received")),
)
"""The only pages, but the home page, where what one body wrote for others is read."""
OFFERED = (
    *("/offers/", f"/offers/{KEYS[THEIRS]}/", f"/offers/{KEYS[THEIRS]}/decline"),
    *("/api/v1/offers/own", "/api/v1/offers/received"),
)
"""The only pages of what a prefecture hands down: to it its own, to its municipalities what came."""
SHOWN = "関守共"
"""Stands in the columns a body wrote for others to read, and in no other."""
WORDS = {"slug": ("xlsx", "csv", "asset-ledger"), "str": ("x",), "uuid": (str(uuid.UUID(int=0)),)}
QUERY = dict.fromkeys(("q", "words", "w", "name", "number", "search"), ASKED)
SERVER_ERROR = 500
WIDEST = ("general", "ciso")
OWNED = [model for model in apps.get_models() if issubclass(model, BodyOwned) and model._meta.managed]


GIVEN = {
    "catalogues.LocalClauses": {"text": ""},
    "applications.StandingAuthority": {
        "text": (files("sekisho.procedures") / "rules" / "standing-authority.yaml").read_text("utf-8")
    },
    "applications.Application": {"state": "withdrawn"},
    "crossings.JournalEntry": {
        "record": '{"v":1,"verb":"asset.added","actor":null,"at":"2026-06-01T00:00:00+00:00",'
        '"subject":{"type":"asset","id":"1"},"data":{"name":"x"}}'
    },
}


class Rows:
    """Makes one row of every kind for a body, whatever rows it hangs on first."""

    def __init__(self, city, mark):
        self.city, self.mark = city, mark
        self.key = KEYS[mark]
        self.made = {}

    def of(self, model):
        if model is Person:
            return self.city.people["staff"]
        if model._meta.label == "accounts.Body":
            return self.city.body
        if model._meta.label == "accounts.Section":
            return self.city.sections["税務課"]
        if model not in self.made:
            values = {
                field.name: self.value(model, field)
                for field in model._meta.concrete_fields
                if not field.primary_key and not self.left_out(model, field)
            }
            self.made[model] = self.created(model, values | GIVEN.get(model._meta.label, {}))
        return self.made[model]

    def created(self, model, values):
        """Make the row; where a constraint wants an optional relation, with the first that serves."""
        optional = [one for one in model._meta.concrete_fields if one.is_relation and one.null]
        for field in (None, *optional):
            more = {field.name: self.of(field.remote_field.model)} if field else {}
            try:
                with transaction.atomic():
                    return model.unscoped.create(pk=self.key, **values, **more)
            except IntegrityError as error:
                refused = error
        raise refused

    @staticmethod
    def left_out(model, field):
        if field.is_relation and (field.remote_field.model is model or field.null):
            return True
        return field.null or (
            field.has_default() and not isinstance(field, models.CharField | models.TextField)
        )

    def value(self, model, field):
        if field.is_relation:
            return self.of(field.remote_field.model)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.CharField | models.TextField):
            if field.unique or field.max_length in {64, 20, 40}:
                text = hashlib.sha256(f"{self.mark}{model._meta.label}{field.name}".encode()).hexdigest()
                return text[: field.max_length or 64]
            shown = issubclass(model, Published) and field.name in model.shown
            return f"{SHOWN if shown else self.mark}の{field.name}"[: field.max_length or 60]
        plain = {
            models.DateTimeField: timezone.now(),
            models.DateField: timezone.localdate(),
            models.BooleanField: False,
            models.JSONField: {},
            models.UUIDField: uuid.uuid4(),
            models.DecimalField: 1,
        }
        return next((value for kind, value in plain.items() if isinstance(field, kind)), 1)


def paths(route, ids):
    """Return the route with every id, and every word, in its places."""
    found = [""]
    rest = route
    while "<" in rest:
        before, _, rest = rest.partition("<")
        inside, _, rest = rest.partition(">")
        kind = inside.partition(":")[0] if ":" in inside else "int"
        fills = ids if kind == "int" else WORDS.get(kind, ("x",))
        found = [f"{path}{before}{fill}" for path in found for fill in fills]
    return ["/" + path + rest for path in found]


def fingerprint(city):
    """Return a digest of every row of a body but its record and sessions."""
    return {
        model._meta.label: list(model.unscoped.filter(body=city.body).order_by("pk").values_list())
        for model in OWNED
    } | {
        "people": list(
            Person.objects.filter(body=city.body).order_by("pk").values_list("pk", "name", "is_active")
        )
    }


def client_of(city, key):
    client = Client(raise_request_exception=False)
    client.force_login(city.people[key], backend="sekisho.server.accounts.backends.BodyAccountBackend")
    return client


def said(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def calls(ids):
    for route, _pattern in PAGES:
        for path in paths(route, ids):
            yield "get", path
            yield "post", path
    for route, method, _operation in OPERATIONS:
        for path in paths("api/v1/" + route.lstrip("/").replace("{", "<int:").replace("}", ">"), ids):
            yield method.lower(), path


@pytest.fixture
def two(city, other_city):
    theirs, ours = Rows(city, THEIRS), Rows(other_city, OURS)
    for model in OWNED:
        theirs.of(model)
        ours.of(model)
    for person in city.people.values():
        Person.objects.filter(pk=person.pk).update(
            name=f"{THEIRS} {person.pk}", name_key=f"{THEIRS}{person.pk}"
        )
    return theirs, ours


def test_every_kind_of_row_is_there_and_its_own_people_see_it(two, city):
    theirs, _ = two
    assert len(theirs.made) == len(OWNED) - 1
    client = client_of(city, "policy")
    seen = [
        path
        for method, path in calls([theirs.key])
        if method == "get" and THEIRS in said(client.get(path, QUERY))
    ]
    assert len(seen) > 10, seen


@pytest.mark.parametrize("key", WIDEST)
def test_nobody_sees_or_changes_anything_of_another_body(two, city, other_city, key):
    theirs, _ = two
    ids = sorted(
        {row.pk for row in theirs.made.values()} | {city.people["staff"].pk, city.sections["税務課"].pk}
    )
    before = fingerprint(city)
    client = client_of(other_city, key)
    leaks, broken = [], []
    for method, path in calls(ids):
        if "logout" in path or "i18n" in path:
            continue
        data = QUERY if method == "get" else {"version": 1, "reason": "x", "note": "x", "agreed": "on"}
        json = method != "get" and path.startswith("/api/")
        answer = getattr(client, method)(path, data, **({"content_type": "application/json"} if json else {}))
        if THEIRS in said(answer):
            leaks.append((method, path))
        if answer.status_code >= SERVER_ERROR and "journal" not in path:  # nothing is sealed in this test
            broken.append((method, path, answer.status_code))
    assert leaks == []
    assert fingerprint(city) == before
    assert broken == []


@pytest.mark.parametrize("kinship", ["neighbour", "prefecture", "member", "guest"])
def test_kin_see_what_was_written_for_them_and_a_guest_sees_nothing(two, city, other_city, kinship):
    theirs, _ = two
    above = Body.objects.create(code="990000", name="県", kind="prefecture")
    if kinship == "prefecture":
        above = other_city.body
        Body.objects.filter(pk=above.pk).update(kind="prefecture")
    else:
        Body.objects.filter(pk=other_city.body.pk).update(parent=above)
    Body.objects.filter(pk=city.body.pk).update(parent=above)
    if kinship == "member":
        Body.objects.filter(pk=city.body.pk).update(kind="prefecture", parent=None)
        Body.objects.filter(pk=other_city.body.pk).update(parent=city.body)
    client = Client(raise_request_exception=False) if kinship == "guest" else client_of(other_city, "general")
    before = fingerprint(city)
    leaks, shown = [], set()
    written = {row.pk for model, row in theirs.made.items() if issubclass(model, Published)}
    for method, path in calls(sorted(written)):
        if method == "get" and "logout" not in path:
            text = said(client.get(path, QUERY))
            if THEIRS in text:
                leaks.append(path)
            if SHOWN in text:
                shown.add(path)
    assert leaks == []
    assert shown <= {"/", *OFFERED, *(f"{at}commons/{what}" for at, what in READ_BY_OTHERS)}
    assert bool(shown) == (kinship != "guest")
    assert fingerprint(city) == before
