# shellcheck shell=bash
# ./dev install and ./dev packages: what docker/Dockerfile is made of.

# Copies what a machine needs to serve: the stripped program, the dashboard's files and the readiness check.
command_install() {
  local target=${1:-}
  [[ -n $target ]] || fail "install needs a folder: ./dev install DIR puts DIR/bin/dossier and DIR/share/dossier there"
  [[ -x $server_binary && -f $dist_dir/manifest.json ]] || command_build all
  mkdir -p "$target/bin" "$target/share/dossier/dashboard"
  install -m 755 "$root/scripts/dev/server_ready.sh" "$target/bin/dossier-ready"
  strip -o "$target/bin/dossier.new" "$server_binary"
  chmod 755 "$target/bin/dossier.new"
  mv "$target/bin/dossier.new" "$target/bin/dossier"
  cp -R "$dist_dir/." "$target/share/dossier/dashboard/"
  "$target/bin/dossier" --help >/dev/null || fail "the installed $target/bin/dossier does not run; see above"
  say "Installed $target/bin/dossier and $target/share/dossier/dashboard"
}

# packages <purpose…>: installs what is missing for server, dashboard, node, browser, pooler, lint, format or runtime.
command_packages() {
  (($# > 0)) || fail "packages needs a purpose: server, dashboard, node, browser, pooler, lint, format or runtime"
  need "$@"
  say "All packages for $* are installed"
}
