#include "shared/query/order.hpp"

#include <algorithm>

#include "shared/text/fold.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::field;

problem refused(std::size_t position, std::string detail) {
  return problems::malformed("`order_by` is not understood: " + std::move(detail), position);
}

/// Cuts the next word off `text`, from `at` on; an empty one at the end.
std::string_view next_word(std::string_view text, std::size_t& at) {
  at = std::min(text.find_first_not_of(' ', at), text.size());
  const std::size_t end = std::min(text.find_first_of(" ,", at), text.size());
  const std::string_view word = text.substr(at, end - at);
  return word;
}

template <class T>
int three_way(const T& left, const T& right) {
  if (left < right) return -1;
  return right < left ? 1 : 0;
}

/// Compares one member of two records. A value comes before none, whatever the direction.
class member_comparison {
 public:
  member_comparison(const order& by, const any_record& right)
      : by_(by), right_(by.field->read(right.data())) {}

  template <class T>
  int operator()(const std::optional<T>& left) const {
    const auto& right = *static_cast<const std::optional<T>*>(right_);
    if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1);
    return directed(values(*left, *right));
  }
  template <class T>
  int operator()(const T& left) const {
    return directed(values(left, *static_cast<const T*>(right_)));
  }

 private:
  [[nodiscard]] int directed(int compared) const { return by_.descending ? -compared : compared; }
  [[nodiscard]] static int values(const std::string& left, const std::string& right) {
    return three_way(text::fold(left), text::fold(right));
  }
  [[nodiscard]] int values(std::uint8_t left, std::uint8_t right) const {
    return three_way(by_.field->choices[left], by_.field->choices[right]);
  }
  template <class T>
  [[nodiscard]] static int values(const T& left, const T& right) {
    return three_way(left, right);
  }

  const order& by_;
  const void* right_;
};

}  // namespace

result<order> parse_order(const describe::record_type& type, std::string_view text) {
  std::size_t at = 0;
  const std::string_view name = next_word(text, at);
  const std::size_t name_at = at;
  at += name.size();
  if (name.empty() && at == text.size()) return order{type.find("created_at"), true};
  const std::string_view direction = next_word(text, at);
  const std::size_t direction_at = at;
  at += direction.size();
  const std::string_view rest = next_word(text, at);
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
    return refused(comma, "one field orders a list");
  }
  const field* described = type.find(name);
  if (described == nullptr) {
    return refused(name_at, "there is no such field of " + std::string(type.names.resource));
  }
  if (!described->is_sortable) {
    return refused(name_at, "`" + std::string(name) + "` cannot be sorted by");
  }
  if (!direction.empty() && direction != "asc" && direction != "desc") {
    return refused(direction_at, "`asc` or `desc` may follow the field");
  }
  if (!rest.empty()) return refused(at, "nothing may follow the direction");
  return order{described, direction == "desc"};
}

std::string to_string(const order& what) {
  std::string text(what.field->name);
  if (what.descending) text += " desc";
  return text;
}

int compare(const order& by, const any_record& left, const any_record& right) {
  const int compared = describe::visit(*by.field, left.data(), member_comparison(by, right));
  if (compared != 0) return compared;
  const int ids = three_way(left.base().id, right.base().id);
  return by.descending ? -ids : ids;
}

}  // namespace dossier::query
