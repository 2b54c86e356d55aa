"""Every route of the site and the API says who may use it, and refuses everybody else."""

import pytest
from django.urls import URLPattern, get_resolver

from sekisho.server.accounts.permissions import Permission
from sekisho.server.site.api import api
from sekisho.server.site.api_access import Holding

REFUSED, NOT_FOUND, NOT_SIGNED_IN = 403, 404, 401
SAMPLE = {"int": "1", "slug": "xlsx", "str": "x", "uuid": "00000000-0000-0000-0000-000000000000"}
PUBLIC_BY_OTHERS = {
    "set_language": "Django's language switch only sets the visitor's own cookie",
    "api-root": "answers 404: the API has no front page",
}


def walk(patterns, above=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield above + str(pattern.pattern), pattern
        else:
            yield from walk(pattern.url_patterns, above + str(pattern.pattern))


def filled(route):
    """Put sample values into ``<int:pk>`` and its like."""
    out = []
    for part in route.split("/"):
        while "<" in part:
            before, _, rest = part.partition("<")
            inside, _, after = rest.partition(">")
            kind = inside.partition(":")[0] if ":" in inside else "int"
            part = before + SAMPLE[kind] + after  # noqa: PLW2901  the part is rewritten until it is plain
        out.append(part)
    return "/" + "/".join(out)


def url_of(path):
    """Put sample values into ``{pk}`` and its like, below the API's root."""
    return "/api/v1" + filled(path.lstrip("/").replace("{", "<").replace("}", ">")).rstrip("/")


ROUTES = list(walk(get_resolver().url_patterns))
PAGES = [(route, p) for route, p in ROUTES if not route.startswith("api/v1/")]
OPERATIONS = [
    (f"{prefix}{path}", method, operation)
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
GUARDED = [
    (route, pattern.callback.permission)
    for route, pattern in PAGES
    if hasattr(pattern.callback, "permission")
]


@pytest.fixture
def lacking(city, actor):
    """Name everybody of the city without a permission: at least the one who holds no post."""
    actors = {key: actor(key) for key in city.people}
    return lambda permission: [key for key, who in actors.items() if not who.may(permission)]


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[route for route, _ in ROUTES])
def test_a_route_says_who_may_use_it(route, pattern):
    view = pattern.callback
    if route.startswith("api/v1/") and pattern.name not in {"openapi-json", "api-root"}:
        return_to_operations = [one for one in OPERATIONS if one[2].view_func.__name__ == pattern.name]
        assert return_to_operations, "an API route that the operations' test does not see"
        return
    assert (
        isinstance(getattr(view, "permission", None), Permission)
        or getattr(view, "public_reason", "")
        or pattern.name in PUBLIC_BY_OTHERS
    )


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[f"{method} {path}" for path, method, _ in OPERATIONS]
)
def test_an_operation_holds_one_permission(path, method, operation):
    assert [type(auth) for auth in operation.auth_callbacks] == [Holding]


def test_every_route_refuses_every_role_without_its_permission(city, signed_in, lacking):
    clients = {key: signed_in(key) for key in city.people}
    let_in = [
        (method, route, key)
        for route, permission in GUARDED
        for key in lacking(permission)
        for method in ("get", "post")
        if getattr(clients[key], method)(filled(route)).status_code != REFUSED
    ]
    assert not let_in


def test_every_page_sends_a_stranger_to_sign_in(db, client):
    for route, _ in GUARDED:
        for method in ("get", "post"):
            answer = getattr(client, method)(filled(route))
            assert answer.status_code == 302, (method, route)
            assert answer["Location"].startswith("/account/login/"), (method, route)


def test_every_operation_refuses_every_role_without_its_permission(city, signed_in, lacking):
    clients = {key: signed_in(key) for key in city.people}
    let_in = []
    for path, method, operation in OPERATIONS:
        url = url_of(path)
        for key in lacking(operation.auth_callbacks[0].permission):
            answer = clients[key].generic(method, url, "{}", content_type="application/json")
            if answer.status_code != REFUSED:
                let_in.append((method, url, key, answer.status_code))
    assert not let_in


def test_every_operation_refuses_a_stranger(db, client):
    for path, method, _ in OPERATIONS:
        url = url_of(path)
        answer = client.generic(method, url, "{}", content_type="application/json")
        assert answer.status_code == NOT_SIGNED_IN, (method, url)
        assert answer["Content-Type"] == "application/problem+json"


def test_the_api_root_tells_nothing(db, client):
    assert client.get("/api/v1/").status_code == NOT_FOUND
