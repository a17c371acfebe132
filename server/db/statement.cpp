#include "server/db/statement.hpp"

#include <stdexcept>

#include "server/db/wire_format.hpp"

namespace dossier::db {

namespace {

constexpr std::string_view tenant_marker = "/*tenant*/";
constexpr std::string_view tenant_condition = "(SELECT set_config('app.tenant', $1::text, true)) IS NOT NULL";
constexpr std::size_t null_offset = std::string::npos;

/// Head of a one-dimensional array without nulls, lower bound 1 (array_send).
void store_array_head(std::string& out, unsigned element_type, std::size_t count) {
  wire::store<std::int32_t>(out, count == 0 ? 0 : 1);
  wire::store<std::int32_t>(out, 0);  // no nulls
  wire::store<std::uint32_t>(out, element_type);
  if (count == 0) return;
  wire::store<std::int32_t>(out, static_cast<std::int32_t>(count));
  wire::store<std::int32_t>(out, 1);
}

}  // namespace

statement tenant_statement(std::string name, std::string_view sql, bool is_planned_anew) {
  statement made{std::move(name), std::string(sql), is_planned_anew};
  std::size_t at = made.sql.find(tenant_marker);
  if (at == std::string::npos) throw std::logic_error("statement " + made.name + " has no /*tenant*/ marker");
  while (at != std::string::npos) {
    made.sql.replace(at, tenant_marker.size(), tenant_condition);
    at = made.sql.find(tenant_marker, at + tenant_condition.size());
  }
  return made;
}

void parameters::append(unsigned type, const void* bytes, std::size_t length) {
  offsets_.push_back(bytes_.size());
  lengths_.push_back(static_cast<int>(length));
  types_.push_back(type);
  bytes_.append(static_cast<const char*>(bytes), length);
}

parameters& parameters::add(const uuid& value) {
  append(wire::oid_uuid, value.bytes.data(), value.bytes.size());
  return *this;
}

parameters& parameters::add(std::int64_t value) {
  append(wire::oid_int8, nullptr, 0);
  wire::store(bytes_, value);
  lengths_.back() = sizeof value;
  return *this;
}

parameters& parameters::add(double value) {
  append(wire::oid_float8, nullptr, 0);
  wire::store(bytes_, std::bit_cast<std::uint64_t>(value));
  lengths_.back() = sizeof value;
  return *this;
}

parameters& parameters::add(bool value) {
  const char byte = value ? 1 : 0;
  append(wire::oid_bool, &byte, 1);
  return *this;
}

parameters& parameters::add(timestamp value) {
  append(wire::oid_timestamptz, nullptr, 0);
  wire::store(bytes_, value.micros - wire::postgres_epoch_micros);
  lengths_.back() = sizeof value.micros;
  return *this;
}

parameters& parameters::add(std::string_view text) {
  append(wire::oid_text, text.data(), text.size());
  return *this;
}

parameters& parameters::add(const std::vector<std::string>& list) {
  append(wire::oid_text_array, nullptr, 0);
  store_array_head(bytes_, wire::oid_text, list.size());
  for (const auto& item : list) {
    wire::store(bytes_, static_cast<std::int32_t>(item.size()));
    bytes_ += item;
  }
  lengths_.back() = static_cast<int>(bytes_.size() - offsets_.back());
  return *this;
}

parameters& parameters::add(const std::vector<uuid>& list) {
  append(wire::oid_uuid_array, nullptr, 0);
  store_array_head(bytes_, wire::oid_uuid, list.size());
  for (const auto& item : list) {
    wire::store(bytes_, static_cast<std::int32_t>(item.bytes.size()));
    bytes_.append(reinterpret_cast<const char*>(item.bytes.data()), item.bytes.size());
  }
  lengths_.back() = static_cast<int>(bytes_.size() - offsets_.back());
  return *this;
}

template <class T, class Bits>
parameters& parameters::add_array(unsigned type, unsigned item_type, const std::vector<T>& list,
                                  Bits bits_of) {
  append(type, nullptr, 0);
  store_array_head(bytes_, item_type, list.size());
  for (const T& item : list) {
    wire::store(bytes_, std::int32_t{8});
    wire::store(bytes_, bits_of(item));
  }
  lengths_.back() = static_cast<int>(bytes_.size() - offsets_.back());
  return *this;
}

parameters& parameters::add(const std::vector<std::int64_t>& list) {
  return add_array(wire::oid_int8_array, wire::oid_int8, list, [](std::int64_t item) { return item; });
}

parameters& parameters::add(const std::vector<double>& list) {
  return add_array(wire::oid_float8_array, wire::oid_float8, list,
                   [](double item) { return std::bit_cast<std::uint64_t>(item); });
}

parameters& parameters::add(const std::vector<timestamp>& list) {
  return add_array(wire::oid_timestamptz_array, wire::oid_timestamptz, list,
                   [](timestamp item) { return item.micros - wire::postgres_epoch_micros; });
}

parameters& parameters::add_null() {
  offsets_.push_back(null_offset);
  lengths_.push_back(0);
  types_.push_back(0);
  return *this;
}

parameters& parameters::make_last_null() {
  bytes_.resize(offsets_.back());
  offsets_.back() = null_offset;
  lengths_.back() = 0;
  return *this;
}

std::vector<const char*> parameters::pointers() const {
  std::vector<const char*> all;
  fill_pointers(all);
  return all;
}

void parameters::fill_pointers(std::vector<const char*>& out) const {
  out.resize(offsets_.size());
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    out[i] = offsets_[i] == null_offset ? nullptr : bytes_.data() + offsets_[i];
  }
}

}  // namespace dossier::db
