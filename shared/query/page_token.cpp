#include "shared/query/page_token.hpp"

#include <cstring>
#include <type_traits>

#include "shared/text/fold.hpp"

namespace dossier::query {
namespace {

/// First byte of an encoded position; another one is of another version of the format.
constexpr char format_version = 1;

void append_integer(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 255U);
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
  return {by.descending, describe::visit(*by.field, record.data(), key_reader{*by.field}), record.base().id};
}

std::string encode(const page_position& position) {
  std::string out;
  out += format_version;
  out += static_cast<char>(position.key.index() * 2 + (position.descending ? 1 : 0));
  append_id(out, position.id);
  std::visit(key_writer{out}, position.key);
  return out;
}

std::optional<page_position> decode_page_position(std::string_view bytes) {
  if (bytes.size() < 18 || bytes[0] != format_version) return std::nullopt;
  const auto head = static_cast<std::size_t>(static_cast<unsigned char>(bytes[1]));
  auto key = read_key(head / 2, bytes.substr(18));
  if (!key) return std::nullopt;
  return page_position{head % 2 == 1, std::move(*key), read_id(bytes.substr(2, 16))};
}

}  // namespace dossier::query
