#include "client-wasm/src/model/filter_completion.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "shared/describe/registry.hpp"
#include "shared/text/fold.hpp"

namespace dossier::model {
namespace {

using describe::field;
using describe::kind;
using query::comparison_operator;

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> moments{{{"now-1h", "an hour ago"},
                                                                                {"now-1d", "a day ago"},
                                                                                {"now-7d", "7 days ago"},
                                                                                {"now-30d", "30 days ago"},
                                                                                {"now-90d", "90 days ago"},
                                                                                {"now-365d", "a year ago"},
                                                                                {"now", "this moment"},
                                                                                {"now+7d", "in 7 days"}}};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view kind_words(const field& of) {
  switch (of.kind) {
    case kind::text:
      return "text";
    case kind::integer:
    case kind::number:
      return "number";
    case kind::boolean:
      return "yes or no";
    case kind::uuid:
      return of.references.empty() ? "id" : "reference";
    case kind::timestamp:
      return "time";
    case kind::choice:
      return "choice";
    case kind::text_list:
      break;
  }
  return "list";
}

/// A text literal that may lack its end, without quotes and escapes.
std::string content_of(std::string_view literal) {
  std::string text;
  for (std::size_t i = 1; i < literal.size(); ++i) {
    if (literal[i] == '"') break;
    if (literal[i] == '\\' && i + 1 < literal.size()) ++i;
    text += literal[i];
  }
  return text;
}

/// Collects what may stand at one place.
class offers {
 public:
  offers(const filter_walk& walk, std::string_view filter, std::size_t begin, std::size_t end,
         std::string_view typed, bool follows)
      : walk_(walk), filter_(filter), begin_(begin), end_(end), typed_(typed), follows_(follows) {
    sought_ = !typed.empty() && typed.front() == '"' ? content_of(typed) : std::string(typed);
  }

