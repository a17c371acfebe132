#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What two people made of one text, line by line.
namespace dossier::model {

/// Lines added and removed up to which a difference is looked for; texts further apart count as replaced.
inline constexpr std::size_t max_line_edits = 1000;

/// The lines of a text without their ends; joined by line feeds they are the text again.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

/// A run of lines that two texts have in common.
struct line_match {
  std::size_t first = 0;   ///< line of the one
  std::size_t second = 0;  ///< line of the other
  std::size_t count = 0;
  friend bool operator==(const line_match&, const line_match&) = default;
};
/// The longest common lines of two texts, ascending (Myers' algorithm).
[[nodiscard]] std::vector<line_match> match_lines(const std::vector<std::string_view>& first,
                                                  const std::vector<std::string_view>& second);

struct line_range {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
  friend bool operator==(const line_range&, const line_range&) = default;
};

enum class merge_kind : std::uint8_t {
  same,      ///< nobody changed these lines, or both in the same way
  yours,     ///< changed by you alone
  theirs,    ///< changed by them alone
  conflict,  ///< changed by both, differently
};

/// A stretch of a text and its two descendants.
struct merge_chunk {
  merge_kind kind{};
  line_range base;
  line_range yours;
  line_range theirs;
};

/// Two descendants of a base beside each other; chunks cover all three texts without gaps.
struct text_merge {
  std::vector<std::string_view> base;  ///< views of the texts given to merge_texts
  std::vector<std::string_view> yours;
  std::vector<std::string_view> theirs;
  std::vector<merge_chunk> chunks;

  /// Chunks that both changed differently.
  [[nodiscard]] std::size_t conflicts() const;
  /// One text with the changes of both; where both changed the same lines, theirs stand before yours.
  [[nodiscard]] std::string both() const;
};
[[nodiscard]] text_merge merge_texts(std::string_view base, std::string_view yours, std::string_view theirs);

}  // namespace dossier::model
