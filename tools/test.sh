#!/bin/sh
# The whole of `make test`: lint and types, rules and house, both databases, journeys, faults. Prints what each part took.
# PostgreSQL parts run when TEST_POSTGRES answers (REQUIRE_POSTGRES=1: it must); journeys when chromium is there.
set -eu
cd "$(dirname "$0")/.."
PYTEST=".venv/bin/pytest -q --durations=8"
begin=$(date +%s)
part() { now=$(date +%s); echo "--- $1 (after $((now - begin)) s)"; }

part "lint and types"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
part "content"
FLASK_APP=app.py INSTANCE="${TMPDIR:-/tmp}/cstrain-check-$$" .venv/bin/flask content check
part "rules, house and SQLite"
$PYTEST -n 2 -m "not journey and not chaos" tests
part "PostgreSQL"
url="${TEST_POSTGRES:-postgresql://postgres@127.0.0.1:5432/test}"
if .venv/bin/python -c "import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)" "$url" 2>/dev/null; then
  TEST_DATABASE_URL="$url" $PYTEST -n 2 -m "data and not chaos" tests
elif [ "${REQUIRE_POSTGRES:-0}" = 1 ]; then
  echo "PostgreSQL should answer at $url and does not"; exit 1
else
  echo "no PostgreSQL at $url: its part is left out"
fi
part "journeys"
if command -v chromium >/dev/null 2>&1; then
  $PYTEST -n 2 --dist loadgroup -m journey tests
elif [ "${REQUIRE_CHROMIUM:-0}" = 1 ]; then
  echo "chromium should be installed and is not"; exit 1
else
  echo "no chromium: journeys are left out"
fi
if [ -d tests/chaos ]; then
  part "faults"
  $PYTEST -m chaos tests
fi
part "all green"
