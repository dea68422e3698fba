#!/bin/sh
# The whole of `make test`: lint and types, rules and house, both databases, journeys, faults. Prints what each part took.
# PostgreSQL parts run when TEST_POSTGRES answers (REQUIRE_POSTGRES=1: it must); journeys when chromium is there.
# A part that fails does not keep the later ones from running: all that is wrong is said in one go.
set -u
cd "$(dirname "$0")/.."
PYTEST=".venv/bin/pytest -q --durations=8"
begin=$(date +%s)
failed=""
name=""
part() { name="$1"; now=$(date +%s); echo "--- $name (after $((now - begin)) s)"; }
must() { "$@" || failed="$failed; $name: $1"; }

part "lint and types"
must .venv/bin/ruff check .
must .venv/bin/ruff format --check .
must .venv/bin/mypy
part "content"
FLASK_APP=app.py INSTANCE="${TMPDIR:-/tmp}/cstrain-check-$$" must .venv/bin/flask content check
part "rules, house and SQLite"
must $PYTEST -n 2 -m "not journey and not chaos" tests
part "PostgreSQL"
url="${TEST_POSTGRES:-postgresql://postgres@127.0.0.1:5432/test}"
if .venv/bin/python -c "import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)" "$url" 2>/dev/null; then
  TEST_DATABASE_URL="$url" must $PYTEST -n 2 -m "data and not chaos and not page" tests
elif [ "${REQUIRE_POSTGRES:-0}" = 1 ]; then
  echo "PostgreSQL should answer at $url and does not"; must false
else
  echo "no PostgreSQL at $url: its part is left out"
fi
part "journeys"
if command -v chromium >/dev/null 2>&1; then
  must $PYTEST -n 2 --dist loadgroup -m journey tests
elif [ "${REQUIRE_CHROMIUM:-0}" = 1 ]; then
  echo "chromium should be installed and is not"; must false
else
  echo "no chromium: journeys are left out"
fi
part "faults"
must $PYTEST -m chaos tests
if [ -n "$failed" ]; then
  part "failed${failed}"
  exit 1
fi
part "all green"
