"""A night's standing of the clauses: 50 bodies × 2,000 things × 300 clauses, and the cost of one thing.

The product's own run (read, judge, write, count) over a throw-away database (SQLite, or what
``DATABASE_URL`` names, which must be empty) in one process. Facts differ from thing to thing, so that no
result is taken from another thing. 300 clauses apply to services: those of the delivered edition, repeated
with a requirement of their own (``judge.synthetic_rulebook``). All bodies are run, one after another. CPU
seconds stand beside wall seconds, because other work on the machine lengthens the latter.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BODIES, THINGS, CLAUSES = 50, 2000, 300
LIMIT_S = 600


def measure(bodies: int = BODIES) -> dict[str, object]:
    """Return the title and one row per measured figure."""
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        env = os.environ | {"SEKISHO_DATA": folder, "DJANGO_SETTINGS_MODULE": "sekisho.server.site.settings"}
        done = subprocess.run(
            [sys.executable, __file__, str(bodies)], env=env, check=True, stdout=subprocess.PIPE, text=True
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return {
        "title": f"条文ごとの状況（{bodies}団体、各{THINGS:,}件×{CLAUSES}条文）",
        "rows": [
            {"what": f"one thing: read, judge, write, count (load {found['load']})", **found["thing"]},
            {
                "what": "a night, everything judged anew, one process",
                **found["first"],
                "target": f"≤ {LIMIT_S} s",
                "met": found["first"]["wall_s"] <= LIMIT_S,
            },
            {"what": "a night without changes", **found["second"]},
            {"what": "one changed thing judged again, the body's numbers counted anew", **found["change"]},
            {"what": "rows written by the first night, a body", **found["rows"]},
        ],
    }


def main(bodies: int) -> dict[str, Any]:
    """Fill a database, run two nights and one change in it; return the figures."""
    import django  # noqa: PLC0415  only this process needs it

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  Django is set up first
    from judge import random_facts, synthetic_rulebook  # noqa: PLC0415  the same

    from sekisho.server.accounts.tenancy import in_body  # noqa: PLC0415  the same
    from sekisho.server.catalogues import runs  # noqa: PLC0415  the same
    from sekisho.server.catalogues.models import Standing, ThingStanding  # noqa: PLC0415  the same
    from sekisho.server.ledgers.models import ExternalService  # noqa: PLC0415  the same

    call_command("migrate", verbosity=0)
    rulebook = synthetic_rulebook(CLAUSES)
    runs.rulebook_in_force = lambda: rulebook  # the measured rules in place of the delivered ones
    source = random.Random(20210927)  # noqa: S311  test data
    keys = [filled(number, source, random_facts) for number in range(bodies)]

    def night() -> dict[str, float]:
        wall, cpu = time.perf_counter(), time.process_time()
        for key in keys:
            with in_body(key):
                runs.judge_all()
        return {
            "wall_s": round(time.perf_counter() - wall, 1),
            "cpu_s": round(time.process_time() - cpu, 1),
        }

    first, second = night(), night()
    with in_body(keys[0]):
        rows = {
            "things": ThingStanding.objects.count(),
            "counts": Standing.objects.count(),
            "faults": ThingStanding.objects.exclude(fault="").count(),
        }
        one = ExternalService.objects.order_by("pk").first()
        ExternalService.objects.filter(pk=one.pk).update(facts=one.facts | {"person_count": 77_777})
        runs.note_change("service", [one.pk])
        began = time.perf_counter()
        runs.refresh()
        change = {"ms": round((time.perf_counter() - began) * 1000)}
    whole = bodies * THINGS
    thing = {
        "ms": round(first["wall_s"] / whole * 1000, 2),
        "cpu_ms": round(first["cpu_s"] / whole * 1000, 2),
    }
    load = round(os.getloadavg()[0], 1)
    return {"load": load, "thing": thing, "first": first, "second": second, "change": change, "rows": rows}


def filled(number: int, source: random.Random, random_facts: Any) -> int:  # noqa: ANN401  the function of judge.py
    """Found a body with 40 sections and its things; return its key."""
    from sekisho.server.accounts.models import Body, Section  # noqa: PLC0415  Django is set up first
    from sekisho.server.accounts.tenancy import in_body  # noqa: PLC0415  the same
    from sekisho.server.ledgers.models import Contractor, ExternalService  # noqa: PLC0415  the same

    body = Body.objects.create(code=f"{number:06}", name=f"団体{number}")
    with in_body(body.pk):
        sections = [
            Section.make(code=f"{place:03}", name=f"{place}課", symbol="測", starts="2020-04-01")
            for place in range(40)
        ]
        firm = Contractor.make(name="測定の会社")
        ExternalService.unscoped.bulk_create(
            (
                ExternalService(
                    body=body,
                    number=f"外サ-{place:05}",
                    name=f"サービス{place}",
                    provider=firm,
                    section=sections[place % len(sections)],
                    kind="map",
                    terms_kind="individual",
                    service_class="external_sensitive",
                    confidentiality=2,
                    facts=random_facts(source) | {"person_count": place},
                    starts="2026-04-01",
                )
                for place in range(THINGS)
            ),
            batch_size=500,
        )
    return body.pk


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