  std::vector<filter_suggestion> collect(const value_source& values) {
    switch (walk_.place()) {
      case filter_place::condition:
        conditions();
        break;
      case filter_place::operation:
        operations();
        break;
      case filter_place::value:
        value_of_comparison(values);
        break;
      case filter_place::list_open:
        add(suggestion_kind::keyword, "(", "begins the list", "(", gap::none);
        break;
      case filter_place::list_value:
        literals(values);
        break;
      case filter_place::list_next:
        if (walk_.may_list()) add(suggestion_kind::keyword, ",", "one more value", ",", gap::close);
        add(suggestion_kind::keyword, ")", "ends the list", ")", gap::closing);
        break;
      case filter_place::next:
        if (walk_.in_parentheses()) add(suggestion_kind::keyword, ")", "ends the group", ")", gap::closing);
        if (walk_.may_compare()) {
          add(suggestion_kind::keyword, "AND", "both hold", "AND", gap::after);
          add(suggestion_kind::keyword, "OR", "one of them holds", "OR", gap::after);
        }
        break;
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    std::vector<filter_suggestion> items;
    for (auto& [rank, one] : found_) items.push_back(std::move(one));
    return items;
  }

 private:
  /// Blanks around what is inserted: one before it always, unless it says otherwise.
  enum class gap : std::uint8_t {
    none,
    after,    ///< one after it, too
    close,    ///< right at what stands before, one after it
    closing,  ///< right at what stands before
  };

  void conditions() {
    if (!walk_.may_compare()) return;
    const std::size_t dot = typed_.find('.');
    if (dot != std::string_view::npos) return beyond(typed_.substr(0, dot));
    const auto own = [this](bool common) {
      for (const field& one : walk_.type().fields) {
        if (one.is_filterable && one.is_common == common) add_path({nullptr, &one});
      }
    };
    own(false);
    for (const field& one : walk_.type().fields) {
      if (one.references.empty() || !one.is_filterable) continue;
      const describe::record_type* of = describe::find_record(one.references);
      if (of == nullptr) continue;
      const field* label = of->find(one.reference_label);
      if (label != nullptr && label->is_filterable) add_path({&one, label});
      const std::string name = std::string(one.short_form_name()) + ".";
      add(suggestion_kind::field, name, "fields of the " + std::string(one.label), name, gap::none);
    }
    own(true);
    if (walk_.may_nest()) {
      add(suggestion_kind::keyword, "NOT", "does not hold", "NOT", gap::after);
      add(suggestion_kind::keyword, "(", "a group", "(", gap::none);
    }
  }

  void beyond(std::string_view reference) {
    for (const field& one : walk_.type().fields) {
      if (one.references.empty() || !one.is_filterable || one.short_form_name() != reference) continue;
      const describe::record_type* of = describe::find_record(one.references);
      if (of == nullptr) continue;
      for (const field& other : of->fields) {
        if (other.is_filterable) add_path({&one, &other});
      }
    }
  }

  void add_path(const filter_path& path) {
    const std::string name = to_string(path);
    add(suggestion_kind::field, name, kind_words(*path.field), name, gap::after, path.field->label);
  }

  void operations() {
    if (!walk_.path()) return;
    const field& of = *walk_.path()->field;
    for (const comparison_operator op : operators_of(of)) {
      const std::string_view symbol = symbol_of(op);
      const bool word = op == comparison_operator::has || op == comparison_operator::present;
      const std::string insert = op == comparison_operator::in ? "IN (" : std::string(symbol);
      const bool more = op != comparison_operator::in && !word;
      add(suggestion_kind::operation, symbol, operator_words(op, of.kind), insert,
          word   ? gap::closing
          : more ? gap::after
                 : gap::none,
          operator_words(op, of.kind));
    }
  }

  void value_of_comparison(const value_source& values) {
    if (walk_.operation() != comparison_operator::has) return literals(values);
    if (!walk_.path()) return;
    const kind of = walk_.path()->field->kind;
    if (of == kind::text || of == kind::text_list) known(values);
    add(suggestion_kind::value, "*", "is set", "*", gap::closing);
  }

  void literals(const value_source& values) {
    if (!walk_.path()) return;
    const field& of = *walk_.path()->field;
    const auto word = [this](std::string_view text, std::string_view hint) {
      add(suggestion_kind::value, text, hint, text, gap::none);
    };
    if (of.kind == kind::boolean) {
      word("true", "Yes");
      word("false", "No");
    }
    if (of.kind == kind::uuid && of.references.empty() && of.name != "id") word("me", "your own");
    if (of.kind == kind::timestamp) {
      for (const auto& [text, hint] : moments) word(text, hint);
    }
    if (of.kind == kind::choice) {
      choices(of, values);
    } else if (of.kind != kind::boolean) {
      known(values);
    }
    const auto op = walk_.operation();
    const bool null_suits = op == comparison_operator::equal || op == comparison_operator::not_equal ||
                            op == comparison_operator::in;
    if (null_suits && walk_.path()->may_be_null()) word("null", "empty");
  }

  void choices(const field& of, const value_source& values) {
    const auto told = values ? values(*walk_.path()) : std::vector<known_value>();
    for (const std::string_view choice : of.choices) {
      const auto one =
          std::find_if(told.begin(), told.end(), [&](const auto& v) { return v.text == choice; });
      add(suggestion_kind::value, choice, one == told.end() ? std::string_view() : one->note,
          quoted_text(choice), gap::none);
    }
  }

  void known(const value_source& values) {
    if (!values) return;
    const kind of = walk_.path()->field->kind;
    const bool bare = of == kind::integer || of == kind::number;
    const bool by_words = walk_.operation() == comparison_operator::has && of == kind::text;
    for (const known_value& one : values(*walk_.path())) {
      if (by_words && query::make_text(one.text).words.empty()) continue;
      add(suggestion_kind::value, one.label.empty() ? one.text : one.label, one.note,
          bare ? one.text : quoted_text(one.text), gap::none);
    }
  }

  /// How well what was typed fits: 0 from the beginning, 1 from a word, 2 somewhere, 3 to the other name.
  std::optional<int> rank(filter_suggestion& one, std::string_view other) const {
    if (sought_.empty()) return 0;
    std::size_t size = 0;
    const std::size_t at = find_folded(one.label, sought_, size);
    if (at != std::string_view::npos) {
      one.matched = at;
      one.matched_size = size;
      if (at == 0) return 0;
      if (one.kind == suggestion_kind::operation || one.kind == suggestion_kind::keyword) return std::nullopt;
      const char before = one.label[at - 1];
      return is_blank(before) || before == '_' || before == '.' ? 1 : 2;
    }
    if (other.empty() || find_folded(other, sought_, size) != 0) return std::nullopt;
    return 3;
  }

  void add(suggestion_kind what, std::string_view label, std::string_view hint, std::string_view insert,
           gap around, std::string_view other = {}) {
    filter_suggestion one{what, std::string(label), std::string(hint), begin_, end_, std::string(insert)};
    one.follows = follows_;
    const auto how_well = rank(one, other);
    if (!how_well || typed_ == insert) return;
    place_blanks(one, around);
    const std::size_t size = filter_.size() - (one.end - one.begin) + one.insert.size();
    if (size <= query::filter_max_length) found_.emplace_back(*how_well, std::move(one));
  }

  void place_blanks(filter_suggestion& one, gap around) const {
    const bool close = around == gap::close || around == gap::closing;
    if (close) {
      while (typed_.empty() && one.begin > 0 && is_blank(filter_[one.begin - 1])) --one.begin;
    } else if (one.begin > 0 && !is_blank(filter_[one.begin - 1]) && needs_blank(filter_[one.begin - 1])) {
      one.insert.insert(0, " ");
    }
    const bool blank_after = around == gap::after || around == gap::close;
    if (blank_after) {
      one.insert += ' ';
      if (one.end < filter_.size() && is_blank(filter_[one.end])) ++one.end;
    } else if (one.end < filter_.size() &&
               std::string_view(" \t\r\n),.*").find(filter_[one.end]) == std::string_view::npos) {
      const char last = one.insert.back();
      if (last != '(' && last != '.' && last != ':') one.insert += ' ';
    }
  }

  [[nodiscard]] bool needs_blank(char before) const {
    return before != '(' && !(walk_.place() == filter_place::value &&
                              walk_.operation() == comparison_operator::has && before == ':');
  }

  const filter_walk& walk_;
  std::string_view filter_;
  std::size_t begin_;
  std::size_t end_;
  std::string_view typed_;
  std::string sought_;  ///< what was typed, of a text its content
  bool follows_;
  std::vector<std::pair<int, filter_suggestion>> found_;
};

/// Whether a piece that the caret stands in or after is a word that may go on.
bool may_go_on(const filter_piece& piece, std::string_view filter, std::size_t caret, filter_place place) {
  const std::string_view text = filter.substr(piece.begin, piece.end - piece.begin);
  if (piece.kind == filter_token_kind::operator_) {
    return place == filter_place::operation && text != "(" && text != ")" && text != ",";
  }
  const bool closed = text.size() > 1 && text.front() == '"' && text.back() == '"' &&
                      content_of(text).size() + 2 <= text.size() && quoted_text(content_of(text)) == text;
  return !closed || caret < piece.end;
}

/// An open text swallows all that follows; what was written after the caret before it was opened stays.
std::size_t end_of_typed(const filter_piece& piece, std::string_view filter, std::size_t caret) {
  if (piece.kind != filter_token_kind::text) return piece.end;
  const std::string_view rest = filter.substr(caret, piece.end - caret);
  const bool swallowed =
      rest.find(" AND ") != std::string_view::npos || rest.find(" OR ") != std::string_view::npos;
  return swallowed ? caret : piece.end;
}

}  // namespace

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string_view operator_words(comparison_operator op, kind of) {
  const bool time = of == kind::timestamp;
  const bool number = of == kind::integer || of == kind::number;
  switch (op) {
    case comparison_operator::equal:
      return "is";
    case comparison_operator::not_equal:
      return "is not";
    case comparison_operator::less:
      return number ? "below" : "before";
    case comparison_operator::less_equal:
      return number ? "at most" : "up to";
    case comparison_operator::greater:
      return number ? "above" : "after";
    case comparison_operator::greater_equal:
      return number ? "at least" : time ? "since" : "from";
    case comparison_operator::has:
      return of == kind::text_list ? "has" : "contains";
    case comparison_operator::present:
      return "is set";
    case comparison_operator::in:
      break;
  }
  return "is one of";
}

std::size_t find_folded(std::string_view text, std::string_view wanted, std::size_t& size) {
  const std::string key = text::fold(wanted);
  if (key.empty()) {
    size = 0;
    return 0;
  }
  const auto begins = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U; };
  std::size_t found = std::string_view::npos;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins(at)) continue;
    std::size_t end = at;
    std::string have;
    while (end < text.size() && have.size() < key.size()) {
      const std::size_t from = end++;
      while (end < text.size() && !begins(end)) ++end;
      have += text::fold(text.substr(from, end - from));
    }
    if (have.compare(0, key.size(), key) != 0) continue;
    const bool word = at == 0 || is_blank(text[at - 1]) || text[at - 1] == '_' || text[at - 1] == '.';
    if (!word && found != std::string_view::npos) continue;
    found = at;
    size = end - at;
    if (word) break;
  }
  return found;
}

