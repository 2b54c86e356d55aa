#!/usr/bin/env bash
# Builds what the screens need from its sources: compiled messages, the web font subset.
# What is newer than its source is left alone, so this may run before every start.
set -euo pipefail
cd "$(dirname "$0")/.."

for source in src/sekisho/server/locale/*/LC_MESSAGES/django.po; do
  target="${source%.po}.mo"
  if [ ! "$target" -nt "$source" ]; then
    msgfmt --check-format --check-domain --output-file="$target" "$source"
    echo "$target"
  fi
done

.venv/bin/python tools/subset_fonts.py
