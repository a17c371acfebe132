#!/usr/bin/env bash
# server_ready.sh <port>: success if a Dossier on this machine says that it can serve (GET /readyz answers 200).
# Plain bash, so that it works where no HTTP client is installed.
set -euo pipefail
port=${1:?usage: server_ready.sh <port>}
readonly answer_within_s=2

exec 2>/dev/null
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost:%s\r\nConnection: close\r\n\r\n' "$port" >&3
read -r -t "$answer_within_s" answer <&3
[[ $answer == *' 200 '* ]]