std::string with_suggestion(std::string_view filter, const filter_suggestion& taken) {
  std::string text(filter.substr(0, taken.begin));
  return text.append(taken.insert).append(filter.substr(taken.end));
}

filter_completion complete_filter(const describe::record_type& type, std::string_view filter,
                                  std::size_t caret, const value_source& values) {
  caret = std::min(caret, filter.size());
  filter_walk walk(type);
  std::optional<filter_piece> typed;
  for (const filter_piece& piece : filter_pieces(filter)) {
    if (piece.begin >= caret) break;
    if (piece.end >= caret && may_go_on(piece, filter, caret, walk.place())) {
      typed = piece;
      break;
    }
    walk.step(piece, filter);
  }
  filter_completion made;
  made.place = walk.place();
  made.typing = typed.has_value();
  const std::size_t begin = typed ? typed->begin : caret;
  const std::size_t end = typed ? end_of_typed(*typed, filter, caret) : caret;
  made.items = offers(walk, filter, begin, end, filter.substr(begin, caret - begin), false).collect(values);
  if (typed && typed->end == caret && walk.fits(*typed, filter)) {
    walk.step(*typed, filter);
    auto more = offers(walk, filter, caret, caret, {}, true).collect(values);
    std::move(more.begin(), more.end(), std::back_inserter(made.items));
  }
  if (made.items.size() > filter_suggestions_max) made.items.resize(filter_suggestions_max);
  return made;
}

}  // namespace dossier::model
