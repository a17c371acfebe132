#include "server/live/group_index.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace dossier::live {
namespace {

using describe::field;
using query::comparison;
using query::comparison_operator;

using lookup = index_key::lookup;
using index_keys = std::vector<index_key>;

template <class T>
std::string bytes_of(const T& value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

/// The literal as look_up finds it; nothing for kinds that are not indexed.
struct key_of_literal {
  std::optional<std::string> operator()(const query::text_literal& value) const { return value.key; }
  std::optional<std::string> operator()(std::int64_t value) const { return bytes_of(value); }
  std::optional<std::string> operator()(bool value) const { return std::string(1, value ? '1' : '0'); }
  std::optional<std::string> operator()(const uuid& value) const { return bytes_of(value); }
  std::optional<std::string> operator()(query::choice_literal value) const {
    return std::string(1, static_cast<char>(value.index));
  }
  template <class T>
  std::optional<std::string> operator()(const T&) const {
    return std::nullopt;
  }
};

/// The longest of ` several words `.
std::string longest_word(std::string_view words) {
  std::string_view longest;
  for (std::size_t at = 1; at < words.size();) {
    const std::size_t end = words.find(' ', at);
    if (end - at > longest.size()) longest = words.substr(at, end - at);
    at = end + 1;
  }
  return std::string(longest);
}

/// The values outside of which the comparison does not hold.
std::optional<index_keys> keys_of(const comparison& one) {
  if (one.through != nullptr) return std::nullopt;
  const bool listed = one.op == comparison_operator::equal || one.op == comparison_operator::in;
  if (!listed && one.op != comparison_operator::has) return std::nullopt;
  index_keys keys;
  for (const query::literal& value : one.values) {
    if (std::holds_alternative<std::monostate>(value)) {
      keys.push_back({one.field, lookup::unset, {}});
      continue;
    }
    const auto* text = std::get_if<query::text_literal>(&value);
    if (one.op == comparison_operator::has && text != nullptr && one.field->kind == describe::kind::text) {
      std::string word = longest_word(text->words);
      if (word.empty()) return std::nullopt;
      keys.push_back({one.field, lookup::word, std::move(word)});
      continue;
    }
    auto key = std::visit(key_of_literal{}, value);
    if (!key) return std::nullopt;
    keys.push_back({one.field, lookup::equal, std::move(*key)});
  }
  return keys;
}

/// How many records a set of keys is likely to let through; only for choosing between sets.
int weight(const index_keys& keys) {
  int sum = 0;
  for (const index_key& key : keys) {
    const bool few_values =
        key.own->kind == describe::kind::boolean || key.own->kind == describe::kind::choice;
    sum += few_values ? 50 : key.by == lookup::unset ? 40 : key.own->kind == describe::kind::uuid ? 1 : 4;
  }
  return sum;
}

std::optional<index_keys> keys_of(const query::node& what) {
  if (const auto* one = std::get_if<comparison>(&what.what)) return keys_of(*one);
  if (const auto* all = std::get_if<query::conjunction>(&what.what)) {
    std::optional<index_keys> best;
    for (const query::node& part : all->parts) {
      auto keys = keys_of(part);
      if (keys && (!best || weight(*keys) < weight(*best))) best = std::move(keys);
    }
    return best;
  }
  const auto* any = std::get_if<query::disjunction>(&what.what);
  if (any == nullptr) return std::nullopt;
  index_keys joined;
  for (const query::node& part : any->parts) {
    auto keys = keys_of(part);
    if (!keys) return std::nullopt;
    joined.insert(joined.end(), std::make_move_iterator(keys->begin()), std::make_move_iterator(keys->end()));
  }
  return joined;
}

/// The values of a record's field under which filters may stand.
struct values_reader {
  const query::subject& image;
  const field& own;
  std::vector<std::string>& out;

  template <class T>
  bool operator()(const std::optional<T>& member) const {
    return member && (*this)(*member);
  }
  bool operator()(const std::string&) const {
    out.push_back(image.key(own));
    return true;
  }
  bool operator()(const std::vector<std::string>&) const {
    out = image.item_keys(own);
    return true;
  }
  bool operator()(std::int64_t value) const { return put(bytes_of(value)); }
  bool operator()(bool value) const { return put(std::string(1, value ? '1' : '0')); }
  bool operator()(const uuid& value) const { return put(bytes_of(value)); }
  bool operator()(std::uint8_t value) const { return put(std::string(1, static_cast<char>(value))); }
  template <class T>
  bool operator()(const T&) const {
    return true;  // kinds that are not indexed
  }

 private:
  bool put(std::string value) const {
    out.push_back(std::move(value));
    return true;
  }
};

}  // namespace

group_index::values_of_field& group_index::values_of(const field& own) {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const values_of_field& one) { return one.field == &own; });
  if (found != fields_.end()) return *found;
  fields_.emplace_back();
  fields_.back().field = &own;
  return fields_.back();
}

group_index::groups& group_index::at(const index_key& key) {
  values_of_field& values = values_of(*key.own);
  if (key.by == index_key::lookup::unset) return values.unset;
  return key.by == index_key::lookup::equal ? values.equal[key.value] : values.words[key.value];
}

void group_index::add(subscription_group& group) {
  const auto keys = group.filter.root ? keys_of(*group.filter.root) : std::nullopt;
  if (!keys) return always_.push_back(&group);
  for (const index_key& key : *keys) at(key).push_back(&group);
}

void group_index::remove(subscription_group& group) {
  const auto keys = group.filter.root ? keys_of(*group.filter.root) : std::nullopt;
  if (!keys) {
    std::erase(always_, &group);
    return;
  }
  for (const index_key& key : *keys) {
    groups& list = at(key);
    std::erase(list, &group);
    if (!list.empty() || key.by == index_key::lookup::unset) continue;
    values_of_field& values = values_of(*key.own);
    (key.by == index_key::lookup::equal ? values.equal : values.words).erase(key.value);
  }
  std::erase_if(fields_, [](const values_of_field& values) {
    return values.equal.empty() && values.words.empty() && values.unset.empty();
  });
}

void group_index::take(const groups& some, std::vector<subscription_group*>& found) const {
  for (subscription_group* group : some) {
    if (group->candidate_of == look_ups_) continue;
    group->candidate_of = look_ups_;
    found.push_back(group);
  }
}

void group_index::look_up(const query::subject& image, std::vector<subscription_group*>& found) const {
  thread_local std::vector<std::string> values;
  const auto take_from = [&](const auto& lists, const std::string& value) {
    if (const auto at = lists.find(value); at != lists.end()) take(at->second, found);
  };
  for (const values_of_field& field_values : fields_) {
    const field& own = *field_values.field;
    values.clear();
    const bool is_set = describe::visit(own, image.record().data(), values_reader{image, own, values});
    if (!is_set) take(field_values.unset, found);
    for (const std::string& value : values) take_from(field_values.equal, value);
    if (field_values.words.empty() || own.kind != describe::kind::text) continue;
    const std::string& words = image.words(own);
    for (std::size_t at = 1; at < words.size();) {
      const std::size_t end = words.find(' ', at);
      take_from(field_values.words, words.substr(at, end - at));
      at = end + 1;
    }
  }
}

void group_index::find(const query::subject* before, const query::subject* after,
                       std::vector<subscription_group*>& found) {
  ++look_ups_;
  found.clear();
  take(always_, found);
  if (before != nullptr) look_up(*before, found);
  if (after != nullptr) look_up(*after, found);
}

}  // namespace dossier::live
