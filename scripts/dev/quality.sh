# shellcheck shell=bash
# ./dev fmt and ./dev lint.

readonly longest_file=600   # lines; a file that outgrows it holds two subjects

# The repository may belong to somebody else than who runs this (containers), which git would refuse.
here_git() { git -c "safe.directory=$root" -C "$root" "$@"; }

# Tracked and new source files that match the patterns, not ignored ones.
source_files() { here_git ls-files --cached --others --exclude-standard -- "$@" | (cd "$root" && existing_only); }
existing_only() { while IFS= read -r file; do [[ -f $file ]] && printf '%s\n' "$file"; done; }

command_fmt() {
  need format
  local files
  mapfile -t files < <(source_files '*.cpp' '*.hpp')
  (cd "$root" && run clang-format -i "${files[@]}") || fail "clang-format could not rewrite the files; see above"
  say "Formatted ${#files[@]} files"
}

# Names the files that clang-format would change.
check_format() {
  local files bad
  mapfile -t files < <(source_files '*.cpp' '*.hpp')
  bad=$(cd "$root" && clang-format --dry-run -Werror --ferror-limit=1 "${files[@]}" 2>&1 |
    sed -nE 's/:[0-9]+:[0-9]+: error:.*//p' | sort -u)
  [[ -z $bad ]] && return
  printf '%s\n' "$bad" "Not formatted as .clang-format says. ./dev fmt puts it right"
  return 1
}

# Plain rules that no tool of their own checks. Prints each offence as file:line.
check_text() {
  local bad='' file lines found
  while IFS= read -r file; do
    lines=$(wc -l <"$root/$file")
    if ((lines > longest_file)); then
      say "$file: $lines lines; more than $longest_file is two subjects"
      bad=1
    fi
  done < <(source_files '*.cpp' '*.hpp' '*.mjs' '*.js' '*.sh' '*.py' '*.sql' dev)
  # The words are put together here so that this file does not offend itself.
  found=$(source_files '*.cpp' '*.hpp' '*.mjs' '*.js' '*.sh' '*.py' '*.sql' '*.cmake' '*CMakeLists.txt' dev |
    (cd "$root" && xargs -d '\n' grep -nEI "\b(TO""DO|FIX""ME)\b|"$'\t') || true)
  if [[ -n $found ]]; then
    printf '%s\n' "$found" "A tab, or a note to do something later: finish it, or open an issue"
    bad=1
  fi
  found=$(source_files 'client-wasm/web/*.js' |
    (cd "$root" && xargs -d '\n' grep -lF mergeInto | xargs grep -nE '^[^/]*\b(const|let|var) *\{') || true)
  if [[ -n $found ]]; then
    printf '%s\n' "$found" "Emscripten's optimizer takes this out as unused: write const x = y.x"
    bad=1
  fi
  [[ -z $bad ]]
}

check_shell() {
  # The sourced parts are checked with ./dev, where their variables are known.
  (cd "$root" && run shellcheck -x -a dev .ci/run scripts/dev/fetch_imgui.sh scripts/dev/run_fuzz_target.sh scripts/dev/build_fonts.sh scripts/dev/server_ready.sh)
}

# clang-tidy reads the compiler's own flags, but no precompiled header of another compiler: so a configuration of its own,
# by clang and without them, which is never built.
configure_lint() {
  fetch_imgui   # or the user interface is left out
  [[ -f $root/build/lint/compile_commands.json ]] ||
    (cd "$root" && quietly configure-lint cmake --preset debug -B build/lint -DCMAKE_CXX_COMPILER=clang++-14 \
      -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DCMAKE_CXX_COMPILER_LAUNCHER=) ||
    fail "CMake could not configure build/lint; the reason stands above"
}

# check_tidy [--changed]: our .cpp files that the native build compiles; with --changed those that differ from main
# (the remote's, where there is one).
check_tidy() {
  mkdir -p "$root/build/log"
  configure_lint
  local base files
  mapfile -t files < <(grep -oE '"file": "[^"]+"' "$root/build/lint/compile_commands.json" | cut -d'"' -f4 |
    grep -E "^$root/(shared|server|client-wasm|tests|bench)/" | sort -u)
  if [[ ${1:-} == --changed ]]; then
    base=$(here_git merge-base HEAD origin/main 2>/dev/null || here_git merge-base HEAD main 2>/dev/null || here_git rev-parse HEAD)
    mapfile -t files < <(comm -12 <(printf '%s\n' "${files[@]}") <({ here_git diff --name-only "$base" --
      here_git ls-files --others --exclude-standard; } | sed "s|^|$root/|" | sort -u))
  fi
  ((${#files[@]} > 0)) || { say "No changed C++ source"; return 0; }
  say "clang-tidy over ${#files[@]} files; about 10 s each"
  printf '%s\n' "${files[@]}" >"$root/build/log/tidy-files"
  # shellcheck disable=SC2016  # the inner shell expands it
  run xargs -a "$root/build/log/tidy-files" -d '\n' -n 1 -P "$(job_count)" bash -c 'echo "  ${1#"$0"/}"
    out=$(clang-tidy -p "$0/build/lint" --quiet "$1" 2>/dev/null); rc=$?; printf "%s${out:+\n}" "$out"; exit $rc' "$root"
}

command_lint() {
  local fast='' changed='' rc=0
  while (($#)); do
    case $1 in
      --fast) fast=1 ;;
      --changed) changed=--changed ;;
      *) fail "lint knows --fast (no clang-tidy) and --changed (clang-tidy on changed files), not '$1'" ;;
    esac
    shift
  done
  need format
  step "Format" && { timed "format" check_format || rc=1; }
  step "Text" && { timed "text" check_text || rc=1; }
  if [[ -z $fast ]]; then
    need server drawing lint
    step "Shell" && { timed "shell" check_shell || rc=1; }
    step "clang-tidy" && { timed "clang-tidy" check_tidy $changed || rc=1; }
  fi
  print_times
  ((rc == 0)) || fail "lint found something; it stands above"
}
