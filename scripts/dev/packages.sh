# shellcheck shell=bash
# What the machine must have. Debian packages by purpose; nothing is installed that the command at hand does not need.

readonly server_packages=(
  g++ cmake ninja-build ccache pkg-config python3
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libssl-dev libsodium-dev libpq-dev libpqxx-dev
  libspdlog-dev libfmt-dev libcli11-dev prometheus-cpp-dev libgtest-dev libgmock-dev zlib1g-dev libbrotli-dev postgresql-15)
# What is drawn with: Dear ImGui's source is unpacked, typefaces are cut. Native tests of the user interface need it, too.
readonly drawing_packages=(
  xz-utils fonttools python3-fonttools fonts-inter fonts-jetbrains-mono fonts-materialdesignicons-webfont)
readonly dashboard_packages=(emscripten node-acorn "${drawing_packages[@]}")
readonly node_packages=(curl openssl)   # the README's examples are tested as they stand; tests make certificates
readonly browser_packages=(chromium)
readonly pooler_packages=(pgbouncer)   # the walls are tested behind it, too
readonly fuzz_packages=(clang libclang-rt-14-dev cmake ninja-build ccache libboost1.81-dev libboost-json1.81-dev)
readonly security_packages=(sqlmap slowhttptest testssl.sh openssl)
readonly lint_packages=(clang-format clang-tidy shellcheck git)
# A machine that only runs the program: its shared libraries, and the PostgreSQL that it starts.
readonly runtime_packages=(
  libboost-json1.81.0 libboost-url1.81.0 libssl3 libsodium23 libpq5 libpqxx-6.4 libspdlog1.10 libfmt9
  libprometheus-cpp-core1.0 zlib1g libbrotli1 postgresql-15)
readonly format_packages=(clang-format git)

# Prints those of the named packages that are not installed, one a line.
missing_packages() {
  local have
  # dpkg-query fails if it does not know one of them: exactly what is looked for here.
  have=$({ dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } |
    awk '$2 == "installed" { print $1 }')
  comm -23 <(printf '%s\n' "$@" | sort -u) <(sort -u <<<"$have")
}

# need <purpose…>: makes sure of the packages for the purposes below. Costs 30 ms when all are there.
need() {
  command -v dpkg-query >/dev/null ||
    fail "this is not a Debian system. ./dev needs Debian 12; docker/Dockerfile runs the same steps in a container of it"
  local purpose names=()
  for purpose in "$@"; do
    case $purpose in
      server) names+=("${server_packages[@]}") ;;
      dashboard) names+=("${dashboard_packages[@]}") ;;
      drawing) names+=("${drawing_packages[@]}") ;;
      node) names+=("${node_packages[@]}") && need_node names ;;
      browser) names+=("${browser_packages[@]}") ;;
      pooler) names+=("${pooler_packages[@]}") ;;
      fuzz) names+=("${fuzz_packages[@]}") ;;
      security) names+=("${security_packages[@]}") ;;
      lint) names+=("${lint_packages[@]}") ;;
      runtime) names+=("${runtime_packages[@]}") ;;
      format) names+=("${format_packages[@]}") ;;
      *) fail "there are no packages for '$purpose'" ;;
    esac
  done
  local missing
  mapfile -t missing < <(missing_packages "${names[@]}")
  ((${#missing[@]} == 0)) || timed "install packages" install_packages "${missing[@]}"
}

# Node.js may come from elsewhere than Debian; npm then comes with it.
need_node() {
  local -n into=$1
  command -v node >/dev/null || into+=(nodejs)
  command -v npm >/dev/null || into+=(npm)
}

install_packages() {
  local release
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
  if [[ $release != bookworm ]]; then
    fail "these packages are missing, and this is not Debian 12 (bookworm) but $release, so they are not installed for you: $*"
  fi
  local as_root=() line="apt-get update && apt-get install -y --no-install-recommends $*"
  if ((EUID != 0)); then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      fail "packages are missing. As root, run this line, then ./dev again:"$'\n'"  $line"
    fi
  fi
  step "Installing $# Debian packages: $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3
    -o Dpkg::Use-Pty=0)
  run "${apt[@]}" update || say "./dev: apt-get update reported errors; trying with the lists there are"
  run "${apt[@]}" install -y --no-install-recommends "$@" ||
    fail "apt-get could not install the packages; what it said stands above. By hand, as root: $line"
}

# The npm packages of the tests from outside, pinned by tests/package-lock.json.
need_node_modules() {
  local stamp="$root/tests/node_modules/.package-lock.json"
  [[ -f $stamp && ! $root/tests/package-lock.json -nt $stamp ]] && return
  step "Installing the npm packages of the tests"
  run npm --prefix "$root/tests" ci --no-audit --no-fund --loglevel=error ||
    fail "npm could not install the packages of tests/package-lock.json; is its registry reachable? (npm config get registry)"
  touch "$stamp"
}
