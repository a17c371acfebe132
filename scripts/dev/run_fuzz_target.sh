#!/usr/bin/env bash
# run_fuzz_target.sh <name> <seconds>: runs one fuzz target of build/fuzz from its seeds and from what earlier runs found.
# Prints one line; where an input breaks something, the end of what the target said, and the input's file.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
name=$1
seconds=$2
folder="$root/build/fuzz"
log="$folder/$name.log"
mkdir -p "$folder/corpus/$name" "$folder/failures"

options=("-max_total_time=$seconds" -max_len=5000 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
  "-artifact_prefix=$folder/failures/$name-")
if [[ -f $root/tests/fuzz/$name.dict ]]; then options+=("-dict=$root/tests/fuzz/$name.dict"); fi

if "$folder/${name}_fuzz" "${options[@]}" "$folder/corpus/$name" "$root/tests/fuzz/seeds/$name" >"$log" 2>&1; then
  printf '%-18s %10d inputs\n' "$name" "$(awk '/stat::number_of_executed_units/ { print $2 }' "$log")"
else
  input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  printf '%s FAILED. What it said:\n' "$name"
  grep -vE 'NEW|REDUCE|pulse|RELOAD' "$log" | tail -n 40
  printf 'The input again: %s %s\n' "$folder/${name}_fuzz" "${input:-(none was kept)}"
  exit 1
fi
