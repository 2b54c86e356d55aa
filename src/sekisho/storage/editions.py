"""Editions read from disk: ``catalogue/<edition>/*.yaml`` beside the source, or inside the wheel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sekisho.catalogue import Edition, Rulebook, compile_rulebook, parse_edition
from sekisho.errors import BadInput, NotFound
from sekisho.judgement.facts import FACTS

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
    if not folder.is_dir():
        folder = catalogue_folder() / str(name_or_path)
    if not folder.is_dir() or not (folder / "edition.yaml").is_file():
        raise NotFound(
            f"「{name_or_path}」という版はありません。",
            next_step=f"ある版：{'、'.join(edition_names())}。版のフォルダを指定することもできます。",
        )
    return parse_edition({path.name: read_text(path) for path in sorted(folder.glob("*.yaml"))})


def read_text(path: Path) -> str:
    """Read a UTF-8 text file; BadInput for other encodings, NotFound when it cannot be opened."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "UTF-8の文字として読めません。",
            why=f"{error.start + 1}バイト目が読めません。",
            next_step="UTF-8で保存し直してください。",
            where=str(path),
        ) from error
    except OSError as error:
        raise NotFound(
            "ファイルを開けません。", next_step="場所と権限を確かめてください。", where=str(path)
        ) from error


def load_rulebook(edition: str | Path = DEFAULT_EDITION, local: Edition | None = None) -> Rulebook:
    """Return the rulebook of an edition, with a body's ``local`` clauses if given."""
    if local is None:
        return _compiled(str(edition))
    return compile_rulebook((load_edition(edition), local), FACTS)


@lru_cache(maxsize=8)
def _compiled(edition: str) -> Rulebook:
    return compile_rulebook(load_edition(edition), FACTS)
