"""The firms of the four incidents, as invented firms in three municipalities of the invented prefecture.

Figures follow what was published, spread over the municipalities; names, numbers and data are made up. The
days count from the day given, so that the same day gives the same rows.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
from django.db import transaction

from sekisho.japan.corporate_number import check_digit
from sekisho.server.accounts.models import Body, Person, Section
from sekisho.server.accounts.queries import actor_on
from sekisho.server.accounts.tenancy import in_body
from sekisho.server.ledgers.actions import add_contract, find_or_enter

if TYPE_CHECKING:
    from sekisho.server.accounts.permissions import Actor

MUNICIPALITIES = 3


@attrs.frozen
class Entrusted:
    """One contract: section, what, persons (None: not known), days past the day its data was due back."""

    section: str
    title: str
    data: str
    persons: int | None
    late: int


@attrs.frozen
class Case:
    """A firm of one incident, the exercise it is of, and what each municipality gave it."""

    exercise: str
    firm: str
    base: str
    contracts: tuple[tuple[Entrusted, ...], ...]
    """One entry a municipality, in their order; empty: it does not deal with the firm."""


CASES = (
    Case(
        "consultant-2021",
        "株式会社東方測量設計",
        "991000000011",
        (
            (
                Entrusted("建設課", "道路設計", "用地の権利者一覧", 220, 30),
                Entrusted("都市計画課", "空き家調査", "空き家所有者の調査票", 6_300, -30),
                Entrusted("上下水道課", "管路調査", "使用者一覧", None, 10),
            ),
            (Entrusted("建設課", "橋梁点検", "立会い者名簿", 40, -10),),
            (),
        ),
    ),
    Case(
        "transfer-box-2021",
        "株式会社箱便システム",
        "991000000022",
        (
            (Entrusted("情報政策課", "ファイル受渡し装置の保守", "受渡し中のファイル", 231, -60),),
            (Entrusted("情報政策課", "ファイル受渡し装置の保守", "受渡し中のファイル", None, -60),),
            (Entrusted("総務課", "ファイル受渡し装置の保守", "受渡し中のファイル", 90, -60),),
        ),
    ),
    Case(
        "form-service-2023",
        "申込みネット株式会社",
        "991000000033",
        (
            (Entrusted("こども家庭課", "講座の申込受付", "申込者一覧", 310, -90),),
            (Entrusted("福祉課", "相談の申込受付", "申込者一覧", 120, -90),),
            (),
        ),
    ),
    Case(
        "printer-2024",
        "株式会社もみじ帳票印刷",
        "991000000044",
        (
            (
                Entrusted("税務課", "納税通知書の印刷・封入", "納税通知書の宛名", 151_421, 60),
                Entrusted("保険年金課", "健診案内の印刷", "健診対象者の一覧", 145_000, -20),
            ),
            (Entrusted("税務課", "納税通知書の印刷・封入", "納税通知書の宛名", 419_254, 20),),
            (Entrusted("市民課", "引越し案内の発送", "転入者の一覧", 18, 5),),
        ),
    ),
)


def load_cases(today: dt.date) -> int:
    """Enter the firms and contracts of all four cases in the first municipalities; return how many contracts.

    Raises:
        Conflict: they are there already.
    """
    written, bodies = 0, Body.objects.exclude(parent=None).order_by("code")[:MUNICIPALITIES]
    with transaction.atomic():
        for place, body in enumerate(bodies):
            with in_body(body.pk):
                person = Person.objects.filter(body=body, username__endswith="-joho-joho").get()
                actor = actor_on(person, today)
                for case in CASES:
                    written += _enter(actor, case, case.contracts[place], today)
    return written


def _enter(actor: Actor, case: Case, given: tuple[Entrusted, ...], today: dt.date) -> int:
    if not given:
        return 0
    firm = find_or_enter(actor, name=case.firm, corporate_number=f"{check_digit(case.base)}{case.base}")
    for number, one in enumerate(given, 1):
        due = today - dt.timedelta(days=one.late)
        add_contract(
            actor,
            number=f"{case.base[-2:]}-{number:02}",
            title=one.title,
            section=Section.objects.get(name=one.section),
            contractor=firm,
            starts=today - dt.timedelta(days=300),
            ends=due,
            provided_data=one.data,
            confidentiality=3,
            person_count=one.persons,
            medium="電子",
            provided_on=today - dt.timedelta(days=200),
            return_due=due,
        )
    return len(given)
