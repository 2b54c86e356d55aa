"""Five wrong passwords lock a name, however its letters are cased."""

from http import HTTPStatus

from django.core.cache import cache
from django.db import connection
from django.test import Client


def attempt(name, password):
    cache.clear()  # allauth's own limit of the pace is another matter
    return Client().post("/account/login/", {"login": name, "password": password}).status_code


def test_the_lock_knows_no_case(city):
    for name in ("staff", "Staff", "STAFF", "sTaff", "staff"):
        attempt(name, "wrong")
    assert attempt("staff", "correct horse battery") == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt("StafF", "correct horse battery") == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt("manager", "correct horse battery") == HTTPStatus.FOUND


def test_what_one_process_remembers_all_web_processes_know(db):
    cache.set("totp-used", "123456")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM site_cache")
        assert cursor.fetchone() == (1,)
