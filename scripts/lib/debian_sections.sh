# shellcheck shell=bash
# Sourced by the scripts: `ensure_debian_sections` makes .deps/debian/sections.jsonl, the second example's data, from
# apt's package lists, unless it is there. Remove the file to make it anew from newer lists.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ensure_debian_sections() {
  local target=$DEPS/debian/sections.jsonl maker=$ROOT/scripts/lib/debian_sections.py stamp
  stamp=$(sha256sum <"$maker" | cut -d' ' -f1)
  [[ ! -s $target || $(cat "$DEPS/debian/made-by" 2>/dev/null) != "$stamp" ]] || return 0
  command -v apt-cache >/dev/null || die "the Debian example's data is made from apt's package lists, and there is no apt." \
    "Go without it: scripts/setup --data flights"
  mkdir -p "$DEPS/debian"
  [[ $(apt-cache dumpavail | head -c 1 | wc -c) == 1 ]] || apt_update_once
  apt-cache dumpavail | python3 "$maker" "$target" || die "could not make ${target#"$ROOT"/}." "The reason stands above."
  echo "$stamp" >"$DEPS/debian/made-by"
}
