#!/usr/bin/env bash
# Installs the Debian packages the product and its tests stand on, where they are missing.
set -euo pipefail

wanted=(
  python3-venv             # the virtual environment, where Debian's own python3.11 is used
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  # PDF (weasyprint)
  fonts-noto-cjk           # Japanese type for PDF and for the web font subset
  gettext                  # message catalogues
  chromium                 # browser tests and screenshots
  postgresql               # the second database of the test suite
  libreoffice-writer libreoffice-calc poppler-utils  # the tests open annexes as an office does
  golang-go golang-golang-x-mod-dev  # a third party's verifier of the journal, in the tests
)

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "Installing Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
