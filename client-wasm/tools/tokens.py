#!/usr/bin/env python3
"""Turns client-wasm/design/tokens.json into the C++ palette header and the CSS variables of the skeleton page.

usage: tokens.py <tokens.json> <out.hpp> <out.css>
"""
import json
import pathlib
import sys


def abgr(hex_color):
    """'#RRGGBB' or '#RRGGBBAA' as the 0xAABBGGRR literal Dear ImGui draws with."""
    digits = hex_color.removeprefix("#")
    if len(digits) not in (6, 8):
        raise SystemExit(f"tokens.json: {hex_color} is not #RRGGBB or #RRGGBBAA")
    red, green, blue = digits[0:2], digits[2:4], digits[4:6]
    alpha = digits[6:8] or "FF"
    return f"0x{alpha}{blue}{green}{red}U".upper().replace("0X", "0x")


def header(tokens):
    names = list(tokens["colors"])
    lines = [
        "#pragma once",
        "",
        "// Generated from client-wasm/design/tokens.json by client-wasm/tools/tokens.py. Do not edit.",
        "#include <array>",
        "#include <cstdint>",
        "",
        "namespace dossier::ui {",
        "",
        "using color = std::uint32_t;  // 0xAABBGGRR",
        "",
        "struct palette {",
    ]
    lines += [f"  color {name};" for name in names]
    lines += [
        "  std::array<color, 6> avatar_fill;",
        "  std::array<color, 6> avatar_ink;",
        "  float flash_alpha;",
        "};",
        "",
    ]
    for mode in ("dark", "light"):
        lines.append(f"inline constexpr palette {mode}_palette{{")
        lines += [f"    {abgr(tokens['colors'][name][mode])},  // {name}" for name in names]
        for part in ("fill", "ink"):
            values = ", ".join(abgr(avatar[part]) for avatar in tokens["avatars"][mode])
            lines.append(f"    {{{{{values}}}}},")
        lines.append(f"    {tokens['flash_alpha'][mode]}F,")
        lines += ["};", ""]
    lines += ["}  // namespace dossier::ui", ""]
    return "\n".join(lines)


def css(tokens):
    def block(selector, mode):
        body = "".join(
            f"  --{name.replace('_', '-')}: {value[mode].lower()};\n" for name, value in tokens["colors"].items()
        )
        return f"{selector} {{\n{body}}}\n"

    dark, light = block(":root", "dark"), block(":root:not([data-theme=dark])", "light")
    return (
        "/* Generated from client-wasm/design/tokens.json. */\n"
        + dark
        + "@media (prefers-color-scheme: light) {\n"
        + light
        + "}\n"
        + block(":root[data-theme=light]", "light")
    )


def write_if_changed(path, text):
    """Keeps the time stamp of an unchanged file, so that nothing that includes it is rebuilt."""
    target = pathlib.Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or target.read_text() != text:
        target.write_text(text)


def main():
    source, header_path, css_path = sys.argv[1:4]
    tokens = json.loads(pathlib.Path(source).read_text())
    write_if_changed(header_path, header(tokens))
    write_if_changed(css_path, css(tokens))


if __name__ == "__main__":
    main()
