"""The throw-away site of ``pages.py``: 50,000 assets, 5,000 services, ten people signed in.

Run by it in a process of its own with ``SEKISHO_DATA`` set; prints what the load needs to know as JSON.
"""

from __future__ import annotations

import datetime as dt
import http
import json
import statistics
import time
from typing import Any

from sekisho.cli.django_setup import start

start()

from django.core.management import call_command  # noqa: E402  the settings come first
from django.db import connection  # noqa: E402  the same
from django.test import Client  # noqa: E402  the same
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402  the same

from sekisho.server.accounts.models import Body, Person, Post, Section  # noqa: E402  the same
from sekisho.server.accounts.permissions import Actor  # noqa: E402, TC001  the same
from sekisho.server.accounts.queries import actor_on  # noqa: E402  the same
from sekisho.server.accounts.tenancy import in_body  # noqa: E402  the same
from sekisho.server.ledgers import actions  # noqa: E402  the same
from sekisho.server.ledgers.models import Contractor, ExternalService, InformationAsset  # noqa: E402  the same
from sekisho.server.lifecycle import duties  # noqa: E402  the same
from sekisho.terms import Role  # noqa: E402  the same

ASSETS, SERVICES, IMPORTED, PEOPLE = 50_000, 5_000, 10_000, 10
SECTIONS = [f"第{number}課" for number in range(1, 16)]
HEAD = (
    "管理番号,情報資産名,所管課,係,管理担当者,機密性,完全性,可用性,取扱制限,"
    "個人情報の有無,特定個人情報,本人の数,媒体,ネットワーク,保存期間,登録年月日"
)
HOST = "127.0.0.1"
READINGS = 8
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def fill() -> None:
    """Make the site in ``SEKISHO_DATA`` and print what the load needs to know, as JSON."""
    call_command("migrate", verbosity=0, interactive=False)

    founded = dt.date(2020, 4, 1)
    body = Body.objects.create(code="999991", name="さくら市")
    with in_body(body.pk):
        sections = [
            Section.make(code=f"{number:03}", name=name, symbol=str(number), starts=founded)
            for number, name in enumerate(SECTIONS)
        ]
        people = []
        for number in range(PEOPLE):
            person = Person(body=body, username=f"reader{number}", name=f"読む人{number}", name_key="")
            person.set_unusable_password()
            person.save()
            role = Role.POLICY_STAFF.value
            Post.make(person=person, section=sections[0], role=role, title="主査", starts=founded)
            people.append(person)
        actor = actor_on(people[0], dt.datetime.now(tz=dt.UTC).date())
        seconds = _import(actor)
        short = _questions(people[0])
        _fill_rows(body.pk, sections)
        facts = seconds | {
            "questions_short": short,
            "questions_long": _questions(people[0]),
            "duties": _duties(people[0]),
            "section": sections[1].pk,
            "service": ExternalService.objects.order_by("pk").values_list("pk", flat=True)[0],
            "sessions": [_session(person) for person in people],
        }
    print(json.dumps(facts))


def _import(actor: Actor) -> dict[str, Any]:
    lines = [
        f"取込-{number:05},台帳{number},{SECTIONS[number % 15]},庶務係,德永 花子,"
        f"機密性{'１２３'[number % 3]},2,1,暗号化必須,有,,{number},電子,LGWAN接続系,5年,"
        f"令和{number % 6 + 2}年4月1日"
        for number in range(IMPORTED)
    ]
    data = "\r\n".join([HEAD, *lines]).encode("utf-8-sig")
    results, taken = [], []
    for _ in range(2):
        began = time.perf_counter()
        parsed = actions.read_ledger("asset-ledger", data, "台帳.csv")
        results.append(actions.import_assets(actor, parsed, accept_doubts=False))
        taken.append(round(time.perf_counter() - began, 2))
    assert results[0]["created"] == IMPORTED
    InformationAsset.objects.filter(number__gt="取込-00199").delete()
    return {
        "import_seconds": taken[0],
        "again_seconds": taken[1],
        "again_unchanged": results[1]["unchanged"] == IMPORTED,
    }


def _questions(person: Person) -> int:
    client = _signed_in(person)
    with override_settings(STORAGES=PLAIN), CaptureQueriesContext(connection) as asked:
        assert client.get("/ledgers/assets/").status_code == http.HTTPStatus.OK
    return len(asked)


def _duties(person: Person) -> dict[str, int]:
    """Return what the first page of 期日のある仕事 takes a reader who is alone, the median of a few."""
    client, walls, cpus = _signed_in(person), [], []
    with override_settings(STORAGES=PLAIN):
        for _ in range(READINGS):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = client.get("/lifecycle/duties/")
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
            assert answer.status_code == http.HTTPStatus.OK
    today = dt.datetime.now(tz=dt.UTC).date()
    return {
        "count": len(duties.glimpses(actor_on(person, today), today)),
        "ms": round(statistics.median(walls[1:]) * 1000),
        "cpu_ms": round(statistics.median(cpus[1:]) * 1000),
    }


def _signed_in(person: Person) -> Client:
    client = Client(SERVER_NAME=HOST)
    client.force_login(person, backend="sekisho.server.accounts.backends.BodyAccountBackend")
    return client


def _session(person: Person) -> str:
    return str(_signed_in(person).cookies["sessionid"].value)


def _fill_rows(body: int, sections: list[Section]) -> None:

    day = dt.date(2024, 4, 1)
    InformationAsset.unscoped.bulk_create(
        (
            InformationAsset(
                body_id=body,
                number=f"資産-{number:05}",
                name=f"業務の台帳{number}",
                section=sections[number % 15],
                search_key=f"資産-{number:05}|業務ノ台帳{number}",
                confidentiality=number % 3 + 1,
                integrity=number % 2 + 1,
                availability=number % 2 + 1,
                personal_data=True,
                person_count=number,
                medium="electronic",
                zone="lgwan",
                registered_on=day,
            )
            for number in range(ASSETS)
        ),
        batch_size=500,
    )
    firms = Contractor.unscoped.bulk_create(
        [Contractor(body_id=body, name=f"株式会社{number}", search_key=str(number)) for number in range(100)]
    )
    ExternalService.unscoped.bulk_create(
        (
            ExternalService(
                body_id=body,
                number=f"外サ-{number:05}",
                name=f"サービス{number}",
                search_key=f"外サ-{number:05}|サービス{number}",
                provider=firms[number % 100],
                section=sections[number % 15],
                kind="cloud",
                terms_kind="individual",
                service_class="external_sensitive",
                purpose="業務",
                confidentiality=2,
                starts=day,
            )
            for number in range(SERVICES)
        ),
        batch_size=500,
    )


if __name__ == "__main__":
    fill()
