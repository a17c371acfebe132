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
  member_comparison(const order_key& by, const any_record& right)
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

  const order_key& by_;
  const void* right_;
};

/// Reads one `field [direction]`; `at` stands at the comma behind it then, or at the end. Where it does not
/// fit, the problem names the place.
result<order_key> parse_key(const describe::record_type& type, std::string_view text, std::size_t& at) {
  const std::string_view name = next_word(text, at);
  if (name.empty()) return refused(at, "a field's name is missing");
  const field* described = type.find(name);
  if (described == nullptr) {
    return refused(at, "`" + std::string(name) + "` is not a field of " + std::string(type.names.resource));
  }
  if (!described->is_sortable) return refused(at, "`" + std::string(name) + "` cannot be sorted by");
  at += name.size();
  const std::string_view direction = next_word(text, at);
  if (!direction.empty() && direction != "asc" && direction != "desc") {
    return refused(at, "`asc` or `desc` may follow the field");
  }
  at += direction.size();
  if (!next_word(text, at).empty()) return refused(at, "nothing but a comma may follow the direction");
  return order_key{described, direction == "desc"};
}

}  // namespace

result<order> parse_order(const describe::record_type& type, std::string_view text) {
  std::size_t at = 0;
  if (next_word(text, at).empty() && at == text.size()) return order{type.find("created_at"), true};
  order made;
  while (true) {
    const std::size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
    const auto key = parse_key(type, text, at);
    if (!key) return key.error();
    if (made.keys.size() == order_max_fields) {
      return refused(begin, "at most " + std::to_string(order_max_fields) + " fields order a list");
    }
    for (const order_key& known : made.keys) {
      if (known.field == key->field)
        return refused(begin, "`" + std::string(known.field->name) + "` stands twice");
    }
    made.keys.push_back(*key);
    if (at == text.size()) return made;
    ++at;  // the comma
  }
}

std::string to_string(const order& what) {
  std::string text;
  for (const order_key& key : what.keys) {
    if (!text.empty()) text += ',';
    text += key.field->name;
    if (key.descending) text += " desc";
  }
  return text;
}

int compare(const order& by, const any_record& left, const any_record& right) {
  for (const order_key& key : by.keys) {
    const int compared = describe::visit(*key.field, left.data(), member_comparison(key, right));
    if (compared != 0) return compared;
  }
  const int ids = three_way(left.base().id, right.base().id);
  return by.ids_descend() ? -ids : ids;
}

}  // namespace dossier::query
