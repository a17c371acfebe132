#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/describe/record_type.hpp"

/// What full-text search knows of a record, as a literal of PostgreSQL's type tsvector. Words are
/// those of shared/text/words.hpp and nobody else's: PostgreSQL only compares them.
namespace dossier::records {

/// Bytes of a word that a document keeps: PostgreSQL's most. A search is shorter, so what is cut off
/// can make no difference.
inline constexpr std::size_t document_word_max = 2046;
/// The last position that a tsvector knows, and how often it keeps one word's positions. A word beyond is
/// found all the same, but no phrase with it.
inline constexpr std::size_t document_positions_max = 16'383;
inline constexpr std::size_t document_word_positions_max = 255;
/// Bytes of words and positions in a document, below PostgreSQL's limit of 1 MiB; further words are left out.
/// The longest record that may be described today takes half of it.
inline constexpr std::size_t document_bytes_max = 1'000'000;
/// Characters of the words that are remembered for what is misspelt.
inline constexpr std::size_t remembered_word_min = 3;
inline constexpr std::size_t remembered_word_max = 40;

/// Whether the record has a field that search looks at.
[[nodiscard]] bool is_searchable(const describe::record_type& type);

/// Whether a search could tell the two records, both of one type, apart.
[[nodiscard]] bool searchable_text_differs(const describe::record_type& type, const void* before,
                                           const void* after);

/// A record as search knows it.
struct search_text {
  /// The tsvector literal. Weights: A for the field that names the record, B for other fields of one line and
  /// for lists, C for long texts. Positions run through the whole record, with a gap between fields and
  /// between items of a list, so that no phrase spans two.
  std::string document;
  /// The distinct words that a misspelt one may be meant for: without digits, of a plausible length;
  /// ascending.
  std::vector<std::string> remembered;
};

[[nodiscard]] search_text search_text_of(const describe::record_type& type, const void* record);

/// The document alone.
[[nodiscard]] std::string document_of(const describe::record_type& type, const void* record);

/// Appends a word to a tsvector or tsquery literal.
void append_quoted_word(std::string& out, std::string_view word);

}  // namespace dossier::records
