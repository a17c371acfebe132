#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "server/db/wire_format.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

/// PostgreSQL's binary format, as far as the sequencer speaks it: network byte order, times in microseconds
/// since 2000-01-01, arrays as in src/backend/utils/adt/arrayfuncs.c (array_recv).
namespace dossier::live::pg_binary {

/// Type oids of array elements (pg_type.dat).
enum class element : std::uint32_t {
  bytea = db::wire::oid_bytea,
  int8 = db::wire::oid_int8,
  tid = 27,
  timestamptz = db::wire::oid_timestamptz,
  uuid = db::wire::oid_uuid
};

[[nodiscard]] inline timestamp read_time(const char* at) {
  return {db::wire::load<std::int64_t>(at) + db::wire::postgres_epoch_micros};
}
[[nodiscard]] inline uuid read_uuid(const char* at) {
  uuid id;
  std::memcpy(id.bytes.data(), at, id.bytes.size());
  return id;
}
[[nodiscard]] inline std::string int8(std::int64_t value) {
  std::string out;
  db::wire::store(out, value);
  return out;
}
[[nodiscard]] inline std::string time(timestamp value) {
  return int8(value.micros - db::wire::postgres_epoch_micros);
}

/// Builds the value of a one-dimensional array parameter without nulls.
class array {
 public:
  explicit array(element type) {
    db::wire::store<std::uint32_t>(bytes_, 1);  // dimensions
    db::wire::store<std::uint32_t>(bytes_, 0);  // no nulls
    db::wire::store(bytes_, static_cast<std::uint32_t>(type));
    db::wire::store<std::uint32_t>(bytes_, 0);  // size, known at the end
    db::wire::store<std::uint32_t>(bytes_, 1);  // lower bound
  }
  void reserve(std::size_t elements, std::size_t bytes_each) {
    bytes_.reserve(bytes_.size() + elements * (bytes_each + 4));
  }
  void add(std::string_view value) {
    length(value.size());
    bytes_ += value;
    ++size_;
  }
  void add(std::span<const std::uint8_t> value) {
    length(value.size());
    bytes_.append(value.begin(), value.end());
    ++size_;
  }
  void add(std::int64_t value) {
    length(sizeof value);
    db::wire::store(bytes_, value);
    ++size_;
  }
  void add(timestamp value) { add(value.micros - db::wire::postgres_epoch_micros); }
  [[nodiscard]] std::string done() {
    std::string head;
    db::wire::store<std::uint32_t>(head, size_ == 0 ? 0 : 1);  // an empty array has no dimension
    bytes_.replace(0, head.size(), head);
    if (size_ == 0) {
      bytes_.resize(12);
      return std::move(bytes_);
    }
    std::string count;
    db::wire::store(count, size_);
    bytes_.replace(12, count.size(), count);
    return std::move(bytes_);
  }

 private:
  void length(std::size_t bytes) { db::wire::store(bytes_, static_cast<std::uint32_t>(bytes)); }
  std::string bytes_;
  std::uint32_t size_ = 0;
};

}  // namespace dossier::live::pg_binary
