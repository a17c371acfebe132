#include "shared/text/markdown.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "tests/support/markdown_invariants.hpp"

namespace dossier::text::markdown {
namespace {

std::string inline_form(const document& read, const std::vector<span>& spans, std::string_view source) {
  std::string out;
  for (const span& s : spans) {
    if (s.kind != span_kind::text) {
      out += s.kind == span_kind::soft_break ? "/" : "//";
      continue;
    }
    std::string text(s.range.of(source));
    if ((s.styles & style_code) != 0) text = "code(" + text + ")";
    if ((s.styles & style_emphasis) != 0) text = "em(" + text + ")";
    if ((s.styles & style_strong) != 0) text = "strong(" + text + ")";
    if (s.link >= 0) {
      text = "link(" + text + " -> " + std::string(read.links[static_cast<std::size_t>(s.link)].of(source)) +
             ")";
    }
    out += text;
  }
  return out;
}

/// The blocks in a short form, one a line, so that a test reads as what a reader sees.
std::string form(std::string_view source) {
  const document read = parse(source);
  const std::string broken = broken_invariant(read, source);
  EXPECT_EQ(broken, "") << source;
  std::string out;
  for (const block& b : read.blocks) {
    if (b.spaced) out += '\n';
    for (const container& c : b.within) {
      if (c.kind == container_kind::quote)
        out += c.begins ? "> " : "| ";
      else if (!c.begins)
        out += "  ";
      else
        out += c.kind == container_kind::bullet ? "- " : std::to_string(c.number) + ". ";
    }
    switch (b.kind) {
      case block_kind::heading:
        out += "h" + std::to_string(b.level) + " ";
        break;
      case block_kind::rule:
        out += "rule";
        break;
      case block_kind::code:
        out += "code " + std::string(b.info.of(source));
        for (const source_range& line : b.lines) out += "[" + std::string(line.of(source)) + "]";
        break;
      case block_kind::table:
        out += "table";
        for (const cell_align a : b.columns) {
          out += a == cell_align::left ? " left" : a == cell_align::right ? " right" : " center";
        }
        for (const auto& row : b.rows) {
          out += "; ";
          for (const table_cell& c : row) out += "(" + inline_form(read, c, source) + ")";
        }
        break;
      case block_kind::paragraph:
        break;
    }
    out += inline_form(read, b.spans, source) + "\n";
  }
  return out;
}

std::string plain(std::string_view source) {
  return plain_text(parse(source), source);
}

TEST(markdown, has_headings_of_three_levels) {
  EXPECT_EQ(form("# Summary\n## Requests ##\n### Third\n##### Deeper"),
            "h1 Summary\nh2 Requests\nh3 Third\nh3 Deeper\n");
  EXPECT_EQ(form("#hash\n\n####### seven"), "#hash\n\n####### seven\n");
  EXPECT_EQ(form("text\n# Heading\nmore"), "text\nh1 Heading\nmore\n");
  EXPECT_EQ(form("#\n## ##\n# C#"), "h1 \nh2 \nh1 C#\n");
}

TEST(markdown, joins_the_lines_of_a_paragraph_and_breaks_where_asked) {
  EXPECT_EQ(form("one\ntwo\r\nthree\rfour"), "one/two/three/four\n");
  EXPECT_EQ(form("one  \ntwo\\\nthree  "), "one//two//three\n");
  EXPECT_EQ(form("one\\\\\ntwo\\"), "one\\/two\\\n");
  EXPECT_EQ(form("one\n\n\n two"), "one\n\ntwo\n");
  EXPECT_EQ(form("      indented is text"), "indented is text\n");
  EXPECT_EQ(form(""), "");
  EXPECT_EQ(form(" \n\t\n"), "");
}

TEST(markdown, marks_words_strong_emphasized_and_as_code) {
  EXPECT_EQ(form("a **b** *c* __d__ _e_ `f`"), "a strong(b) em(c) strong(d) em(e) code(f)\n");
  EXPECT_EQ(form("***both*** **a *b* c**"), "strong(em(both)) strong(a )strong(em(b))strong( c)\n");
  EXPECT_EQ(form("snake_case_name 2 * 3 * 4 ** 5"), "snake_case_name 2 * 3 * 4 ** 5\n");
  EXPECT_EQ(form("**open *and never closed"), "**open *and never closed\n");
  EXPECT_EQ(form("**strong\nover lines**"), "strong(strong)/strong(over lines)\n");
  EXPECT_EQ(form("*a **b*"), "*a *em(b)\n");
  EXPECT_EQ(form("foo***bar***baz"), "foostrong(em(bar))baz\n");
  EXPECT_EQ(form("\\*not\\* \\# and \\a"), "*not* # and \\a\n");
  EXPECT_EQ(form("„**fett**“ «*dit*»"), "„strong(fett)“ «em(dit)»\n");
}

TEST(markdown, keeps_code_as_it_is_written) {
  EXPECT_EQ(form("`*a*` ``b`c`` `` ` ``"), "code(*a*) code(b`c) code(`)\n");
  EXPECT_EQ(form("`open and ``other"), "`open and ``other\n");
  EXPECT_EQ(form("`a\\` \\`b`"), "code(a\\) `b`\n");
  EXPECT_EQ(form("`over\nlines`"), "code(over)/code(lines)\n");
  EXPECT_EQ(form("```cpp\nint x;\n\n  *y*\n```\nafter"), "code cpp[int x;][][  *y*]\nafter\n");
  EXPECT_EQ(form("~~~\n```\n~~~~"), "code [```]\n");
  EXPECT_EQ(form("  ```\n  in\n   deeper\n  ```"), "code [in][ deeper]\n");
  EXPECT_EQ(form("```\nnever closed"), "code [never closed]\n");
}

TEST(markdown, follows_links_only_to_the_web_to_mail_and_into_the_product) {
  EXPECT_EQ(form("[note](/insights/4190), [b](#/brands?open=1) and [w](https://a.example \"title\")"),
            "link(note -> /insights/4190), link(b -> #/brands?open=1) and link(w -> https://a.example)\n");
  EXPECT_EQ(form("[a](<https://a.example/b c>)"),
            "[a](<link(https://a.example/b -> https://a.example/b) c>)\n");
  EXPECT_EQ(form("[m](mailto:a@b.example) <https://c.example> see https://d.example/(x), ok."),
            "link(m -> mailto:a@b.example) link(https://c.example -> https://c.example) see "
            "link(https://d.example/(x) -> https://d.example/(x)), ok.\n");
  for (const std::string bad : {"javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a",
                                "a.html", "", "JavaScript:x", "/a\\b", "vbscript:x", "http://"}) {
    const std::string source = "[x](" + bad + ")";
    EXPECT_TRUE(parse(source).links.empty()) << bad;
    EXPECT_EQ(plain(source), source);
    EXPECT_EQ(parse(source).warnings.size(), 1U) << bad;
  }
  EXPECT_EQ(form("[**a** b](/x)"), "link(strong(a) -> /x)link( b -> /x)\n");
  EXPECT_EQ(form("[a [b](/x) c](/y)"), "[a link(b -> /x) c](/y)\n");
  EXPECT_EQ(form("[a] (b) [c]( d"), "[a] (b) [c]( d\n");
  EXPECT_EQ(form("[*a](/x)*"), "link(*a -> /x)*\n");
  EXPECT_TRUE(allowed_target("HTTPS://A.example"));
  EXPECT_FALSE(allowed_target("https://a b"));
}

TEST(markdown, has_lists_in_lists) {
  EXPECT_EQ(form("- one\n- two\n  - inner\n  - inner 2\n- three"),
            "- one\n- two\n  - inner\n  - inner 2\n- three\n");
  EXPECT_EQ(form("3. a\n1. b\n   1) in\n   more"), "3. a\n4. b\n  1. in/more\n");
  EXPECT_EQ(form("- a\n\n  second\n- b\n\nafter"), "- a\n\n  second\n- b\n\nafter\n");
  EXPECT_EQ(form("- a\n* b\n+ c"), "- a\n- b\n- c\n");
  EXPECT_EQ(form("text\n- item\n2024. Not one\n1. One"), "text\n- item\n2024. Not one\n2025. One\n");
  EXPECT_EQ(form("In\n2024. That was\n1. Item"), "In/2024. That was\n1. Item\n");
  EXPECT_EQ(form("-\n- a\n-"), "- \n- a\n- \n");
  EXPECT_EQ(form("- - a\n-\tb"), "- - a\n- b\n");
  EXPECT_EQ(form("-a\n1.b\n1234567890. c"), "-a/1.b/1234567890. c\n");
  EXPECT_EQ(form("- item\nlazy"), "- item/lazy\n");
  EXPECT_EQ(form("1. a\n\n   ```\n   x\n   ```\n2. b"), "1. a\n\n  code [x]\n2. b\n");
}

TEST(markdown, has_quotes) {
  EXPECT_EQ(form("> a\n> b\nlazy\n\n> c"), "> a/b/lazy\n\n> c\n");
  EXPECT_EQ(form("> - x\n>   y\n> - z\n>\n> end"), "> - x/y\n| - z\n\n| end\n");
  EXPECT_EQ(form("> # h\ntext"), "> h1 h\ntext\n");
  EXPECT_EQ(form(">\n"), "> \n");
}

TEST(markdown, has_rules) {
  EXPECT_EQ(form("a\n\n---\n* * *\n___"), "a\n\nrule\nrule\nrule\n");
  EXPECT_EQ(form("a\n---\nb"), "a\nrule\nb\n");
  EXPECT_EQ(form("--\n\n-- -\n\n*-*"), "--\n\nrule\n\nem(-)\n");
}

TEST(markdown, has_tables) {
  EXPECT_EQ(form("| a | b |\n|---|--:|\n| 1 | *2* |\n| 3 \\| 4 |\n\nafter"),
            "table left right; (a)(b); (1)(em(2)); (3 | 4)\n\nafter\n");
  EXPECT_EQ(form("a | b\n:-: | -\n1 | 2 | 3\n# h"), "table center left; (a)(b); (1)(2)\nh1 h\n");
  EXPECT_EQ(form("a | b\n--- | --- | ---"), "a | b/--- | --- | ---\n");
  EXPECT_EQ(form("> a | b\n> -|-\n> c"), "> table left left; (a)(b); (c)\n");
}

TEST(markdown, holds_its_bounds) {
  std::string deep;
  for (std::size_t i = 0; i < max_depth; ++i) deep += "> ";
  EXPECT_EQ(parse(deep + "> x").blocks.at(0).within.size(), max_depth);
  EXPECT_EQ(plain(deep + "x"), "x");
  EXPECT_EQ(plain(deep + "> x"), "> x");

  const auto table = [](std::size_t columns) {
    std::string row = "|";
    std::string below = "|";
    for (std::size_t i = 0; i < columns; ++i) row += "a|", below += "-|";
    return parse(row + "\n" + below).blocks.at(0).kind;
  };
  EXPECT_EQ(table(max_columns), block_kind::table);
  EXPECT_EQ(table(max_columns + 1), block_kind::paragraph);

  const auto links = [](std::size_t length) {
    return parse("[a](/" + std::string(length - 1, 'x') + ")").links.size();
  };
  EXPECT_EQ(links(max_target - 1), 1U);
  EXPECT_EQ(links(max_target + 1), 0U);
}

TEST(markdown, shows_plain_text_without_a_marker) {
  EXPECT_EQ(
      plain("# A *b*\n\n- c `d`\n- [e](/f)\n\n> g\n> h\n\n| i | j |\n|-|-|\n| k | l |\n\n---\n```x\nm\n```"),
      "A b\nc d\ne\ng h\ni\tj\nk\tl\nm");
  EXPECT_EQ(plain("a  \nb"), "a\nb");
}

TEST(markdown, counts_words_and_minutes) {
  EXPECT_EQ(count_words("Rate caps lift demand — by 61%, they say"), 8U);
  EXPECT_EQ(count_words(" . - "), 0U);
  EXPECT_EQ(count_words("naïve L’Oréal"), 2U);
  EXPECT_EQ(reading_minutes(0), 0U);
  EXPECT_EQ(reading_minutes(1), 1U);
  EXPECT_EQ(reading_minutes(words_per_minute), 1U);
  EXPECT_EQ(reading_minutes(words_per_minute + 1), 2U);
}

TEST(markdown, colors_the_source) {
  const std::string source = "# Sum *x*\n\ntext **b** [l](/t)\n- `c`\n\n> q\n> r";
  std::string colored;
  for (const token& t : parse(source).tokens) {
    constexpr std::string_view names = "hseclqmr";
    colored +=
        std::string(1, names[static_cast<std::size_t>(t.kind)]) + "{" + std::string(t.range.of(source)) + "}";
  }
  EXPECT_EQ(colored, "h{# Sum }e{*x*}s{**b**}l{[l](/t)}m{-}c{`c`}q{>}q{q}q{>}q{r}");
}

TEST(markdown, says_what_will_not_work) {
  const std::string source = "[a](b)\n\n```\nopen";
  const document read = parse(source);
  ASSERT_EQ(read.warnings.size(), 2U);
  EXPECT_EQ(read.warnings[0].kind, warning_kind::refused_target);
  EXPECT_EQ(read.warnings[0].range.of(source), "[a](b)");
  EXPECT_EQ(read.warnings[1].kind, warning_kind::open_code);
}

TEST(markdown, reads_whatever_comes_and_points_into_it) {
  std::mt19937 random(20261128);
  const std::vector<std::string> pieces{
      "*",  "**",  "_",   "`",   "``", "[",           "](",   ")",   "(/a)",  "# ", "> ",
      "- ", "1. ", "|",   "|-|", "\n", "\n\n",        "\r\n", "  ",  "\t",    "\\", "a",
      "é",  "```", "---", "<",   ">",  "https://x.y", "\x80", "~~~", "word ", "\"", "    "};
  for (int round = 0; round < 3000; ++round) {
    std::string source;
    const std::size_t length = random() % 40;
    for (std::size_t i = 0; i < length; ++i) source += pieces[random() % pieces.size()];
    ASSERT_EQ(broken_invariant(parse(source), source), "") << source;
  }
}

TEST(markdown, takes_time_linear_in_the_length_whatever_is_repeated) {
  const std::size_t length = 65536;
  for (const std::string piece :
       {"*",          "_a",      "**a ",      "a**",    "`",     "`a``",  "[",          "[a](",
        "](a",        "[a](/b)", "[](",       "> ",     "- ",    "|",     "<http://",   "\\",
        "https://a(", "(",       "![",        "*a_ ",   "- a\n", "> - ",  "a|b\n-|-\n", "```\n",
        "\n>",        "# ",      "[a](/b \"", "***a* ", "1. \n", "|-|\n", "a `b\n",     "_*"}) {
    std::string source;
    while (source.size() < length) source += piece;
    const auto before = std::chrono::steady_clock::now();
    const document read = parse(source);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
    EXPECT_EQ(broken_invariant(read, source), "") << piece;
    EXPECT_LT(took.count(), 2.0) << piece;  // a quadratic reader takes minutes
  }
}

}  // namespace
}  // namespace dossier::text::markdown
