#!/usr/bin/env bash
# Installs what docs/examples/python needs below .deps/python-example, unless it is there, and writes that folder's path
# to standard output: it is what PYTHONPATH has to be.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

folder=$DEPS/python-example
requirements=$ROOT/docs/examples/python/requirements.txt
stamp="$(sha256sum <"$requirements" | cut -d' ' -f1) $(python3 -V)"
if [[ $(cat "$folder/made-from" 2>/dev/null) != "$stamp" ]]; then
  python3 -c 'import pip' 2>/dev/null || die "python3 has no pip here." "Install python3-pip."
  rm -rf "$folder"
  python3 -m pip install --quiet --disable-pip-version-check --no-cache-dir --only-binary :all: \
    --target "$folder" --requirement "$requirements" >&2 ||
    die "pip could not install what docs/examples/python needs." "Is there a network, and does pip reach PyPI?"
  echo "$stamp" >"$folder/made-from"
fi
echo "$folder"
