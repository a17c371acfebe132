#include "shared/describe/registry.hpp"

#include <array>

#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::describe {
namespace {

constexpr std::array<const record_type*, 2> records{&type_of<brand>(), &type_of<insight>()};

/// 64-bit FNV-1a: a fingerprint, not a protection.
class fingerprint {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0x1F);
  }
  void add(std::int64_t number) { add(std::string_view(std::to_string(number))); }

  [[nodiscard]] std::string hex() const {
    std::string text(16, '0');
    for (std::size_t i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(state_ >> (60U - 4U * i)) & 15U];
    return text;
  }

 private:
  void mix(unsigned char byte) {
    state_ ^= byte;
    state_ *= 1099511628211ULL;
  }
  std::uint64_t state_ = 14695981039346656037ULL;
};

std::string compute_contract_hash() {
  fingerprint print;
  for (const record_type* type : records) {
    print.add(type->names.resource);
    for (const field& described : type->fields) {
      print.add(described.name);
      print.add(static_cast<std::int64_t>(described.kind) * 2 + (described.nullable ? 1 : 0));
      print.add(static_cast<std::int64_t>(described.format));
      print.add((described.is_required ? 1 : 0) | (described.is_read_only ? 2 : 0) |
                (described.is_filterable ? 4 : 0) | (described.is_sortable ? 8 : 0) |
                (described.is_unique ? 16 : 0));
      print.add(described.min);
      print.add(described.max);
      print.add(described.max_items);
      print.add(described.references);
      for (const std::string_view choice : described.choices) print.add(choice);
    }
  }
  return print.hex();
}

}  // namespace

std::span<const record_type* const> all_records() {
  return records;
}

const record_type* find_record(std::string_view resource) {
  for (const record_type* type : records) {
    if (type->names.resource == resource) return type;
  }
  return nullptr;
}

const std::string& contract_hash() {
  static const std::string hash = compute_contract_hash();
  return hash;
}

}  // namespace dossier::describe
