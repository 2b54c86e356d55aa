"""Do the grades of an information asset fit what it holds?

The examples of grades are those of page 6 of the proposal: 機密性3 for residents' and staff's personal
information, designs of facilities and undisclosed bid prices, 機密性2 for policy studies. Grades are the
owner's judgement, so everything here is a remark for a person, with the clause it rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from attrs import frozen

from sekisho.errors import say
from sekisho.judgement.facts import FACTS, read_facts
from sekisho.terms import Confidentiality, HandlingRestriction, Severity, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sekisho.catalogue.vocabulary import FactValue


@frozen
class Remark:
    """Something about the grades that a person should look at."""

    severity: Severity
    field: str
    message: str

    def as_dict(self) -> dict[str, object]:
        """Return the plain data."""
        return {"severity": self.severity.value, "field": self.field, "message": self.message}


SECRET_WORDS = {
    "入札予定価格": "非公開の入札予定価格",
    "予定価格": "非公開の入札予定価格",
    "設計図": "施設の設計情報",
    "住民基本台帳": "住民の個人情報",
    "住民情報": "住民の個人情報",
    "職員名簿": "職員の個人情報",
    "人事評価": "職員の個人情報",
    "生活保護": "住民の個人情報",
}


def highest(grades: Iterable[int]) -> int | None:
    """Return the grade that a mixture is handled at: the highest in it; None for nothing."""
    return max(grades, default=None)


def check_grades(name: str, facts: Mapping[str, object]) -> tuple[Remark, ...]:
    """Return remarks on one asset's ``name`` and facts (the names of :data:`FACTS`; absent = unknown)."""
    given = read_facts(facts, FACTS)
    return (*_personal(given), *_by_name(name, given), *_place(given), *_handling(given))


def _grade(given: Mapping[str, FactValue]) -> int:
    return cast("int", given.get("confidentiality", 0))


def _personal(given: Mapping[str, FactValue]) -> list[Remark]:
    grade = _grade(given)
    if not grade:
        return []
    if given.get("specific_personal_data") and grade < Confidentiality.THREE:
        return [Remark(Severity.ERROR, "confidentiality", say("特定個人情報を含む情報は機密性3です。"))]
    if given.get("personal_data") and grade == Confidentiality.ONE:
        return [
            Remark(
                Severity.ERROR, "confidentiality", say("個人情報を含む情報を機密性1にすることはできません。")
            )
        ]
    if given.get("personal_data") and grade == Confidentiality.TWO:
        return [
            Remark(
                Severity.DOUBT,
                "confidentiality",
                say("住民や職員の個人情報は機密性3の例です。機密性2とする理由を確かめてください。"),
            )
        ]
    return []


def _by_name(name: str, given: Mapping[str, FactValue]) -> list[Remark]:
    grade = _grade(given)
    for word, what in SECRET_WORDS.items():
        if word in name and 0 < grade < Confidentiality.THREE:
            text = say("名称に「{word}」があります。{what}なら機密性3です。", word=word, what=say(what))
            return [Remark(Severity.DOUBT, "confidentiality", text)]
    return []


def _place(given: Mapping[str, FactValue]) -> list[Remark]:
    zone, remarks = given.get("zone"), []
    if given.get("specific_personal_data") and zone not in {None, Zone.MY_NUMBER.value}:
        text = say("特定個人情報がマイナンバー利用事務系の外にあります。置き場所を確かめてください。")
        remarks.append(Remark(Severity.DOUBT, "zone", text))
    if zone == Zone.OUTSIDE.value and _grade(given) == Confidentiality.THREE:
        text = say("機密性3の情報が庁外にあります。許可と保護の方法を確かめてください。")
        remarks.append(Remark(Severity.DOUBT, "zone", text))
    return remarks


def _handling(given: Mapping[str, FactValue]) -> list[Remark]:
    restrictions = given.get("restrictions")
    if not isinstance(restrictions, tuple):
        return []
    if _grade(given) == Confidentiality.THREE and not restrictions:
        text = say("機密性3の情報に取扱制限がありません。付けなくてよいかを確かめてください。")
        return [Remark(Severity.DOUBT, "restrictions", text)]
    no_take_out = HandlingRestriction.NO_TAKE_OUT.value in restrictions
    if no_take_out and given.get("zone") == Zone.OUTSIDE.value:
        text = say("庁外持出禁止の情報が庁外にあることになっています。")
        return [Remark(Severity.ERROR, "restrictions", text)]
    return []
