"""Take the items of one YAML table apart, refusing wrong ones in plain Japanese with file and line."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar, cast

from sekisho.catalogue.yamltext import Table
from sekisho.errors import BadInput

E = TypeVar("E", bound=Enum)
_LINE = 60


def as_table(value: object, *, what: str, where: str) -> Table:
    """Return ``value`` as a table; BadInput naming ``what`` otherwise."""
    if isinstance(value, Table):
        return value
    raise BadInput(
        f"{what}は「項目: 値」の形で書いてください。", next_step="見本を見て直してください。", where=where
    )


class Fields:
    """The items of one table. Take each with the method of its type, then call :meth:`done`."""

    def __init__(self, table: Table, file: str) -> None:
        self._left: dict[str, object] = dict(table)
        self._file = file
        self.where = f"{file}:{table.line}"

    def refuse(self, name: str, why: str) -> BadInput:
        """Return the error for item ``name``."""
        return BadInput(
            f"項目「{name}」が読めません。",
            why=why,
            next_step="この行からの記載を直してください。",
            where=self.where,
        )

    def has(self, name: str) -> bool:
        """Whether the item is there."""
        return name in self._left

    def names(self) -> tuple[str, ...]:
        """The names of the items not yet taken."""
        return tuple(self._left)

    def take(self, name: str) -> object:
        """Return the raw value, required."""
        if name not in self._left:
            raise self.refuse(name, "必要な項目がありません。")
        return self._left.pop(name)

    def text(self, name: str, default: str | None = None) -> str:
        """Return text, without surrounding white space; empty text is refused unless it is the default."""
        if default is not None and self._left.get(name) is None:
            self._left.pop(name, None)
            return default
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(name, f"文字を書いてください（今の値：{show(value)}）。")
        return value.strip()

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        if default is not None and name not in self._left:
            return default
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.refuse(name, f"true か false を書いてください（今の値：{show(value)}）。")
        return value

    def number(self, name: str, default: int | None = None, *, low: int = 0, high: int = 10_000) -> int:
        """Return an integer between ``low`` and ``high``."""
        if default is not None and name not in self._left:
            return default
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(name, f"{low}から{high}までの整数を書いてください（今の値：{show(value)}）。")
        return value

    def word(self, name: str, words: type[E], default: E | None = None) -> E:
        """Return the member of ``words`` that the value names."""
        if default is not None and name not in self._left:
            return default
        return self.member(name, self.take(name), words)

    def member(self, name: str, value: object, words: type[E]) -> E:
        """Return the member of ``words`` that ``value`` names."""
        known = {member.value: member for member in words}
        if not isinstance(value, str) or value not in known:
            allowed = "、".join(str(word) for word in known)
            raise self.refuse(name, f"{show(value)}は使えません。使える語：{allowed}。")
        return known[value]

    def items(self, name: str, *, required: bool = False) -> list[object]:
        """Return a list, empty when absent."""
        if not required and self._left.get(name) is None:
            self._left.pop(name, None)
            return []
        value = self.take(name)
        if not isinstance(value, list):
            raise self.refuse(name, f"[ ] の一覧で書いてください（今の値：{show(value)}）。")
        return cast("list[object]", value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty when absent."""
        values = self.items(name)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.refuse(name, f"一覧には文字だけを書いてください（今の値：{show(value)}）。")
        return tuple(str(value).strip() for value in values)

    def table(self, name: str) -> Fields:
        """Return the items of a nested table."""
        return self.nested(name, self.take(name))

    def nested(self, name: str, value: object) -> Fields:
        """Return ``value`` as the items of a table that belongs to item ``name``."""
        return Fields(as_table(value, what=f"項目「{name}」", where=self.where), self._file)

    def done(self) -> None:
        """Refuse items that nobody took."""
        if self._left:
            name = next(iter(self._left))
            raise self.refuse(name, "この名前の項目はありません。書き間違いかもしれません。")


def show(value: object) -> str:
    """Quote ``value`` for a message, as the writer wrote it, cut to a readable length."""
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(dict(value)) if isinstance(value, Table) else str(value)
    return f"「{text[:_LINE]}…」" if len(text) > _LINE else f"「{text}」"
