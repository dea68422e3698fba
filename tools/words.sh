#!/bin/sh
# Collects the words of the screens and brings the English catalogue up to date.
set -eu
cd "$(dirname "$0")/.."
BABEL=.venv/bin/pybabel
catalogue=cstrain/translations
$BABEL -q extract -F babel.cfg -k _l -k _lp:1c,2 -k _p:1c,2 -k lazy_gettext -k lazy_pgettext:1c,2 --no-location --sort-output -o "$catalogue/messages.pot" .
$BABEL -q update -i "$catalogue/messages.pot" -d "$catalogue" -l en --no-fuzzy-matching --ignore-obsolete
$BABEL -q compile -d "$catalogue"
