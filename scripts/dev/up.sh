# shellcheck shell=bash
# ./dev up: a running Dossier. The server is built and started first; the dashboard is built while the API already answers.

readonly server_log="$root/build/log/server.log"
readonly dashboard_log="$root/build/log/dashboard.log"
readonly progress_every_ms=15000   # how often a line tells how far the dashboard is
readonly patience_ms=60000         # a server that has not stopped by then is killed; it drains for 10 s itself

# Where the data of this checkout lives. PostgreSQL refuses to run as root, so as root the server runs it as the user
# `postgres`, who must be able to reach the folder: a home directory is usually a wall, /var/lib is not. It lies beside the
# folder of an installed server, not in it.
default_data_dir() {
  local hash
  hash=$(printf '%s' "$root" | sha256sum)
  if ((EUID == 0)); then
    echo "/var/lib/dossier-dev/${hash:0:8}"
  else
    echo "${XDG_DATA_HOME:-$HOME/.local/share}/dossier-dev/${hash:0:8}"
  fi
}

# The id of the PostgreSQL that runs on the data folder, if one does. It outlives a server that was killed.
postgres_of() {
  local pid
  pid=$(find "$1" -name postmaster.pid -exec head -n 1 {} \; -quit 2>/dev/null || true)
  if [[ -n $pid && -d /proc/$pid ]]; then echo "$pid"; fi
}

# After a server that could not do it itself: PostgreSQL's fast shutdown.
end_postgres() {
  local pid turns=200
  pid=$(postgres_of "$data_dir")
  [[ -n $pid ]] || return 0
  kill -INT "$pid" 2>/dev/null || true
  while ((turns-- > 0)) && [[ -d /proc/$pid ]]; do sleep 0.05; done
}

# True if something listens on the port.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

since_start() {
  read_clock
  duration $((now_ms - started_ms))
}

start_server() {
  mkdir -p "$root/build/log"
  if ((EUID == 0)); then install -d -m 755 "$(dirname "$data_dir")"; else mkdir -p "$(dirname "$data_dir")"; fi
  [[ -f $server_log ]] && mv "$server_log" "$server_log.1"
  start_group "$server_binary" serve --port "$port" --data-dir "$data_dir" --assets "$dist_dir" \
    "${server_flags[@]}" >"$server_log" 2>&1
  server=$group
}

# The build runs as a ./dev of its own: its progress goes to a log, and it stands back for the server.
start_dashboard_build() {
  start_group nice -n 15 ionice -t -c 3 "$root/dev" build dashboard >"$dashboard_log" 2>&1
  dashboard=$group
}

# After the server has gone by itself: why, and with its exit code.
server_ended() {
  local rc=0
  wait "$server" || rc=$?
  forget_group "$server"
  if [[ -n $dashboard ]]; then
    end_group "$dashboard" TERM
    wait "$dashboard" || true
  fi
  end_postgres
  tail -n 20 "$server_log" >&2
  printf '%s./dev: the server ended by itself (exit code %d). The end of its log stands above; all of it: %s%s\n' \
    "$red" "$rc" "$server_log" "$plain" >&2
  exit $((rc == 0 ? 1 : rc))
}

# Ctrl+C, SIGTERM, SIGHUP: stop everything, wait for it, report success.
stop_up() {
  trap '' INT TERM HUP
  printf '\nStopping\n'
  [[ -n $dashboard ]] && end_group "$dashboard" TERM
  kill -TERM "$server" 2>/dev/null || true
  local told='' began
  read_clock
  began=$now_ms
  while kill -0 "$server" 2>/dev/null; do
    sleep 0.05
    read_clock
    if [[ -z $told ]] && ((now_ms - began > 3000)); then
      say "The server finishes what it has begun"
      told=1
    fi
    if ((now_ms - began > patience_ms)); then
      kill -KILL "$server" 2>/dev/null || true
      say "The server did not stop within $(duration $patience_ms) and was killed; see $server_log"
    fi
  done
  wait 2>/dev/null || true
  end_postgres
  say "Stopped"
  exit 0
}

