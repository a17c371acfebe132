# shellcheck shell=bash
# What every ./dev command uses: messages, durations, and child processes that end when ./dev ends.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  readonly bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
else
  readonly bold='' red='' plain=''
fi

# say <text…>: one line of progress. step <text…>: a heading. fail <text…>: an error that ends ./dev; it says what to do.
say() { printf '%s\n' "$*"; }
step() { printf '%s==> %s%s\n' "$bold" "$*" "$plain"; }
fail() {
  printf '%s./dev: %s%s\n' "$red" "$*" "$plain" >&2
  exit 1
}

# Milliseconds since the epoch, in $now_ms (a variable, since a subshell costs more than the call).
read_clock() { now_ms=$((${EPOCHREALTIME//[.,]/} / 1000)); }

# duration <milliseconds>: "0.4 s", "42 s" or "3 min 05 s".
duration() {
  local ms=$1
  if ((ms < 10000)); then
    printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
  elif ((ms < 60000)); then
    printf '%d s' $((ms / 1000))
  else
    printf '%d min %02d s' $((ms / 60000)) $((ms / 1000 % 60))
  fi
}

# timed <label> <command…>: runs it and appends "label <tab> ms <tab> result" to the list that print_times shows.
times=()
timed() {
  local label=$1 began rc=0 result=ok
  shift
  read_clock
  began=$now_ms
  "$@" || rc=$?
  read_clock
  ((rc == 0)) || result=FAILED
  times+=("$label"$'\t'"$((now_ms - began))"$'\t'"$result")
  return $rc
}

print_times() {
  local line label ms result
  for line in "${times[@]}"; do
    IFS=$'\t' read -r label ms result <<<"$line"
    printf '  %-34s %14s  %s\n' "$label" "$(duration "$ms")" "$result"
  done
}

# Process groups started by start_group and not yet ended.
groups=()

# start_group <command…>: starts it in the background in a process group of its own, its id in $group. It gets SIGTERM
# should ./dev itself be killed, and does not see the terminal's Ctrl+C: ./dev hands that on.
start_group() {
  setsid setpriv --pdeathsig TERM -- "$@" &
  group=$!
  groups+=("$group")
}

# end_group <id> <signal>: signals the whole group.
end_group() { kill "-$2" -- "-$1" 2>/dev/null || true; }

forget_group() {
  local id kept=()
  for id in "${groups[@]}"; do
    [[ $id == "$1" ]] || kept+=("$id")
  done
  groups=("${kept[@]}")
}

# run <command…>: like calling it, but a signal to ./dev stops it at once.
run() {
  local rc=0 mine
  start_group "$@"
  mine=$group
  wait "$mine" || rc=$?
  forget_group "$mine"
  return $rc
}

# On a signal: pass it on to everything that runs, wait, and leave with the customary code.
interrupted() {
  trap '' INT TERM HUP
  local id
  for id in "${groups[@]}"; do end_group "$id" TERM; done
  for id in "${groups[@]}"; do wait "$id" 2>/dev/null || true; done
  printf '\n./dev: stopped\n' >&2
  exit "$1"
}
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# quietly <log name> <command…>: output goes to build/log/<name>.log; its end is shown only if the command fails.
quietly() {
  local log="$root/build/log/$1.log" rc=0
  shift
  mkdir -p "$root/build/log"
  run "$@" >"$log" 2>&1 || rc=$?
  if ((rc != 0)); then
    tail -n 30 "$log" >&2
    printf '(the whole output: %s)\n' "$log" >&2
  fi
  return $rc
}
