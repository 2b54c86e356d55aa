"""Measure everything, print the table, and write ``docs/benchmarks.md`` and ``build/bench.json``.

Peers are measured in the same run on the same machine: ratios hold elsewhere, absolute figures do not.
Exit code 1 when a figure misses its target.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = ("judge", "journal", "importing", "pages", "standing", "breach")
HEAD = """# 速さと記憶の測定

`make bench` が、このページと `build/bench.json` を書きます。比べる相手は、同じ機械で同じときに測ります。
「目標」のある行は、達していれば ✓ です。

"""


def machine() -> dict[str, Any]:
    """Describe the machine the figures are from."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = next(
        int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line
    )
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1024**2),
        "python": platform.python_version(),
        "system": platform.release(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def cells(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return what was measured, the figures, and the target with its mark."""
    figures = "、".join(
        f"{name} {value:,}" if isinstance(value, int | float) else f"{name} {value}"
        for name, value in row.items()
        if name not in {"what", "target", "met"}
    )
    mark = {True: "✓ ", False: "✗ "}.get(row.get("met"), "")
    return str(row["what"]), figures, f"{mark}{row.get('target', '')}"


def page(results: list[dict[str, Any]], where: dict[str, Any]) -> str:
    """Return the Markdown of all tables."""
    text = HEAD + (
        f"機械：{where['cpu']}、{where['cores']}コア、{where['memory_gb']} GB、"
        f"Python {where['python']}、{where['date']}\n"
    )
    for result in results:
        text += f"\n## {result['title']}\n\n| 測ったもの | 値 | 目標 |\n| --- | --- | --- |\n"
        text += "".join(f"| {' | '.join(cells(row))} |\n" for row in result["rows"])
    return text


def main() -> int:
    """Measure the subjects named on the command line, or all."""
    sys.path.insert(0, str(Path(__file__).parent))
    chosen = tuple(sys.argv[1:]) or SUBJECTS
    console, results = Console(), []
    for subject in chosen:
        console.print(f"[bold]{subject}[/bold] …")
        result = importlib.import_module(subject).measure()
        table = Table("what", "figures", "target", title=str(result["title"]), title_justify="left")
        for row in result["rows"]:
            table.add_row(*cells(row))
        console.print(table)
        results.append(result)
    where = machine()
    (ROOT / "build").mkdir(exist_ok=True)
    report = json.dumps({"machine": where, "results": results}, ensure_ascii=False, indent=2)
    (ROOT / "build" / "bench.json").write_text(report, encoding="utf-8")
    if chosen == SUBJECTS:
        (ROOT / "docs" / "benchmarks.md").write_text(page(results, where), encoding="utf-8")
    return 0 if all(row.get("met", True) for result in results for row in result["rows"]) else 1


if __name__ == "__main__":
    sys.exit(main())
