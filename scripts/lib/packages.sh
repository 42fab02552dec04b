#!/usr/bin/env bash
# The Swift packages, at the versions and revisions of packages.txt. SwiftPM is given the list before it resolves, so
# that a release of a package tomorrow changes nothing, and what it resolved is held against the list after it.
#
# Source this file and call `ensure_packages FOLDER`, or run it for the root. A second call takes a fraction of a second.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PACKAGE_LIST=$ROOT/scripts/lib/packages.txt

packages() { python3 "$ROOT/scripts/lib/packages.py" "$@"; }

packages_stamp() { cat "$PACKAGE_LIST" "$1/Package.swift" "$1/Package.resolved" 2>/dev/null | sha256sum; }

# ensure_packages FOLDER: the packages of the manifest there.
ensure_packages() {
  local folder=$1 stamp
  stamp=$DEPS/packages/$(basename "$(cd "$folder" && pwd)").stamp
  [[ -f $folder/Package.swift ]] || return 0
  [[ ! -f $folder/Package.resolved || $(cat "$stamp" 2>/dev/null) != "$(packages_stamp "$folder")" ]] || return 0
  if [[ ! -f $folder/Package.resolved ]] || ! packages compare "$folder" 2>/dev/null; then packages seed "$folder"; fi
  mkdir -p "$DEPS"
  swift package --package-path "$folder" resolve >"$DEPS/packages.log" 2>&1 || {
    tail -n 10 "$DEPS/packages.log" >&2
    die "SwiftPM could not resolve the packages of $folder." \
      "Is there a network, and does git reach github.com? Its last words stand above, all of them in .deps/packages.log."
  }
  packages compare "$folder" || die "what SwiftPM resolved in $folder is not what scripts/lib/packages.txt names (above)." \
    "Either the manifests name other versions, or a release has been changed where it comes from." \
    "To take what resolves now on purpose: scripts/setup --renew-packages, then look at the difference and commit it."
  mkdir -p "$(dirname "$stamp")"
  packages_stamp "$folder" >"$stamp"
}

# The newest versions of what our own packages depend on, at the versions of ours that the manifest names.
renew_packages() {
  swift package --package-path "$ROOT" update >&2
  packages renew
  packages check || die "the manifests and the new list differ (above)."
  say "scripts/lib/packages.txt is renewed; git diff shows what changed"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  ensure_packages "$ROOT"
fi
