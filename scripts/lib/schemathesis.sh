#!/usr/bin/env bash
# Schemathesis: asks a running service all that its own OpenAPI document lets one ask, and much that it does not.
#
# Source this file and call `ensure_schemathesis`, which writes the folder that PYTHONPATH has to be, or run it.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ensure_schemathesis() {
  local folder=$DEPS/schemathesis requirements=$ROOT/scripts/lib/schemathesis.txt stamp
  stamp="$(sha256sum <"$requirements" | cut -d' ' -f1) $(python3 -V)"
  if [[ $(cat "$folder/made-from" 2>/dev/null) != "$stamp" ]]; then
    ensure_pip
    rm -rf "$folder"
    say "installing schemathesis from PyPI"
    python3 -m pip install --quiet --disable-pip-version-check --no-cache-dir --only-binary :all: --no-deps \
      --require-hashes --target "$folder" --requirement "$requirements" >&2 ||
      die "pip could not install schemathesis." "Is there a network, and does pip reach PyPI (PIP_INDEX_URL)?" \
        "The pinned versions and digests stand in scripts/lib/schemathesis.txt."
    echo "$stamp" >"$folder/made-from"
  fi
  echo "$folder"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  ensure_schemathesis
fi