wait_for_server() {
  local told_ms=$started_ms
  read_clock
  told_ms=$now_ms
  until "$root/scripts/dev/server_ready.sh" "$port"; do
    kill -0 "$server" 2>/dev/null || server_ended
    sleep 0.05
    read_clock
    if ((now_ms - told_ms > 10000)); then
      told_ms=$now_ms
      say "The server is still starting; its log: $server_log"
    fi
  done
}

# How far the dashboard's build is: the last line of its log.
dashboard_progress() { tail -c 400 "$dashboard_log" 2>/dev/null | tr '\r' '\n' | grep -v '^ *$' | tail -n 1; }

# Returns once the dashboard's build has ended, well or badly.
watch_dashboard() {
  local told_ms rc=0
  read_clock
  told_ms=$now_ms
  while kill -0 "$dashboard" 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || server_ended
    sleep 0.2
    read_clock
    if ((now_ms - told_ms > progress_every_ms)); then
      told_ms=$now_ms
      say "Dashboard: $(dashboard_progress)"
    fi
  done
  wait "$dashboard" || rc=$?
  forget_group "$dashboard"
  dashboard=
  if ((rc == 0)); then
    [[ -n $dashboard_announced ]] || say "The dashboard is ready: http://localhost:$port ($(since_start) after the start)"
  else
    tail -n 20 "$dashboard_log" >&2
    say "The dashboard could not be built; the API goes on. The reason stands above; all of it: $dashboard_log"
  fi
}

# Sets port, data_dir and server_flags from the command line.
parse_up_flags() {
  port=8080
  data_dir=$(default_data_dir)
  server_flags=()
  while (($#)); do
    case $1 in
      --port=* | --data-dir=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        continue
        ;;
      --port | --data-dir)
        [[ -n ${2:-} ]] || fail "$1 needs a value"
        if [[ $1 == --port ]]; then port=$2; else data_dir=$(realpath -m -- "$2"); fi
        shift
        ;;
      --no-demo | --live-demo) server_flags+=("$1") ;;
      *) fail "up does not know '$1'; see ./dev help" ;;
    esac
    shift
  done
  if [[ ! $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then
    fail "--port takes a number from 1 to 65535, not '$port'"
  fi
}

command_up() {
  local port data_dir server_flags server='' dashboard='' dashboard_announced=''
  parse_up_flags "$@"
  port_taken "$port" && fail "port $port is taken by another program. Choose another: ./dev up --port $((port + 1))"
  need server dashboard
  timed "Dear ImGui's source" run "$root/scripts/dev/fetch_imgui.sh" || fail "Dear ImGui's source is missing; see above"
  timed "server build" build_targets release dossier

  start_server
  trap stop_up INT TERM HUP
  start_dashboard_build
  timed "server start" wait_for_server

  if [[ ! -f $dist_dir/manifest.json ]]; then
    say "Dossier is up: http://localhost:$port (API, ready in $(since_start); the dashboard is being built)"
  else
    wait_briefly "$dashboard"
    if kill -0 "$dashboard" 2>/dev/null; then
      say "Dossier is up: http://localhost:$port (dashboard and API, ready in $(since_start); a newer dashboard is being built)"
    else
      say "Dossier is up: http://localhost:$port (dashboard and API, ready in $(since_start))"
      dashboard_announced=1
    fi
  fi
  say "Data: $data_dir   Log: $server_log   Stop: Ctrl+C"
  timed "dashboard build" watch_dashboard
  read_clock
  ((now_ms - started_ms < 20000)) || print_times
  wait "$server" || true
  server_ended
}

# Gives a build that has nothing to do the half second it takes to find out.
wait_briefly() {
  local turns=10
  while ((turns-- > 0)) && kill -0 "$1" 2>/dev/null; do sleep 0.05; done
}
