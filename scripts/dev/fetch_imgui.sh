#!/usr/bin/env bash
# Fetches the source of Dear ImGui 1.90.1 into build/deps/imgui, once.
#
# Debian 12 packages ImGui 1.86 without the sources that WebAssembly needs; the next Debian release carries 1.90.1 as a
# source package. It is taken from the machine's own Debian mirror with an apt configuration of its own (lists and cache
# under build/deps), so that the machine's package sources stay as they are. No root is needed.
# IMGUI_DIR=/path/to/imgui skips all this and uses that source instead.
set -euo pipefail

readonly version=1.90.1
readonly package="imgui=${version}+ds-1"
readonly suite=trixie
readonly tarball="imgui_${version}+ds.orig.tar.xz"
readonly sha256=ecce377df0f90b292f15dcbd83d438bddc162b2388c881132bde18c787572a1c

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root
readonly deps="$root/build/deps"
readonly target="$deps/imgui"

fail() {
  echo "fetch_imgui: $*" >&2
  echo "fetch_imgui: to use ImGui $version from elsewhere, unpack it and set IMGUI_DIR to its folder" >&2
  exit 1
}

# Prints the first mirror that serves the Debian release itself (security and third-party archives carry other packages).
debian_mirror() {
  # shellcheck disable=SC2016  # apt expands these, not the shell
  apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
    awk '$1 !~ /security/ && ($2 ~ /^(bookworm|stable)$/ || $1 ~ /\/debian\/?$/) { print $1; exit }'
}

# Downloads the source package into the current folder.
download() {
  local work=$1 mirror options
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || fail "no Debian 12 (bookworm) mirror is configured for apt on this machine"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
    "$mirror" "$suite" >"$work/sources.list"
  options=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3 -qq)
  apt-get "${options[@]}" update || fail "the mirror's list of $suite sources could not be read (is the network up?)"
  apt-get "${options[@]}" source --download-only "$package" || fail "$package could not be downloaded"
}

main() {
  if [[ -n ${IMGUI_DIR:-} ]]; then
    [[ -f $IMGUI_DIR/imgui.h ]] || fail "IMGUI_DIR is set to $IMGUI_DIR, which holds no imgui.h"
    return
  fi
  [[ -f $target/imgui.h && -f $target/.sha256 && $(<"$target/.sha256") == "$sha256" ]] && return

  echo "Fetching Dear ImGui $version (source, about 1.5 MB)"
  mkdir -p "$deps"
  local work
  work=$(mktemp -d "$deps/imgui-fetch.XXXXXX")
  # shellcheck disable=SC2064  # the folder's name is meant as it is now
  trap "rm -rf '$work'" EXIT
  (cd "$work" && download "$work")

  local found
  found=$(sha256sum "$work/$tarball" | cut -d' ' -f1)
  [[ $found == "$sha256" ]] || fail "$tarball has SHA-256 $found, expected $sha256: not using it"
  mkdir "$work/imgui"
  tar -xJf "$work/$tarball" -C "$work/imgui" --strip-components=1
  echo "$sha256" >"$work/imgui/.sha256"
  rm -rf "$target"
  mv "$work/imgui" "$target"
}

main
