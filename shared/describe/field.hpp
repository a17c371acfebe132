#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::describe {

/// How a field is stored and written. Each kind has exactly one C++ type (see `kind_of`); a nullable field is
/// a std::optional of it.
enum class kind : std::uint8_t {
  text,       ///< std::string, UTF-8 without NUL        JSON string   PostgreSQL text
  integer,    ///< std::int64_t                          JSON number   bigint
  number,     ///< double, finite                        JSON number   double precision
  boolean,    ///< bool                                  true, false   boolean
  uuid,       ///< dossier::uuid                         JSON string   uuid
  timestamp,  ///< dossier::timestamp                    RFC 3339      timestamptz
  choice,     ///< an enum over std::uint8_t             JSON string   text with CHECK
              ///< (a nullable one is a std::optional<std::uint8_t>, the enum's value)
  text_list,  ///< std::vector<std::string>, never null  JSON array    text[]
};

/// What a text must look like beyond its length.
enum class text_format : std::uint8_t {
  any,
  line,      ///< one line: no control characters
  domain,    ///< a host name of at least two labels (RFC 1035 syntax, letters may be non-ASCII)
  country,   ///< ISO 3166-1 alpha-2, two capital letters
  markdown,  ///< the Markdown subset; line breaks and tabs allowed
};

/// One field of a record: everything the rest of the system derives its behavior from. Built in a constant
/// expression by `member<&brand::name>("name", "Name").required().max(200)`.
struct field {
  std::string_view name;   ///< on the wire and in the database, snake_case
  std::string_view label;  ///< for people, sentence case
  describe::kind kind = kind::text;
  bool nullable = false;

  bool is_required = false;    ///< must be present and not blank when a record is created
  bool is_read_only = false;   ///< set by the server; refused in a request
  bool is_searchable = false;  ///< part of full-text search
  bool is_filterable = false;  ///< may stand in a filter
  bool is_sortable = false;    ///< may stand in order_by; the table then has an index (tenant_id, column, id)
  bool is_unique = false;      ///< within a tenant's live records; text compares on its folded key
  bool is_sensitive = false;   ///< only for roles that may read it (permissions::reads_sensitive); then it is
                               ///< neither required, unique, searchable, a reference nor a title
  bool is_multiline = false;   ///< a form shows a text area
  bool is_common = false;      ///< one of the members that every record has
  bool is_derived = false;     ///< found out when a record is read: not stored, in no image of the change log

  text_format format = text_format::any;
  std::int64_t min = std::numeric_limits<std::int64_t>::min();  ///< value, or characters of a text
  std::int64_t max =
      std::numeric_limits<std::int64_t>::max();  ///< value, characters, or characters of a list's items
  std::int64_t max_items = 0;                    ///< of a list
  std::span<const std::string_view> choices{};   ///< of a choice: index = the enum's value
  std::string_view references{};                 ///< resource that a uuid points to, empty for none
  std::string_view reference_label{};            ///< field of that resource shown in the short form
  std::string_view source{};                     ///< the text field that a derived one is found out from
  std::string_view names_of{};                   ///< resource whose records a list names by their titles
  int column_width = 0;  ///< in the default grid, device-independent pixels; 0 = not shown by default

  const void* (*read)(const void* record) = nullptr;  ///< address of the member inside a record
  void* (*write)(void* record) = nullptr;

  constexpr field required() const { return with(&field::is_required); }
  constexpr field read_only() const { return with(&field::is_read_only); }
  constexpr field searchable() const { return with(&field::is_searchable); }
  constexpr field filterable() const { return with(&field::is_filterable); }
  constexpr field sortable() const { return with(&field::is_sortable).filterable(); }
  constexpr field unique() const { return with(&field::is_unique); }
  constexpr field sensitive() const { return with(&field::is_sensitive); }
  constexpr field multiline() const { return with(&field::is_multiline); }
  constexpr field common() const { return with(&field::is_common); }
  /// Answered by the database function `<resource>_<name>(text)` for the folded key of the text field
  /// `source`; not part of what a version is, so an entity tag carries it in its hash.
  constexpr field derived_from(std::string_view text_field) const {
    return with(&field::is_derived).with(&field::source, text_field).read_only();
  }
  constexpr field at_least(std::int64_t value) const { return with(&field::min, value); }
  constexpr field at_most(std::int64_t value) const { return with(&field::max, value); }
  constexpr field items(std::int64_t most) const { return with(&field::max_items, most); }
  constexpr field formatted(text_format value) const { return with(&field::format, value); }
  constexpr field one_of(std::span<const std::string_view> names) const {
    return with(&field::choices, names);
  }
  /// A list of titles of records of `resource`. Who writes one that no record has makes that record with it;
  /// titles that differ in case or accents only are one.
  constexpr field naming(std::string_view resource) const { return with(&field::names_of, resource); }
  constexpr field column(int width) const { return with(&field::column_width, width); }
  constexpr field refers_to(std::string_view resource, std::string_view label_field) const {
    return with(&field::references, resource).with(&field::reference_label, label_field);
  }

  /// A text that is filtered, sorted or unique compares on its folded key, stored beside it as `<name>_key`;
  /// a list that is filtered, on its items', stored as `<name>_keys`.
  [[nodiscard]] constexpr bool has_key() const {
    if (kind == kind::text_list) return is_filterable;
    return kind == kind::text && (is_filterable || is_sortable || is_unique);
  }
  /// `brand_id` answers its short form as `brand`.
  [[nodiscard]] constexpr std::string_view short_form_name() const {
    return name.ends_with("_id") ? name.substr(0, name.size() - 3) : name;
  }

