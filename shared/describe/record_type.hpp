#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "shared/describe/field.hpp"

namespace dossier::describe {

/// The members every record has; all are set by the server. A record's struct derives from it.
struct record_base {
  dossier::uuid id;
  std::int64_t version = 1;  ///< starts at 1, grows by 1 with each change
  dossier::timestamp created_at;
  dossier::timestamp updated_at;
  dossier::uuid created_by;
  dossier::uuid updated_by;
  std::optional<dossier::timestamp> deleted_at;  ///< set while softly deleted
};

/// What a record is called. `resource` is the plural in URLs and the table's name.
struct names {
  std::string_view resource;
  std::string_view label;         ///< "Brand"
  std::string_view plural_label;  ///< "Brands"
  std::string_view title_field;   ///< the field that names a record to people
  /// Each tenant has exactly one, whose id is the tenant's: it stands at `/api/v1/<resource>` itself, and is
  /// neither created nor deleted there.
  bool is_single = false;
  /// Nobody writes these records: they are the change log's entries, made by whatever happens. Lists begin
  /// with the newest.
  bool is_log = false;
};

/// Specialized right under each record's struct, with two static members:
///   static constexpr describe::names names{…};
///   static constexpr auto fields = describe::fields_of<brand>(member<&brand::name>("name", "Name")…, …);
template <class Record>
struct description;

/// `id` and `version`, then the record's own fields, then who and when.
template <class Record, class... Field>
constexpr auto fields_of(Field... own) {
  return std::array<field, sizeof...(own) + 7>{
      member_of<Record, &Record::id>("id", "Id").read_only().common().filterable(),
      member_of<Record, &Record::version>("version", "Version").read_only().common(),
      own...,
      member_of<Record, &Record::created_at>("created_at", "Created").read_only().common().sortable(),
      member_of<Record, &Record::updated_at>("updated_at", "Updated")
          .read_only()
          .common()
          .sortable()
          .column(88),
      member_of<Record, &Record::created_by>("created_by", "Created by").read_only().common().filterable(),
      member_of<Record, &Record::updated_by>("updated_by", "Updated by").read_only().common().filterable(),
      member_of<Record, &Record::deleted_at>("deleted_at", "Deleted").read_only().common()};
}

/// The same for a record of a log: it never changes, and is ordered by its own fields alone.
template <class Record, class... Field>
constexpr auto log_fields_of(Field... own) {
  return std::array<field, sizeof...(own) + 7>{
      member_of<Record, &Record::id>("id", "Id").read_only().common().filterable(),
      member_of<Record, &Record::version>("version", "Version").read_only().common(),
      own...,
      member_of<Record, &Record::created_at>("created_at", "Created").read_only().common(),
      member_of<Record, &Record::updated_at>("updated_at", "Updated").read_only().common(),
      member_of<Record, &Record::created_by>("created_by", "Created by").read_only().common(),
      member_of<Record, &Record::updated_by>("updated_by", "Updated by").read_only().common(),
      member_of<Record, &Record::deleted_at>("deleted_at", "Deleted").read_only().common()};
}

/// A record's description at run time: what generic code (codec, engine, grid, form) works on. One constant
/// instance a record, obtained by `type_of<brand>()` or from the registry; compared by address.
struct record_type {
  describe::names names;
  std::span<const field> fields;
  void* (*create)();
  void* (*clone)(const void* record);
  void (*destroy)(void* record);
  record_base* (*base)(void* record);

  /// The field called `name`, or nullptr.
  [[nodiscard]] const field* find(std::string_view name) const;
  /// Position of one of this type's own fields in `fields`.
  [[nodiscard]] std::size_t index_of(const field& own) const {
    return static_cast<std::size_t>(&own - fields.data());
  }
  [[nodiscard]] const field& title() const { return *find(names.title_field); }
};

namespace detail {
template <class Record>
inline constexpr record_type type_instance{
    description<Record>::names,
    description<Record>::fields,
    []() -> void* { return new Record{}; },
    [](const void* record) -> void* { return new Record(*static_cast<const Record*>(record)); },
    [](void* record) { delete static_cast<Record*>(record); },
    [](void* record) -> record_base* { return static_cast<Record*>(record); }};
}  // namespace detail

template <class Record>
constexpr const record_type& type_of() {
  return detail::type_instance<Record>;
}

/// Owns one record of any described type. Copying copies the record. A default-constructed or moved-from one
/// is empty: only assignment and destruction are allowed then.
class any_record {
 public:
  any_record() = default;
  explicit any_record(const record_type& type) : type_(&type), record_(type.create()) {}
  any_record(const any_record& other)
      : type_(other.type_), record_(other.record_ ? type_->clone(other.record_) : nullptr) {}
  any_record(any_record&& other) noexcept
      : type_(std::exchange(other.type_, nullptr)), record_(std::exchange(other.record_, nullptr)) {}
  any_record& operator=(any_record other) noexcept {
    std::swap(type_, other.type_);
    std::swap(record_, other.record_);
    return *this;
  }
  ~any_record() {
    if (record_ != nullptr) type_->destroy(record_);
  }

  [[nodiscard]] bool empty() const { return record_ == nullptr; }
  [[nodiscard]] const record_type& type() const { return *type_; }
  [[nodiscard]] const void* data() const { return record_; }
  [[nodiscard]] void* data() { return record_; }
  [[nodiscard]] record_base& base() { return *type_->base(record_); }
  [[nodiscard]] const record_base& base() const { return *type_->base(record_); }

  /// The record as its own struct; nullptr when it is of another type.
  template <class Record>
  [[nodiscard]] Record* get_if() {
    return type_ == &type_of<Record>() ? static_cast<Record*>(record_) : nullptr;
  }
  template <class Record>
  [[nodiscard]] const Record* get_if() const {
    return type_ == &type_of<Record>() ? static_cast<const Record*>(record_) : nullptr;
  }

 private:
  const record_type* type_ = nullptr;
  void* record_ = nullptr;
};

}  // namespace dossier::describe
