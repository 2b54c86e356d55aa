#!/usr/bin/env bash
# The whole test suite: static checks, core, server on SQLite, server on PostgreSQL, browser.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
$bin/pytest -n 2
