#!/usr/bin/env bash
# The whole test suite: static checks, everything on SQLite, the server once more on PostgreSQL, the browser.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
export PYTHONDONTWRITEBYTECODE=1
bash tools/build-assets.sh
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
$bin/pytest -n 2 -q -m "not browser"
bash tools/postgres.sh $bin/pytest -n 2 -q -m "not browser" tests/server
if [ -d tests/browser ]; then
  $bin/pytest -n 2 --dist loadgroup -q -m browser tests/browser
fi
