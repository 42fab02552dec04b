#!/usr/bin/env bash
# librdkafka of at least 2.10: the distribution's package where it is new enough, else built from the
# Debian 13 source into .deps/librdkafka as a static library, so that nothing is needed at run time.
#
# Source this file and call `ensure_librdkafka` (it exports PKG_CONFIG_PATH when the library was built),
# or run it. A second call takes a fraction of a second.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

RDKAFKA_MINIMUM=2.10.0 # 2.4 to 2.8 end the process when a topic is recreated; ours is patched
RDKAFKA_VERSION=2.8.0
RDKAFKA_SHA256=5bd1c46f63265f31c6bfcedcde78703f77d28238eadf23821c2b43fc30be3e25
RDKAFKA_RECIPE=3 # raise it when the way it is built changes
RDKAFKA_PACKAGES=(build-essential pkg-config python3
  libssl-dev zlib1g-dev libzstd-dev liblz4-dev libsasl2-dev libcurl4-openssl-dev)

# The mirror that this machine's apt uses for Debian itself.
rdkafka_mirror() {
  local mirror
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $3; exit }') || true
  mirror=${MILLRACE_DEBIAN_MIRROR:-${mirror:-http://deb.debian.org/debian}}
  printf '%s' "${mirror%/}"
}

# Leaves the verified source at the path given.
rdkafka_download() {
  local target=$1 url
  ! sha256_is "$target" "$RDKAFKA_SHA256" || return 0
  url=$(rdkafka_mirror)/pool/main/libr/librdkafka/librdkafka_${RDKAFKA_VERSION}.orig.tar.gz
  say "downloading $url"
  mkdir -p "$(dirname "$target")"
  rm -f "$target.part"
  /usr/lib/apt/apt-helper -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 \
    download-file "$url" "$target.part" "SHA256:$RDKAFKA_SHA256" >&2 ||
    die "could not download $url." "Is there a network? Another mirror: set MILLRACE_DEBIAN_MIRROR."
  sha256_is "$target.part" "$RDKAFKA_SHA256" ||
    die "$url has not the pinned SHA-256 $RDKAFKA_SHA256; it was not used."
  mv "$target.part" "$target"
}

# The library has a name of its own, so that an older one of the system is never linked in its place.
# Everything that the static library needs stands in Libs, and only as -L and -l: SwiftPM ignores
# Libs.private and refuses most other flags.
rdkafka_write_pc() {
  local libraries=$1
  cat <<PC
prefix=\${pcfiledir}/../..
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: librdkafka
Description: The Apache Kafka C client library (static)
Version: $RDKAFKA_VERSION
Cflags: -I\${includedir}
Libs: -L\${libdir} -lrdkafka_millrace $libraries
PC
}

# Builds from the tarball $1 into the folder $2, by way of a scratch folder beside it, so that a
# build that was interrupted leaves nothing that looks finished.
rdkafka_build() {
  local tarball=$1 prefix=$2 scratch=$2.build log=$2.log libraries
  rm -rf "$scratch"
  mkdir -p "$scratch/out/lib/pkgconfig" "$scratch/out/include/librdkafka"
  tar -xzf "$tarball" -C "$scratch" --strip-components=1
  patch -s -p1 -d "$scratch" <"$ROOT/scripts/lib/librdkafka.patch"
  say "building librdkafka $RDKAFKA_VERSION (about 40 s on two cores; log in ${log#"$ROOT"/})"
  (
    cd "$scratch" && env -u LDFLAGS -u LIBS CC=gcc CXX=g++ ./configure --no-download --disable-debug-symbols --CFLAGS=-fPIC \
      --enable-ssl --enable-zlib --enable-zstd --enable-gssapi --enable-curl --enable-lz4-ext &&
      make -j "$(nproc)" -C src librdkafka.a
  ) >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    die "the build of librdkafka failed; its whole output is in $log"
  }
  for feature in WITH_SSL WITH_ZLIB WITH_ZSTD WITH_SASL_CYRUS WITH_CURL; do
    grep -q "#define $feature 1" "$scratch/config.h" ||
      die "librdkafka was built without $feature although its library is installed; see $log"
  done
  libraries=$(sed -n 's/^LIBS+=[[:space:]]*//p' "$scratch/Makefile.config" | tr ' ' '\n' |
    grep -E '^-l' | awk '!seen[$0]++' | tr '\n' ' ')
  cp "$scratch"/src/{rdkafka,rdkafka_mock}.h "$scratch/out/include/librdkafka/"
  cp "$scratch/src/librdkafka.a" "$scratch/out/lib/librdkafka_millrace.a"
  cp "$scratch"/LICENSE* "$scratch/out/"
  rdkafka_write_pc "${libraries% }" >"$scratch/out/lib/pkgconfig/rdkafka.pc"
  rm -rf "$prefix"
  mv "$scratch/out" "$prefix"
  rm -rf "$scratch"
}

ensure_librdkafka() {
  local prefix=$DEPS/librdkafka source=$CACHE/librdkafka_$RDKAFKA_VERSION.orig.tar.gz candidate
  local stamp="$RDKAFKA_VERSION $RDKAFKA_SHA256 $RDKAFKA_RECIPE"
  # A package of the distribution counts only without our own build in the search path.
  ! PKG_CONFIG_PATH='' pkg-config --atleast-version="$RDKAFKA_MINIMUM" rdkafka 2>/dev/null || return 0
  export PKG_CONFIG_PATH="$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
  if [[ $(cat "$prefix/stamp" 2>/dev/null) == "$stamp" ]]; then
    apt_install "${RDKAFKA_PACKAGES[@]}" # what the static library is linked with
    return
  fi
  [[ -z ${MILLRACE_NO_APT:-} ]] || die "pkg-config finds no librdkafka of at least $RDKAFKA_MINIMUM."
  apt_update_once
  candidate=$(apt-cache policy librdkafka-dev | sed -n 's/^ *Candidate: //p')
  if [[ $candidate =~ ^[0-9] ]] && dpkg --compare-versions "$candidate" ge "$RDKAFKA_MINIMUM"; then
    apt_install pkg-config librdkafka-dev
    return
  fi
  apt_install "${RDKAFKA_PACKAGES[@]}"
  rdkafka_download "$source"
  rdkafka_build "$source" "$prefix"
  echo "$stamp" >"$prefix/stamp"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  ensure_librdkafka
fi
