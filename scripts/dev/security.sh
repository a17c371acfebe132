# shellcheck shell=bash
# ./dev security: attackers' tools against a running server. Takes minutes, so it is no part of ./dev test.

command_security() {
  need server node security
  need_node_modules
  timed "build: server" build_targets release dossier
  DOSSIER_BIN=$server_binary run node "$root/tests/security/main.mjs" "$@" ||
    fail "something was found, or could not be tried; it stands above"
}
