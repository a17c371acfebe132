# shellcheck shell=bash
# Configuring and building. Each CMake preset has its folder build/<preset>; one build at a time in each.

readonly dist_dir="$root/build/wasm/dist"
readonly server_binary="$root/build/release/dossier"

# As many compiler runs as there are cores, but no more than memory allows: a unit with Asio, Beast and pqxx takes 1 GiB.
job_count() {
  local cores memory_kib
  cores=$(nproc)
  memory_kib=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
  local by_memory=$((memory_kib / 1048576))
  ((by_memory < 1)) && by_memory=1
  echo $((cores < by_memory ? cores : by_memory))
}

# configure <preset>: once; afterwards ninja itself notices changed CMake files.
configure() {
  [[ -f $root/build/$1/build.ninja ]] && return
  say "Configuring $1"
  (cd "$root" && quietly "configure-$1" cmake --preset "$1") ||
    fail "CMake could not configure the preset '$1'; the reason stands above"
}

# build_targets <preset> <target…>, with ninja's progress line.
build_targets() {
  local preset=$1
  shift
  configure "$preset"
  local folder="$root/build/$preset" lock
  exec {lock}>"$folder/.dev-lock"
  flock --nonblock "$lock" || { say "Another ./dev builds in build/$preset; waiting for it" && flock "$lock"; }
  NINJA_STATUS="[%f/%t, %e s] " run env -C "$folder" ninja -j "$(job_count)" "$@" ||
    fail "the build failed; the first error stands above. Again with all commands shown: ninja -C build/$preset -v $*"
  exec {lock}>&-
}

build_server() {
  need server
  build_targets release dossier
}

fetch_imgui() {
  run "$root/scripts/dev/fetch_imgui.sh" || fail "Dear ImGui's source is missing; the reason stands above"
}

# The dashboard: Dear ImGui's source first, then the WebAssembly build and its packaging into build/wasm/dist.
build_dashboard() {
  need server dashboard
  fetch_imgui
  build_targets wasm dashboard
}

command_build() {
  local what=${1:-all}
  case $what in
    server) timed "server" build_server ;;
    dashboard) timed "dashboard" build_dashboard ;;
    all)
      need server dashboard
      timed "server" build_server
      timed "dashboard" build_dashboard
      ;;
    *) fail "build knows server, dashboard and all, not '$what'" ;;
  esac
  print_times
}