 private:
  // Overloads rather than one template: clang 14 does not instantiate a template of a class in constant
  // expressions that stand in the same file.
  constexpr field with(std::int64_t field::*attribute, std::int64_t value) const {
    field changed = *this;
    changed.*attribute = value;
    return changed;
  }
  constexpr field with(int field::*attribute, int value) const {
    field changed = *this;
    changed.*attribute = value;
    return changed;
  }
  constexpr field with(text_format field::*attribute, text_format value) const {
    field changed = *this;
    changed.*attribute = value;
    return changed;
  }
  constexpr field with(std::string_view field::*attribute, std::string_view value) const {
    field changed = *this;
    changed.*attribute = value;
    return changed;
  }
  constexpr field with(std::span<const std::string_view> field::*attribute,
                       std::span<const std::string_view> value) const {
    field changed = *this;
    changed.*attribute = value;
    return changed;
  }
  constexpr field with(bool field::*attribute) const {
    field changed = *this;
    changed.*attribute = true;
    return changed;
  }
};

namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {
  using value_type = T;
};

template <class T>
consteval kind kind_of() {
  if constexpr (is_optional<T>::value) {
    return kind_of<typename is_optional<T>::value_type>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return kind::text;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return kind::integer;
  } else if constexpr (std::is_same_v<T, double>) {
    return kind::number;
  } else if constexpr (std::is_same_v<T, bool>) {
    return kind::boolean;
  } else if constexpr (std::is_same_v<T, dossier::uuid>) {
    return kind::uuid;
  } else if constexpr (std::is_same_v<T, dossier::timestamp>) {
    return kind::timestamp;
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return kind::text_list;
  } else if constexpr (std::is_same_v<T, std::uint8_t>) {
    return kind::choice;  // of a nullable one
  } else {
    static_assert(std::is_enum_v<T> && std::is_same_v<std::underlying_type_t<T>, std::uint8_t>,
                  "a field's type is one of those listed at describe::kind");
    return kind::choice;
  }
}

template <class Pointer>
struct member_type;
template <class Class, class T>
struct member_type<T Class::*> {
  using record = Class;
  using type = T;
};

}  // namespace detail

/// The field for a member of `Record` (which may stand in a base class of it).
template <class Record, auto Member>
constexpr field member_of(std::string_view name, std::string_view label) {
  using type = typename detail::member_type<decltype(Member)>::type;
  field made;
  made.name = name;
  made.label = label;
  made.kind = detail::kind_of<type>();
  made.nullable = detail::is_optional<type>::value;
  made.read = [](const void* record) -> const void* {
    return &(static_cast<const Record*>(record)->*Member);
  };
  made.write = [](void* record) -> void* { return &(static_cast<Record*>(record)->*Member); };
  return made;
}

/// The field for a record's own member: `member<&brand::name>("name", "Name")`.
template <auto Member>
constexpr field member(std::string_view name, std::string_view label) {
  return member_of<typename detail::member_type<decltype(Member)>::record, Member>(name, label);
}

namespace detail {

/// The only switch over kinds that touches storage; all generic code goes through it. `Void` is `void` or
/// `const void`, and the member is as constant as that.
template <class Void, class Use>
decltype(auto) visit_member(const field& described, Void* at, Use&& use) {
  const auto as = [&]<class T>(std::type_identity<T>) -> decltype(auto) {
    using plain = std::conditional_t<std::is_const_v<Void>, const T, T>;
    using nullable = std::conditional_t<std::is_const_v<Void>, const std::optional<T>, std::optional<T>>;
    if (described.nullable) return use(*static_cast<nullable*>(at));
    return use(*static_cast<plain*>(at));
  };
  const auto always = [&]<class T>(std::type_identity<T>) -> decltype(auto) {
    return use(*static_cast<std::conditional_t<std::is_const_v<Void>, const T, T>*>(at));
  };
  switch (described.kind) {
    case kind::text:
      return as(std::type_identity<std::string>{});
    case kind::integer:
      return as(std::type_identity<std::int64_t>{});
    case kind::number:
      return as(std::type_identity<double>{});
    case kind::boolean:
      return as(std::type_identity<bool>{});
    case kind::uuid:
      return as(std::type_identity<dossier::uuid>{});
    case kind::timestamp:
      return as(std::type_identity<dossier::timestamp>{});
    case kind::choice:
      return as(std::type_identity<std::uint8_t>{});
    case kind::text_list:
      break;
  }
  return always(std::type_identity<std::vector<std::string>>{});
}

}  // namespace detail

/// Calls `use` with the member of `record` as its C++ type: `T` or `std::optional<T>` by kind and `nullable`
/// (std::uint8_t stands for a choice).
template <class Use>
decltype(auto) visit(const field& described, const void* record, Use&& use) {
  return detail::visit_member(described, described.read(record), std::forward<Use>(use));
}

/// The same with the member writable.
template <class Use>
decltype(auto) visit(const field& described, void* record, Use&& use) {
  return detail::visit_member(described, described.write(record), std::forward<Use>(use));
}

}  // namespace dossier::describe
