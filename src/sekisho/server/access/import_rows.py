"""利用者アカウントの一覧: its columns, its typed row, and what a row says of services and people of the body.

A person is named by 利用者ID or, where a list has none, by 氏名 and 所属. A name alone is only ever a doubt:
a person decides whether it means the one found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from django.utils import timezone

from sekisho.errors import BadInput, say
from sekisho.japan.text import search_key
from sekisho.server.access.import_columns import ledger_of
from sekisho.server.access.models import ServiceAccount
from sekisho.server.access.people import People
from sekisho.server.importing.reading import Options, read_ledger
from sekisho.server.ledgers import queries as ledgers
from sekisho.terms import AccountKind, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from sekisho.server.accounts.models import Person
    from sekisho.server.accounts.permissions import Actor
    from sekisho.server.importing.parsed import Parsed
    from sekisho.server.ledgers.models import ExternalService

    Found = tuple[str, Severity, str]


@attrs.frozen
class AccountRow:
    """One line of the list; None where the file does not say."""

    service: str
    login: str
    kind: str
    username: str
    name: str
    office: str
    purpose: str
    privileged: bool | None
    mfa: bool | None
    opened_on: dt.date
    closed_on: dt.date | None


@attrs.frozen
class Known:
    """Services, accounts and people a file is read against (five queries, whatever its length)."""

    services: tuple[ExternalService, ...]
    accounts: Mapping[tuple[int, str], ServiceAccount]
    """The open ones, by service and login name."""
    closed: frozenset[tuple[int, str, dt.date]]
    people: People
    today: dt.date
    service: ExternalService | None = None
    """The one all rows belong to where the file does not say."""

    @classmethod
    def read(cls, actor: Actor | None, *, service: str = "", lock: Collection[int] = ()) -> Known:
        """Read what ``actor`` answers for; None, for a trial run at the machine itself, is the whole body.

        ``lock``: services whose open accounts nobody else changes until the transaction ends.

        Raises:
            BadInput: ``service`` names none, or several.
        """
        services = tuple(ledgers.services_answered(actor))
        mine = ServiceAccount.objects.filter(service__in=[one.pk for one in services])
        rows = mine.select_related("person", "service")
        if lock:
            list(mine.filter(service__in=lock, closed_on=None).select_for_update(of=("self",)))
        today = timezone.localdate()
        known = cls(
            services=services,
            accounts={(one.service_id, one.login): one for one in rows.filter(closed_on=None)},
            closed=frozenset(mine.exclude(closed_on=None).values_list("service_id", "login", "closed_on")),
            people=People.read(today),
            today=today,
        )
        return attrs.evolve(known, service=known._only(service)) if service else known

    def service_of(self, row: Mapping[str, Any]) -> ExternalService | None:
        """Return the service a row names, None when it names none or several."""
        named = self.named(str(row["service"])) if row["service"] else [self.service]
        return named[0] if len(named) == 1 else None

    def named(self, text: str) -> list[ExternalService]:
        """Return the services with this number, or else this name; of one name those in use first."""
        by_number = [one for one in self.services if one.number == text]
        found = by_number or [one for one in self.services if search_key(one.name) == search_key(text)]
        return [one for one in found if one.retired_on is None] or found

    def _only(self, text: str) -> ExternalService:
        found = self.named(text.strip())
        if len(found) != 1:
            raise BadInput(
                say("外部サービス「{name}」が一つに決まりません。", name=text),
                why="台帳にないか、あなたの課のものでないか、同じ名前が二つ以上あります。",
                next_step="サービス番号で指してください。",
                where="外部サービス",
            )
        return found[0]

    def account_of(self, row: Mapping[str, Any]) -> ServiceAccount | None:
        """Return the open account a row is about."""
        service = self.service_of(row)
        return None if service is None else self.accounts.get((service.pk, str(row["login"])))


def read(
    data: bytes, filename: str, known: Known, *, mapping: Mapping[str, str] | None = None, sheet: str = ""
) -> Parsed[AccountRow]:
    """Read a list of accounts from the bytes of an Excel or CSV file and check every row by itself.

    Raises:
        BadInput: the file cannot be read at all.
    """

    def check(row: Mapping[str, Any]) -> Iterator[Found]:
        yield from _of_service(known, row)
        yield from whose(known, row)[2]
        yield from _of_values(known, row)

    ledger = ledger_of(service_named=known.service is not None)
    options = Options(mapping=mapping, sheet=sheet)
    return read_ledger(ledger, data, filename, build=AccountRow, check=check, options=options)


def kind_of(known: Known, row: Mapping[str, Any], person: Person | None) -> str:
    """Return the kind of a row: as written, or as the ledger has it, or as its holder suggests."""
    held = known.account_of(row)
    if row["kind"]:
        return str(row["kind"])
    if held is not None:
        return held.kind
    return (AccountKind.SHARED if person is None else AccountKind.PERSONAL).value


def whose(known: Known, row: Mapping[str, Any]) -> tuple[Person | None, str, list[Found]]:
    """Return the person of a row, or the words for who uses it, and what is wrong or doubtful about that."""
    held = known.account_of(row)
    if not row["username"] and not row["name"]:
        if held is not None:
            return held.person, held.holder, []
        return None, "", [("name", Severity.ERROR, say("だれが使うのかが書かれていません。"))]
    if not row["username"] and held is not None and held.used_by == row["name"] and not row["office"]:
        return held.person, held.holder, []
    person, problems = known.people.meant(row["username"], row["name"], row["office"])
    words = str(row["name"]) if person is None else ""
    if person is None and not row["username"] and row["kind"] not in ("", AccountKind.PERSONAL.value):
        return None, words, []  # a shared account is used by whom the words say
    return person, words, problems


def _of_service(known: Known, row: Mapping[str, Any]) -> Iterator[Found]:
    text, service = str(row["service"]), known.service_of(row)
    if service is None:
        several = [one.number for one in known.named(text)]
        reason = (
            say(
                "「{text}」という外部サービスが二つ以上あります（{several}）。番号で書いてください。",
                text=text,
                several=several,
            )
            if several
            else say("外部サービス「{text}」は台帳にないか、あなたの課のものではありません。", text=text)
        )
        yield "service", Severity.ERROR, reason
    elif service.retired_on is not None and not row["closed_on"]:
        yield "service", Severity.ERROR, say("「{name}」の利用は終わっています。", name=service.name)


def _of_values(known: Known, row: Mapping[str, Any]) -> Iterator[Found]:
    held, person = known.account_of(row), whose(known, row)[0]
    kind = kind_of(known, row, person)
    if row["opened_on"] > known.today:
        yield "opened_on", Severity.ERROR, say("開設日がまだ来ていません。起きた日を書いてください。")
    if held is not None and held.reviewed_on is not None and held.reviewed_on < row["opened_on"]:
        yield "opened_on", Severity.ERROR, say("台帳にある点検日より後です。")
    if held is None and not row["kind"]:
        yield (
            "kind",
            Severity.DOUBT,
            say("種類が書かれていません。{kind}のアカウントとして取り込みます。", kind=AccountKind(kind)),
        )
    if held is None and row["privileged"] is None and not row["closed_on"]:
        yield "privileged", Severity.DOUBT, say("特権の有無が書かれていません。無として取り込みます。")
    if kind == AccountKind.ADMIN.value and row["privileged"] is False:
        yield "privileged", Severity.DOUBT, say("管理者のアカウントですが、特権が「無」です。")
