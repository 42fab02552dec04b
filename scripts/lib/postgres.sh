# shellcheck shell=bash
# Sourced by the scripts: `ensure_postgres` installs the PostgreSQL server's programs, with which Millrace runs a
# private cluster of its own; the distribution's cluster is not used, and not made if it is not there yet.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ensure_postgres() {
  ! postgres_is_there || return 0
  if [[ -z ${MILLRACE_NO_APT:-} ]]; then
    apt_install postgresql-common
    without_main_cluster apt_install postgresql
  fi
  postgres_is_there || die "there is no PostgreSQL server here (initdb is neither in /usr/lib/postgresql/*/bin nor on the PATH)." \
    "Install one: apt-get install postgresql"
}

postgres_is_there() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# without_main_cluster COMMAND…: Debian's package makes a cluster on port 5432 and starts it, unless told not to; told so
# only while the command runs, so that what the administrator installs later is as ever.
without_main_cluster() {
  local folder=/etc/postgresql-common/createcluster.d status=0
  require_root "$@"
  as_root mkdir -p "$folder"
  echo 'create_main_cluster = false' | as_root tee "$folder/millrace.conf" >/dev/null
  # In a subshell, for a failure inside ends the shell it happens in.
  ("$@") || status=$?
  as_root rm -f "$folder/millrace.conf"
  as_root rmdir "$folder" 2>/dev/null || true
  [[ $status -eq 0 ]] || exit "$status"
}
