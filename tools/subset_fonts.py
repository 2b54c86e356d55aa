"""Cut the web font out of Debian's Noto Sans CJK JP: Latin-1, kana, signs, 第1水準 and the IBM extensions.

The extensions hold 﨑, 髙 and other characters of names. Rarer characters (第2水準) are drawn with the
machine's own Japanese font, so that the files stay small and are cut in seconds.

Written as WOFF2 beside the style sheets, so that no page asks another host for type. The font is under
the SIL Open Font License 1.1, which allows this. A file that is newer than its source is kept.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools import subset

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parent.parent / "src/sekisho/server/ui/static/ui/fonts"
WEIGHTS = {"Regular": "sekisho-sans-400.woff2", "Bold": "sekisho-sans-700.woff2"}
JAPANESE_FACE = 0  # the order of the faces in Debian's collection: JP, KR, SC, TC, HK

LEVEL_ONE_ENDS, IBM_EXTENSIONS_START = 0x9873, 0xFA40  # in CP932
SIGNS = "–—―…‘’“”•′″≠≤≥✓①②③④⑤⑥⑦⑧⑨"


def characters() -> list[int]:
    """Return the code points the web font holds."""
    found = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(map(ord, SIGNS))
    for first in range(0x81, 0xFD):
        for second in range(0x40, 0xFD):
            pair = first << 8 | second
            if pair < LEVEL_ONE_ENDS or pair >= IBM_EXTENSIONS_START:
                found.update(_decoded(bytes([first, second])))
    return sorted(found)


def _decoded(pair: bytes) -> list[int]:
    try:
        return [ord(character) for character in pair.decode("cp932")]
    except UnicodeDecodeError:
        return []


def cut(weight: str) -> str:
    """Write one weight and say what came of it."""
    source, target = SOURCE / f"NotoSansCJK-{weight}.ttc", TARGET / WEIGHTS[weight]
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return f"{target.name} is up to date"
    options = subset.Options(
        flavor="woff2",
        font_number=JAPANESE_FACE,
        hinting=False,
        desubroutinize=False,
        layout_features=["kern", "palt", "vert", "locl", "ccmp"],
        name_IDs=[0, 1, 2, 13, 14],
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    unfinished = target.with_suffix(".part")
    subset.save_font(font, str(unfinished), options)
    unfinished.replace(target)
    return f"{target.name}: {target.stat().st_size // 1024} KiB"


def main() -> int:
    """Cut every weight, each in a process of its own."""
    missing = [weight for weight in WEIGHTS if not (SOURCE / f"NotoSansCJK-{weight}.ttc").exists()]
    if missing:
        print(
            "Debian's fonts-noto-cjk is missing; pages fall back to the fonts of the machine", file=sys.stderr
        )
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        for line in pool.map(cut, WEIGHTS):
            print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
