#include <algorithm>

#include "shared/query/filter.hpp"
#include "shared/text/fold.hpp"
#include "shared/text/words.hpp"

namespace dossier::query {
namespace {

using describe::field;

/// A literal's value as the type of the member that it is compared with; nullptr where it is of another one,
/// which the parser does not let through. Times and ids that depend on the question are put into `made`.
template <class T>
const T* value_of(const literal& from, const context&, T&) {
  return std::get_if<T>(&from);
}
template <>
const timestamp* value_of(const literal& from, const context& with, timestamp& made) {
  const auto* relative = std::get_if<relative_time>(&from);
  if (relative == nullptr) return std::get_if<timestamp>(&from);
  made.micros = with.now.micros + relative->micros;
  return &made;
}
template <>
const uuid* value_of(const literal& from, const context& with, uuid& made) {
  if (!std::holds_alternative<caller_literal>(from)) return std::get_if<uuid>(&from);
  made = with.caller;
  return &made;
}
/// A choice is stored as its index.
template <>
const std::uint8_t* value_of(const literal& from, const context&, std::uint8_t&) {
  const auto* choice = std::get_if<choice_literal>(&from);
  return choice == nullptr ? nullptr : &choice->index;
}

template <class T>
bool holds_between(comparison_operator op, const T& member, const T& value) {
  switch (op) {
    case comparison_operator::less:
      return member < value;
    case comparison_operator::less_equal:
      return !(value < member);
    case comparison_operator::greater:
      return value < member;
    case comparison_operator::greater_equal:
      return !(member < value);
    default:
      return member == value;
  }
}

/// Holds a comparison against the member that it names.
class member_test {
 public:
  member_test(const comparison& compared, const subject& whom, const context& with)
      : compared_(compared), whom_(whom), with_(with) {}

  template <class T>
  bool operator()(const std::optional<T>& member) const {
    return member ? (*this)(*member) : holds_for_unset(compared_);
  }
  bool operator()(const std::string&) const {
    if (compared_.op == comparison_operator::present) return true;
    if (compared_.op == comparison_operator::has) {
      const auto* wanted = std::get_if<text_literal>(&compared_.values.front());
      return wanted != nullptr && !wanted->words.empty() &&
             whom_.words(*compared_.field).find(wanted->words) != std::string::npos;
    }
    const std::string& key = whom_.key(*compared_.field);
    return any_value([&](const literal& value) {
      const auto* wanted = std::get_if<text_literal>(&value);
      return wanted != nullptr && holds_between(compared_.op, key, wanted->key);
    });
  }
  bool operator()(const std::vector<std::string>& list) const {
    if (compared_.op == comparison_operator::present) return !list.empty();
    const auto* wanted = std::get_if<text_literal>(&compared_.values.front());
    if (compared_.op != comparison_operator::has || wanted == nullptr) return false;
    const std::vector<std::string>& keys = whom_.item_keys(*compared_.field);
    return std::find(keys.begin(), keys.end(), wanted->key) != keys.end();
  }
  template <class T>
  bool operator()(const T& member) const {
    if (compared_.op == comparison_operator::present) return true;
    return any_value([&](const literal& value) {
      T made{};
      const T* wanted = value_of<T>(value, with_, made);
      return wanted != nullptr && holds_between(compared_.op, member, *wanted);
    });
  }

 private:
  /// `!=` is the negation of `=`, and of a single value.
  template <class Test>
  [[nodiscard]] bool any_value(const Test& test) const {
    const bool any = std::any_of(compared_.values.begin(), compared_.values.end(), test);
    return any != (compared_.op == comparison_operator::not_equal);
  }

  const comparison& compared_;
  const subject& whom_;
  const context& with_;
};

/// The record that a path leads to, or nullptr.
const subject* follow(const field& through, const subject& from, const context& with) {
  if (!with.referenced) return nullptr;
  const void* member = through.read(from.record().data());
  if (!through.nullable) return with.referenced(through, *static_cast<const uuid*>(member));
  const auto& id = *static_cast<const std::optional<uuid>*>(member);
  return id ? with.referenced(through, *id) : nullptr;
}

bool holds(const comparison& compared, const subject& whom, const context& with) {
  const subject* of = compared.through == nullptr ? &whom : follow(*compared.through, whom, with);
  if (of == nullptr) return holds_for_unset(compared);
  return describe::visit(*compared.field, of->record().data(), member_test(compared, *of, with));
}

bool holds(const node& what, const subject& whom, const context& with) {
  const auto test = [&](const node& part) { return holds(part, whom, with); };
  if (const auto* one = std::get_if<comparison>(&what.what)) return holds(*one, whom, with);
  if (const auto* all = std::get_if<conjunction>(&what.what)) {
    return std::all_of(all->parts.begin(), all->parts.end(), test);
  }
  if (const auto* any = std::get_if<disjunction>(&what.what)) {
    return std::any_of(any->parts.begin(), any->parts.end(), test);
  }
  return !test(std::get<negation>(what.what).part.front());
}

struct folder {
  std::string& key;
  std::vector<std::string>& items;

  template <class T>
  void operator()(const std::optional<T>& member) const {
    if (member) (*this)(*member);
  }
  void operator()(const std::string& member) const { key = text::fold(member); }
  void operator()(const std::vector<std::string>& member) const {
    items.reserve(member.size());
    for (const std::string& item : member) items.push_back(text::fold(item));
  }
  template <class T>
  void operator()(const T&) const {}
};

}  // namespace

bool holds_for_unset(const comparison& compared) {
  const auto is_null = [](const literal& value) { return std::holds_alternative<std::monostate>(value); };
  const bool any_null = std::any_of(compared.values.begin(), compared.values.end(), is_null);
  switch (compared.op) {
    case comparison_operator::equal:
    case comparison_operator::in:
      return any_null;
    case comparison_operator::not_equal:
      return !any_null;
    default:
      return false;
  }
}

subject::folded& subject::folded_of(const field& own) const {
  if (folded_.empty()) folded_.resize(record_->type().fields.size());
  std::unique_ptr<folded>& made = folded_[record_->type().index_of(own)];
  if (made == nullptr) {
    made = std::make_unique<folded>();
    describe::visit(own, record_->data(), folder{made->key, made->items});
  }
  return *made;
}

const std::string& subject::key(const field& own) const {
  return folded_of(own).key;
}

const std::string& subject::words(const field& own) const {
  folded& made = folded_of(own);
  if (!made.words) made.words = text::spaced_words(made.key);
  return *made.words;
}

const std::vector<std::string>& subject::item_keys(const field& own) const {
  return folded_of(own).items;
}

bool matches(const filter& what, const subject& whom, const context& with) {
  return !what.root || holds(*what.root, whom, with);
}

bool matches(const filter& what, const describe::any_record& record, const context& with) {
  return !what.root || holds(*what.root, subject(record), with);
}

}  // namespace dossier::query
