# shellcheck shell=bash
# ./dev fuzz: feeds made-up inputs to everything that reads what strangers write (tests/fuzz).

readonly fuzz_seconds=60        # for each target
readonly fuzz_test_seconds=5    # the same in ./dev test

# The targets' names, one a line.
fuzz_targets() { (cd "$root/tests/fuzz" && printf '%s\n' *_fuzz.cpp) | sed 's/_fuzz\.cpp$//'; }

# run_fuzz_targets <seconds> <name…>: as many at a time as there are cores. 123 when one failed.
run_fuzz_targets() {
  local seconds=$1
  shift
  printf '%s\n' "$@" >"$root/build/fuzz/chosen"
  run xargs --arg-file="$root/build/fuzz/chosen" --max-procs="$(job_count)" -I{} "$root/scripts/dev/run_fuzz_target.sh" {} "$seconds"
}

command_fuzz() {
  local seconds=$fuzz_seconds names=()
  while (($# > 0)); do
    case $1 in
      --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--seconds takes a whole number above 0"
        seconds=$2
        shift
        ;;
      *)
        fuzz_targets | grep -qx -- "$1" || fail "there is no fuzz target '$1'; there are: $(fuzz_targets | tr '\n' ' ')"
        names+=("$1")
        ;;
    esac
    shift
  done
  if ((${#names[@]} == 0)); then mapfile -t names < <(fuzz_targets); fi
  need fuzz
  timed "build: fuzz targets" build_targets fuzz fuzz_targets
  step "Fuzzing ${#names[@]} targets for $seconds s each"
  run_fuzz_targets "$seconds" "${names[@]}" || fail "an input broke something; which one stands above"
}
