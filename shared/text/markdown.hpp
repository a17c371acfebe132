#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The Markdown that insights and descriptions are written in: CommonMark 0.31 and GFM tables, of which this
// much, and all else is text:
//
//   document   = { block }                     lines end with LF, CRLF or CR
//   block      = heading | rule | fence | quote | list | table | paragraph
//   heading    = "#" … "######" space inline   levels 4 to 6 read as level 3; closing "#"s are dropped
//   rule       = three or more of "*", "-" or "_", spaces between them allowed (no underlined headings)
//   fence      = ("```" | "~~~") [ info ] lines ("```" | "~~~")    open until the end where not closed
//   quote      = { ">" [ space ] block }       a paragraph's following lines may leave the marker out
//   list       = { ("-" | "*" | "+" | number "." | number ")") space block }
//                nested by indenting up to the item's text, max_depth containers deep
//   table      = row, ("|" | "-" | ":") row, { row }   after a header of one line, with as many cells
//   paragraph  = { inline }                    indented text is a paragraph, too (no indented code)
//   inline     = "**" inline "**" | "__" … | "*" inline "*" | "_" … | "`" code "`" | link | break | text
//   link       = "[" inline "](" target [ title ] ")" | "<" absolute ">" | "http://…" | "https://…"
//   absolute   = ("http://" | "https://" | "mailto:") …
//   target     = absolute | "#/" … | "/" …     anything else leaves the link as text; "//" is none of them
//   break      = two spaces or "\" at the end of a line
//   text       = "\" punctuation stands for the punctuation; HTML and entities stay as they are written
namespace dossier::text::markdown {

inline constexpr std::size_t max_depth = 8;      ///< quotes and lists in one another; deeper markers are text
inline constexpr std::size_t max_columns = 32;   ///< of a table; further cells are left out
inline constexpr std::size_t max_target = 2048;  ///< bytes of a link's target; longer ones stay text
inline constexpr std::size_t words_per_minute = 220;  ///< of a person reading for work

/// Bytes [begin, end) of the source.
struct source_range {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return end == begin; }
  [[nodiscard]] std::string_view of(std::string_view source) const {
    return source.substr(begin, end - begin);
  }
  friend bool operator==(const source_range&, const source_range&) = default;
};

/// Bits of a span's styles.
enum style_bit : std::uint8_t { style_none = 0, style_strong = 1, style_emphasis = 2, style_code = 4 };

enum class span_kind : std::uint8_t {
  text,        ///< shows the bytes of its range, exactly
  soft_break,  ///< a line end of the source; shows as a space
  hard_break,  ///< a new line
};

/// A run of inline text in one style. Markers are in no span.
struct span {
  span_kind kind = span_kind::text;
  std::uint8_t styles = style_none;  ///< bits of style_bit
  std::int32_t link = -1;            ///< index into document::links
  source_range range;
};

enum class container_kind : std::uint8_t { quote, bullet, ordered };

/// A quote or a list item that a block stands in.
struct container {
  container_kind kind{};
  bool begins = false;      ///< the block is its first: draw the marker
  std::uint32_t id = 0;     ///< blocks that name the same id stand in the same quote or item
  std::int32_t number = 0;  ///< of an ordered item
};

enum class block_kind : std::uint8_t { paragraph, heading, code, rule, table };
enum class cell_align : std::uint8_t { left, center, right };

using table_cell = std::vector<span>;

struct block {
  block_kind kind{};
  std::uint8_t level = 0;           ///< 1 to 3, of a heading
  bool spaced = false;              ///< an empty line stands before it
  source_range range;               ///< from its first to its last character, markers of its own included
  std::vector<container> within;    ///< outermost first
  std::vector<span> spans;          ///< of a paragraph or heading
  source_range info;                ///< of code: what was said about its language
  std::vector<source_range> lines;  ///< of code
  std::vector<cell_align> columns;  ///< of a table
  std::vector<std::vector<table_cell>> rows;  ///< of a table, the header first; a row may have fewer cells
};

/// What the source editor colors. Tokens ascend and do not overlap.
enum class token_kind : std::uint8_t {
  heading,
  strong,
  emphasis,
  code,
  link,
  quote,
  list_marker,
  rule,  ///< also the line below a table's header, and the bars between cells
};
struct token {
  token_kind kind{};
  source_range range;
};

enum class warning_kind : std::uint8_t {
  refused_target,  ///< written as a link, but its target is none that may be followed
  open_code,       ///< a fence that is never closed
};
struct warning {
  warning_kind kind{};
  source_range range;
};

struct document {
  std::vector<block> blocks;
  std::vector<source_range> links;  ///< targets
  std::vector<token> tokens;
  std::vector<warning> warnings;  ///< ascending
};

/// Reads any text (UTF-8; other bytes are text like any), in time linear in its length. Never fails.
[[nodiscard]] document parse(std::string_view source);

/// Whether a link may lead to `target`: the web, mail, or a place in this product ("/…", "#/…").
[[nodiscard]] bool allowed_target(std::string_view target);

/// What a reader sees, without any marker: blocks on lines of their own, cells apart by a tab.
[[nodiscard]] std::string plain_text(const document& read, std::string_view source);
/// The text of some spans, breaks as a space.
[[nodiscard]] std::string plain_text(const std::vector<span>& spans, std::string_view source);

/// Words of plain text: runs without spaces that hold a letter or a digit.
[[nodiscard]] std::size_t count_words(std::string_view plain);
/// Whole minutes that reading takes, rounded up; 0 for no words.
[[nodiscard]] std::size_t reading_minutes(std::size_t words);

}  // namespace dossier::text::markdown
