#include "shared/query/page_token.hpp"

#include <cstring>
#include <type_traits>

#include "shared/text/fold.hpp"

namespace dossier::query {
namespace {

/// First byte of an encoded position; another one is of another version of the format.
constexpr char format_version = 2;
/// Head (version, number of keys) and id.
constexpr std::size_t fixed_bytes = 18;
/// Before each key: its alternative of sort_key and its length in bytes.
constexpr std::size_t key_head_bytes = 5;

void append_integer(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 255U);
}

void append_length(std::string& out, std::size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>((length >> static_cast<unsigned>(shift)) & 255U);
}

std::uint64_t read_integer(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<unsigned char>(byte);
  return value;
}

void append_id(std::string& out, const uuid& id) {
  for (const std::uint8_t byte : id.bytes) out += static_cast<char>(byte);
}

uuid read_id(std::string_view bytes) {
  uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
  return id;
}

struct key_writer {
  std::string& out;

  void operator()(std::monostate) const {}
  void operator()(const std::string& text) const { out += text; }
  void operator()(std::int64_t value) const { append_integer(out, static_cast<std::uint64_t>(value)); }
  void operator()(double value) const {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    append_integer(out, bits);
  }
  void operator()(bool value) const { out += value ? '\1' : '\0'; }
  void operator()(const uuid& id) const { append_id(out, id); }
  void operator()(timestamp moment) const { append_integer(out, static_cast<std::uint64_t>(moment.micros)); }
};

/// Reads a key of the alternative `index` of sort_key.
std::optional<sort_key> read_key(std::size_t index, std::string_view bytes) {
  switch (index) {
    case 0:
      return bytes.empty() ? std::optional<sort_key>(std::monostate{}) : std::nullopt;
    case 1:
      return sort_key(std::string(bytes));
    case 2:
      if (bytes.size() != 8) return std::nullopt;
      return sort_key(static_cast<std::int64_t>(read_integer(bytes)));
    case 3: {
      if (bytes.size() != 8) return std::nullopt;
      const std::uint64_t bits = read_integer(bytes);
      double value = 0;
      std::memcpy(&value, &bits, sizeof value);
      return sort_key(value);
    }
    case 4:
      if (bytes.size() != 1) return std::nullopt;
      return sort_key(bytes.front() != '\0');
    case 5:
      if (bytes.size() != 16) return std::nullopt;
      return sort_key(read_id(bytes));
    case 6:
      if (bytes.size() != 8) return std::nullopt;
      return sort_key(timestamp{static_cast<std::int64_t>(read_integer(bytes))});
    default:
      return std::nullopt;
  }
}

struct key_reader {
  const describe::field& described;

  template <class T>
  sort_key operator()(const std::optional<T>& member) const {
    return member ? (*this)(*member) : sort_key(std::monostate{});
  }
  sort_key operator()(const std::string& member) const { return sort_key(text::fold(member)); }
  sort_key operator()(std::uint8_t member) const { return sort_key(std::string(described.choices[member])); }
  sort_key operator()(const std::vector<std::string>&) const { return sort_key(std::monostate{}); }
  template <class T>
  sort_key operator()(const T& member) const {
    return sort_key(member);
  }
};

}  // namespace

page_position position_of(const order& by, const describe::any_record& record) {
  page_position position;
  for (const order_key& key : by.keys) {
    position.keys.push_back(describe::visit(*key.field, record.data(), key_reader{*key.field}));
  }
  position.id = record.base().id;
  return position;
}

std::string encode(const page_position& position) {
  std::string out;
  out += format_version;
  out += static_cast<char>(position.keys.size());
  append_id(out, position.id);
  for (const sort_key& key : position.keys) {
    std::string bytes;
    std::visit(key_writer{bytes}, key);
    out += static_cast<char>(key.index());
    append_length(out, bytes.size());
    out += bytes;
  }
  return out;
}

std::optional<page_position> decode_page_position(std::string_view bytes) {
  if (bytes.size() < fixed_bytes || bytes[0] != format_version) return std::nullopt;
  const auto count = static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
  if (count == 0 || count > order_max_fields) return std::nullopt;
  page_position position{{}, read_id(bytes.substr(2, 16))};
  bytes.remove_prefix(fixed_bytes);
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes.size() < key_head_bytes) return std::nullopt;
    const auto index = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]));
    const std::uint64_t length = read_integer(bytes.substr(1, key_head_bytes - 1));
    bytes.remove_prefix(key_head_bytes);
    if (length > bytes.size()) return std::nullopt;
    auto key = read_key(index, bytes.substr(0, length));
    if (!key) return std::nullopt;
    position.keys.push_back(std::move(*key));
    bytes.remove_prefix(length);
  }
  if (!bytes.empty()) return std::nullopt;
  return position;
}

}  // namespace dossier::query
