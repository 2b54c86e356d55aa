#!/usr/bin/env bash
# Builds what the screens need from its sources: compiled messages, the web font subset.
set -euo pipefail
cd "$(dirname "$0")/.."
