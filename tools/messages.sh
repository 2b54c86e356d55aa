#!/usr/bin/env bash
# Collects the strings of the screens into the English catalogue; then says what is still without English.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
labels=src/sekisho/server/labels_of_tables.py
scratch=$(mktemp -d)
trap 'rm -rf "$root/$labels" "$scratch"' EXIT
export SEKISHO_DATA=$scratch
export DJANGO_SETTINGS_MODULE=sekisho.server.site.settings
.venv/bin/python tools/label_messages.py > "$labels"
(cd src/sekisho/server && "$root/.venv/bin/python" -m django makemessages --locale en --no-location --no-wrap --no-obsolete)
msgattrib --untranslated --no-wrap src/sekisho/server/locale/en/LC_MESSAGES/django.po
