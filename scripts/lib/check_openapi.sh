#!/usr/bin/env bash
# Starts a whole Millrace with a loop, and lets Schemathesis hold what it answers against the OpenAPI document that it
# serves: every operation, method, parameter, header, body and status, from a fixed seed, for a bounded time.
. "$(dirname "${BASH_SOURCE[0]}")/schemathesis.sh"

# Cases for each operation, and the seconds after which no more are begun.
EXAMPLES=${MILLRACE_OPENAPI_EXAMPLES:-40}
SECONDS_AT_MOST=${MILLRACE_OPENAPI_SECONDS:-60}
# With fewer cases the check has not seen the service. On two cores there are over 3,000.
CASES_AT_LEAST=100

check_openapi() {
  local configuration=${MILLRACE_BUILD:-debug} packages work program base='' status=0 up cases
  packages=$(ensure_schemathesis)
  program=$ROOT/.build/$configuration/millrace
  [[ -x $program ]] || die "$program is not there." "Build it: swift build"
  work=$(mktemp -d)
  # The database server runs as somebody else.
  chmod 711 "$work"
  export MILLRACE_DATA=$work/data MILLRACE_LOG=warning
  # A process group of its own, so that what it starts can be ended with it.
  setsid "$program" up --port 0 >"$work/out" 2>"$work/log" &
  up=$!
  trap 'kill -TERM "$up" 2>/dev/null; wait "$up" 2>/dev/null; rm -rf "$work"' RETURN
  for _ in $(seq 300); do
    base=$(sed -n 's/^millrace is up: //p' "$work/out")
    [[ -z $base ]] || break
    kill -0 "$up" 2>/dev/null || break
    sleep 0.2
  done
  [[ $base ]] || { cat "$work/log" >&2 && return 1; }
  # The loop of the document's examples, with its first interaction.
  cat >"$work/loop.yaml" <<'YAML'
name: demo.flights
inputs: {distance: numeric, carrier: category}
label: {name: late, classes: [late, "on time"], positive: late}
join_window: 1h
default_answer: {label: "on time", probabilities: {late: 0.2, "on time": 0.8}}
sealing: {every: 1d, minimum_examples: 1000, validation: 1h, holdout: 1h}
learner: {kind: mlp}
wrong_kind: missing
YAML
  "$program" loop apply "$work/loop.yaml" >/dev/null 2>"$work/apply" || { cat "$work/apply" >&2 && return 1; }
  for _ in $(seq 100); do
    ! python3 -c 'import sys, urllib.request; urllib.request.urlopen(urllib.request.Request(sys.argv[1],
      b"{\"interaction_id\":\"UA-1545-2013-01-01\",\"input\":{\"distance\":1400}}",
      {"Content-Type": "application/json"}))' "$base/v1/loops/demo.flights/decide" 2>/dev/null || break
    sleep 0.2
  done
  (
    # It leaves what failed in the folder where it runs.
    cd "$work"
    PYTHONPATH=$packages PYTHONDONTWRITEBYTECODE=1 python3 -m schemathesis.cli \
      --config-file "$ROOT/scripts/lib/schemathesis.toml" --no-color run "$base/openapi.yaml" --url "$base" --seed 11 \
      --max-examples "$EXAMPLES" --max-time "$SECONDS_AT_MOST" --request-timeout 20 --generation-database none
  ) >"$work/report" 2>&1 || status=$?
  if [[ $status != 0 ]]; then cut -c 1-2000 "$work/report" >&2; else tail -n 6 "$work/report" >&2; fi
  # Who asked next to nothing found nothing either.
  cases=$(sed -nE 's/^ *([0-9]+) generated.*/\1/p' "$work/report" | tail -n 1)
  if ((status == 0 && ${cases:-0} < CASES_AT_LEAST)); then
    say "only ${cases:-0} cases were asked in $SECONDS_AT_MOST s, which shows nothing; $CASES_AT_LEAST are the least"
    status=1
  fi
  return "$status"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  check_openapi
fi
