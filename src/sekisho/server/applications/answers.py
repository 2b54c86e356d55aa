"""Reading what people wrote into a form or an Excel sheet, field by field, as it is stored.

Stored values are plain JSON: text, ISO dates, true or false, numbers, lists. An empty answer is not stored:
absent means unknown. Every refusal names the field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sekisho.errors import BadInput, say
from sekisho.japan import corporate_number
from sekisho.japan.dates import format_wareki, parse_date
from sekisho.japan.text import normal_width, parse_int_ja, search_key
from sekisho.judgement.facts import FACTS
from sekisho.server.applications.fields import FIELDS, STEP_OF, Field, Shape
from sekisho.server.ui.templatetags.sekisho import wareki

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NONE_OF_THEM = "none"
_LONGEST = {Shape.TEXT: 200, Shape.LONG: 4000, Shape.URL: 200}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_KEY = re.compile(r"[0-9]{1,15}")
_YES = {"yes", "true", "1", "はい", "○", "〇", "有", "あり", "レ", "✓"}
_NO = {"no", "false", "0", "いいえ", "×", "無", "なし", "ない"}
_MOST_PEOPLE = 2_000_000_000

Answers = dict[str, Any]


def read(field: Field, values: Sequence[str]) -> Any:  # noqa: ANN401  plain JSON of the field's shape
    """Return what ``values`` (as a form sends them) say for ``field``; None for no answer.

    Raises:
        BadInput: they do not say what the field wants.
    """
    given = [value.strip() for value in values if value.strip()]
    if any(_CONTROL.search(value) for value in given):
        raise _fault(field, "使えない制御文字が入っています。", "文字を入れ直してください。")
    if not given:
        return None
    return _READERS[field.shape](field, given)


def legible(text: str, where: str) -> str:
    """Return ``text`` without the spaces around it; refuse what no record can hold.

    Raises:
        BadInput: it has control characters or halves of characters.
    """
    if _CONTROL.search(text):
        raise BadInput(
            "使えない制御文字が入っています。", where=where, next_step="文字を入れ直してください。"
        )
    return text.strip()


def read_all(values: Mapping[str, Sequence[str]]) -> tuple[Answers, list[BadInput]]:
    """Return the answers that can be read, and the refusals of the rest. Unknown names are refused."""
    answers: Answers = {}
    problems: list[BadInput] = []
    for name, given in values.items():
        field = FIELDS.get(name)
        if field is None:
            problems.append(BadInput(say("「{name}」という項目はありません。", name=name), where=name))
            continue
        try:
            answers[name] = read(field, given)
        except BadInput as problem:
            problems.append(problem)
    return answers, problems


def merged(stored: Mapping[str, Any], changes: Mapping[str, Any]) -> Answers:
    """Return ``stored`` with ``changes``; None takes an answer away."""
    both = {**stored, **changes}
    return {name: both[name] for name in FIELDS if both.get(name) is not None}


def missing(answers: Mapping[str, Any]) -> list[Field]:
    """Return the required fields without an answer."""
    return [field for field in FIELDS.values() if field.required and answers.get(field.name) is None]


def lacks(answers: Mapping[str, Any]) -> list[Field]:
    """Return every field without which nothing is filed: those missing, and the assets if none is named."""
    named = answers.get("asset_ids") or answers.get("no_assets")
    return [*missing(answers), *([] if named else [FIELDS["asset_ids"]])]


def check_complete(answers: Mapping[str, Any]) -> None:
    """Refuse an application that lacks what no application can lack.

    Raises:
        BadInput: naming every field and its step.
    """
    lacking = [say("{field}（{step}）", field=field, step=STEP_OF[field.name]) for field in lacks(answers)]
    if lacking:
        raise BadInput(
            say("書かれていない項目があります：{fields}", fields=lacking),
            why="括弧の中は、書くところの段の番号です。",
            next_step="その段に戻って書いてください。",
            where="申請の中身",
        )
    starts, ends = answers.get("starts"), answers.get("ends")
    if starts and ends and ends < starts:
        raise BadInput(
            "利用期限が利用開始の予定日より前です。", where="利用期限", next_step="日付を確かめてください。"
        )
    review = answers.get("review_on")
    if starts and review and review < starts:
        raise BadInput(
            "見直す日が利用開始の予定日より前です。", where="見直す日", next_step="日付を確かめてください。"
        )


def shown(field: Field, value: Any, say: Callable[[str], str] = str) -> str:  # noqa: ANN401  plain JSON of the field's shape
    """Return an answer in words, for screens, paper and lists of changes.

    ``say`` puts a label into the language of the screen; a form that is read back stays Japanese.
    """
    if value is None:
        return ""
    if field.shape is Shape.FLAG:
        return say("はい" if value else "いいえ")
    if field.shape is Shape.DATE:
        day = parse_date(str(value))
        return format_wareki(day) if say is str else wareki(day)
    labels = dict(field.choices)
    if isinstance(value, list):
        return "、".join(say(labels[one]) if one in labels else str(one) for one in value) or say("なし")
    return say(labels[str(value)]) if str(value) in labels else str(value)


def _text(field: Field, given: Sequence[str]) -> str:
    text = "\n".join(given)
    longest = _LONGEST[field.shape]
    if len(text) > longest:
        raise _fault(
            field,
            say("{count}文字あります。{longest}文字までです。", count=len(text), longest=longest),
            "短くしてください。",
        )
    return text


def _url(field: Field, given: Sequence[str]) -> str:
    text = _text(field, given)
    if not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise _fault(
            field, say("「{text}」はURLではありません。", text=text), "https:// から書いてください。"
        )
    return text


def _date(field: Field, given: Sequence[str]) -> str:
    return parse_date(given[0], where=field.label).isoformat()


def _flag(field: Field, given: Sequence[str]) -> bool:
    word = normal_width(given[0]).casefold()
    if word in _YES or given[0] in _YES:
        return True
    if word in _NO or given[0] in _NO:
        return False
    raise _fault(
        field,
        say("「{text}」は「はい」でも「いいえ」でもありません。", text=given[0]),
        "はい か いいえ を選んでください。",
    )


def _choice(field: Field, given: Sequence[str]) -> str:
    return _word(field, given[0])


def _words(field: Field, given: Sequence[str]) -> list[str]:
    parts = [part for value in given for part in re.split(r"[、,，;；\n]", value) if part.strip()]
    if any(part.strip() in {NONE_OF_THEM, "なし", "無し"} for part in parts):
        if len(parts) > 1:
            raise _fault(field, "「なし」とほかの答えが両方選ばれています。", "どちらかにしてください。")
        return []
    return sorted({_word(field, part) for part in parts})


def _word(field: Field, text: str) -> str:
    key = search_key(text)
    for value, label in field.choices:
        if text == value or key == search_key(label):
            return value
    raise _fault(
        field,
        say("「{text}」は選べません。", text=text.strip()),
        say("選べるもの：{choices}", choices=[say(label) for _, label in field.choices]),
    )


def _codes(field: Field, given: Sequence[str]) -> list[str]:
    pattern = FACTS[field.name].pattern
    text = normal_width(" ".join(given)).upper()
    codes = [code for code in re.split(r"[、,;\s]+", text) if code]
    known = {"日本": "JP", "国内": "JP", "米国": "US", "アメリカ": "US"}
    codes = [known.get(code, code) for code in codes]
    for code in codes:
        if not re.fullmatch(pattern, code):
            raise _fault(
                field,
                say("「{code}」は2文字の国の符号ではありません。", code=code),
                "JP、US のように書いてください。",
            )
    return sorted(set(codes))


def _number(field: Field, given: Sequence[str]) -> int:
    value = parse_int_ja(given[0], where=field.label)
    fact = FACTS[field.name]
    if not fact.low <= value <= min(fact.high, _MOST_PEOPLE):
        raise _fault(
            field,
            say("「{text}」は使えません。", text=given[0]),
            say("{low}以上の数を書いてください。", low=fact.low),
        )
    return value


def _corporate(field: Field, given: Sequence[str]) -> str:
    return corporate_number.normalise(given[0], where=field.label)


def _keys(field: Field, given: Sequence[str]) -> list[int]:
    if not all(_KEY.fullmatch(value) for value in given):
        raise _fault(field, "選んだものが読めません。", "一覧から選び直してください。")
    return sorted({int(value) for value in given})


def _key(field: Field, given: Sequence[str]) -> int:
    return _keys(field, given[:1])[0]


def _fault(field: Field, what: str, next_step: str) -> BadInput:
    return BadInput(what, where=field.label, next_step=next_step)


_READERS: dict[Shape, Callable[[Field, Sequence[str]], Any]] = {
    Shape.TEXT: _text,
    Shape.LONG: _text,
    Shape.URL: _url,
    Shape.DATE: _date,
    Shape.FLAG: _flag,
    Shape.CHOICE: _choice,
    Shape.WORDS: _words,
    Shape.CODES: _codes,
    Shape.NUMBER: _number,
    Shape.CORPORATE: _corporate,
    Shape.ASSETS: _keys,
    Shape.PERSON: _key,
}


def in_words(answers: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, answer in words) of the named fields that have an answer."""
    return [
        (FIELDS[name].label, shown(FIELDS[name], answers[name]))
        for name in names
        if answers.get(name) is not None
    ]
