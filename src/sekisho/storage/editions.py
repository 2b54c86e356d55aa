"""Editions read from disk: ``catalogue/<edition>/*.yaml`` beside the source, or inside the wheel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.catalogue import Edition, Finding, Rulebook, compile_rulebook, lint, parse_edition
from sekisho.catalogue.english import dictionary
from sekisho.catalogue.glossary import Glossary, parse_glossary
from sekisho.errors import BadInput, InvalidRulebook, NotFound
from sekisho.judgement.facts import FACTS
from sekisho.terms import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_EDITION = "proposal-2021-09"
_PACKAGED = Path(__file__).resolve().parents[1] / "_catalogue"
_REPOSITORY = Path(__file__).resolve().parents[3] / "catalogue"


def catalogue_folder() -> Path:
    """Return the folder of all editions: the wheel's copy if there is one, else the repository's."""
    for folder in (_PACKAGED, _REPOSITORY):
        if folder.is_dir():
            return folder
    raise NotFound(
        "条文の版が見つかりません。",
        why=f"{_PACKAGED} も {_REPOSITORY} もありません。",
        next_step="関所を入れ直してください。",
    )


def edition_names() -> tuple[str, ...]:
    """Return the names of the editions at hand."""
    return tuple(sorted(path.parent.name for path in catalogue_folder().glob("*/edition.yaml")))


def load_edition(name_or_path: str | Path) -> Edition:
    """Read one edition by its name, or by the path of its folder."""
    folder = Path(name_or_path)
    if folder.is_dir():
        return _read(folder)
    return _named(str(name_or_path))


@lru_cache(maxsize=8)
def _named(name: str) -> Edition:
    """Read a delivered edition once: it does not change while the program runs."""
    return _read(catalogue_folder() / name)


def _read(folder: Path) -> Edition:
    if not (folder / "edition.yaml").is_file():
        raise NotFound(
            f"「{folder.name}」という版はありません。",
            next_step=f"ある版：{'、'.join(edition_names())}。版のフォルダを指定することもできます。",
        )
    return parse_edition({path.name: read_text(path) for path in sorted(folder.glob("*.yaml"))})


@lru_cache(maxsize=1)
def english() -> Mapping[str, str]:
    """Return the English of the texts of every delivered edition, by their Japanese."""
    return {text: said for name in edition_names() for text, said in dictionary(_named(name)).items()}


def read_text(path: Path) -> str:
    """Read a UTF-8 text file; BadInput for other encodings, NotFound when it cannot be opened."""
    try:
        return decode(path.read_bytes(), where=str(path))
    except OSError as error:
        raise NotFound(
            "ファイルを開けません。", next_step="場所と権限を確かめてください。", where=str(path)
        ) from error


def decode(data: bytes, *, where: str) -> str:
    """Return ``data`` as UTF-8 text; BadInput says which line cannot be read."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "UTF-8の文字として読めません。",
            why=f"{line}行目に読めないバイトがあります。",
            next_step="UTF-8で保存し直してください。",
            where=f"{where}:{line}",
        ) from error


def load_glossary() -> Glossary:
    """Return the glossary that lies beside the editions."""
    path = catalogue_folder() / "glossary.yaml"
    return parse_glossary(read_text(path), where=path.name) if path.is_file() else Glossary()


def check_local(local: Edition, edition: str | Path = DEFAULT_EDITION) -> tuple[Finding, ...]:
    """Return what lint finds in a body's own clauses beside ``edition``."""
    return lint(local, FACTS, load_glossary(), beside=load_edition(edition))


def load_rulebook(edition: str | Path = DEFAULT_EDITION, local: Edition | None = None) -> Rulebook:
    """Return the rulebook of an edition, with a body's ``local`` clauses if given.

    Local clauses take effect only when lint finds no error in them: InvalidRulebook names each.
    """
    if local is None:
        return _compiled(str(edition))
    faults = [finding for finding in check_local(local, edition) if finding.severity is Severity.ERROR]
    if faults:
        raise InvalidRulebook(
            f"自団体の条文に誤りが{len(faults)}件あり、効力を持たせられません。",
            why=" ".join(f"{fault.clause}（{fault.where}）：{fault.message}" for fault in faults),
            next_step="直してから、もう一度取り込んでください。",
            clauses=tuple(dict.fromkeys(fault.clause for fault in faults)),
        )
    return compile_rulebook((load_edition(edition), local), FACTS)


@lru_cache(maxsize=8)
def _compiled(edition: str) -> Rulebook:
    return compile_rulebook(load_edition(edition), FACTS)
