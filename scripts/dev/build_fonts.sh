#!/usr/bin/env bash
# Cuts the dashboard's typefaces down to the characters it draws, into build/deps/fonts (or the folder given).
#
# Sources are Debian's font packages. Outlines stay as they are (OTF/CFF or TrueType; stb_truetype and browsers read both);
# hinting and layout features go, since the atlas builder uses neither. A character that is missing on screen is added to
# the ranges below, an icon to icons.txt.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly target=${1:-"$here/../../build/deps/fonts"}
readonly inter=/usr/share/fonts/opentype/inter
readonly mono=/usr/share/fonts/truetype/jetbrains-mono
readonly icons=/usr/share/fonts-materialdesignicons-webfont/fonts/materialdesignicons-webfont.ttf

# ASCII, Latin-1 and Latin Extended-A, Greek, Cyrillic, then dashes, quotes, bullet, ellipsis, euro, arrows, minus,
# almost-equal, less/greater-or-equal, the narrow space of numbers and the command key's sign.
readonly text_ranges=U+0020-007E,U+00A0-017F,U+0370-03FF,U+0400-045F,U+2013-2014,U+2018-2019,U+201C-201D,U+2022,U+2026,U+202F,U+20AC,U+2190-2193,U+2212,U+2248,U+2264-2265,U+2318,U+2325

fail() {
  echo "build_fonts: $*" >&2
  exit 1
}

# subset <source> <target name> <code points>
subset() {
  [[ -f $1 ]] || fail "$1 is missing; install fonts-inter, fonts-jetbrains-mono and fonts-materialdesignicons-webfont"
  pyftsubset "$1" --unicodes="$3" --output-file="$target/$2.new" --no-hinting --layout-features='' \
    --drop-tables+=GSUB,GPOS,GDEF,DSIG,STAT --no-glyph-names --name-IDs=1,2,13,14 --no-recalc-timestamp --notdef-outline \
    2> >(grep -v 'extra bytes in post' >&2 || true)
  mv "$target/$2.new" "$target/$2"
}

main() {
  command -v pyftsubset >/dev/null || fail "pyftsubset is missing; install the packages fonttools and python3-fonttools"
  mkdir -p "$target"
  subset "$inter/Inter-Regular.otf" inter-regular.otf "$text_ranges"
  subset "$inter/Inter-Medium.otf" inter-medium.otf "$text_ranges"
  subset "$inter/Inter-SemiBold.otf" inter-semibold.otf "$text_ranges"
  subset "$inter/InterDisplay-SemiBold.otf" inter-display-semibold.otf "$text_ranges"
  subset "$mono/JetBrainsMono-Regular.ttf" jetbrains-mono-regular.ttf "$text_ranges"
  subset "$icons" mdi-icons.ttf "$(awk '/ U\+/ { printf "%s%s", sep, $2; sep = "," }' "$here/icons.txt")"
}

main
