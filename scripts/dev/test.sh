# shellcheck shell=bash
# ./dev test: builds what is missing and runs everything, or the parts that are named.

readonly results_dir="$root/build/test-results"
readonly ctest_timeout_s=1200
readonly node_timeout=40m
readonly side_by_side=2   # tests that mostly wait, for servers, databases and browsers of their own

passed=0
failed=0

# Adds the outcome of GoogleTest programs: one XML report each in the folder. $2 is the programs' exit status: a program
# that crashed leaves no report, which still counts as a failure.
count_gtest() {
  local folder=$1 status=$2 report tests bad before=$failed
  for report in "$folder"/*.xml; do
    [[ -f $report ]] || continue
    tests=$(grep -m1 -o '<testsuites tests="[0-9]*"' "$report" | tr -dc 0-9)
    bad=$(grep -m1 '<testsuites ' "$report" | grep -oE '(failures|errors)="[0-9]+"' | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }')
    passed=$((passed + ${tests:-0} - bad))
    failed=$((failed + bad))
  done
  if ((status != 0 && failed == before)); then failed=$((failed + 1)); fi
}

# Adds the outcome of a Node test run from its TAP summary.
count_node() {
  local tap=$1 status=$2 good bad before=$failed
  good=$(awk '$1 == "#" && $2 == "pass" { n = $3 } END { print n + 0 }' "$tap" 2>/dev/null)
  bad=$(awk '$1 == "#" && ($2 == "fail" || $2 == "cancelled") { n += $3 } END { print n + 0 }' "$tap" 2>/dev/null)
  passed=$((passed + ${good:-0}))
  failed=$((failed + ${bad:-0}))
  if ((status != 0 && failed == before)); then failed=$((failed + 1)); fi
}

# run_ctest <preset> <pattern of test names>
run_ctest() {
  local preset=$1 pattern=$2 reports rc=0
  reports="$results_dir/$preset-${pattern//[^a-z]/}"
  rm -rf "$reports"
  mkdir -p "$reports"
  run env "GTEST_OUTPUT=xml:$reports/" ctest --test-dir "$root/build/$preset" --tests-regex "$pattern" \
    --no-tests=error --output-on-failure --parallel "$side_by_side" --timeout "$ctest_timeout_s" || rc=$?
  count_gtest "$reports" "$rc"
  return $rc
}

# run_node <folder under tests/> <how many files at a time>
run_node() {
  local name=$1 files tap="$results_dir/$1.tap" rc=0
  mapfile -t files < <(find "$root/tests/$name" -name '*.test.mjs' -not -path '*/node_modules/*' | sort)
  ((${#files[@]} > 0)) || fail "tests/$name holds no *.test.mjs file"
  mkdir -p "$results_dir"
  run env "DOSSIER_BIN=$server_binary" "DOSSIER_ASSETS=$dist_dir" timeout --foreground "$node_timeout" \
    node --test "--test-concurrency=$2" --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap "--test-reporter-destination=$tap" "${files[@]}" || rc=$?
  ((rc != 124)) || say "tests/$name did not end within $node_timeout"
  count_node "$tap" "$rc"
  return $rc
}

build_for() {
  local part
  for part in "$@"; do
    case $part in
      unit) release_targets+=(unit_tests) ;;
      integration) release_targets+=(integration_tests dossier) ;;
      api | chaos) release_targets+=(dossier) ;;
      e2e) release_targets+=(dossier) && with_dashboard=1 ;;
    esac
  done
}

# Each part: what it runs. The sanitizer parts build their own preset.
part_unit() { run_ctest release '^unit_tests'; }
part_client() { run_sanitized '^(client_tests|ui_tests)'; }
part_asan() { run_sanitized '^unit_tests'; }
part_integration() { run_ctest release '^integration_tests'; }
part_api() { run_node api "$side_by_side"; }
part_chaos() { run_node chaos 1; }   # kills at random moments want a machine to themselves
part_e2e() { run_node e2e "$side_by_side"; }
part_fuzz() {
  local names name rc=0
  mapfile -t names < <(fuzz_targets)
  run_fuzz_targets "$fuzz_test_seconds" "${names[@]}" || rc=$?
  for name in "${names[@]}"; do
    if grep -q '^Done ' "$root/build/fuzz/$name.log"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  return $rc
}
run_sanitized() {
  ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1} \
    run_ctest asan "$1"
}
part_tsan() { TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1} run_ctest tsan '^(unit_tests|client_tests|integration_tests)'; }

command_test() {
  local parts=("$@") part release_targets=() with_dashboard=''
  ((${#parts[@]} > 0)) || parts=(unit client fuzz integration api chaos e2e)
  for part in "${parts[@]}"; do
    [[ $part =~ ^(unit|client|integration|api|chaos|e2e|fuzz|asan|tsan)$ ]] ||
      fail "test knows unit, client, integration, api, chaos, e2e, fuzz, asan and tsan, not '$part'"
  done
  build_for "${parts[@]}"

  local purposes=(server)
  [[ " ${parts[*]} " != *' e2e '* ]] || purposes+=(dashboard browser)
  [[ ! " ${parts[*]} " =~ \ (api|chaos|e2e)\  ]] || purposes+=(node)
  [[ " ${parts[*]} " != *' fuzz '* ]] || purposes+=(fuzz)
  [[ ! " ${parts[*]} " =~ \ client\  ]] || purposes+=(drawing)
  [[ ! " ${parts[*]} " =~ \ (integration|tsan)\  ]] || purposes+=(pooler)
  need "${purposes[@]}"
  [[ ! " ${purposes[*]} " =~ \ node\  ]] || need_node_modules
  [[ ! " ${purposes[*]} " =~ \ drawing\  ]] || fetch_imgui   # before CMake looks for it
  if ((${#release_targets[@]} > 0)); then
    step "Building the server and the tests"
    timed "build: server and tests" build_targets release "${release_targets[@]}"
  fi
  [[ -z $with_dashboard ]] || { step "Building the dashboard" && timed "build: dashboard" build_dashboard; }

  for part in "${parts[@]}"; do
    case $part in
      fuzz) timed "build: $part" build_targets fuzz fuzz_targets ;;
      client) timed "build: $part" build_targets asan client_tests ui_tests ;;
      asan) timed "build: $part" build_targets asan unit_tests ;;
      tsan) timed "build: $part" build_targets tsan unit_tests client_tests integration_tests ;;
    esac
    step "Testing: $part"
    timed "tests: $part" "part_$part" || true
  done

  step "Durations"
  print_times
  printf '  %-34s %14s\n' "all" "$(since_start)"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}
