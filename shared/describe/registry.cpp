#include "shared/describe/registry.hpp"

#include <array>

#include "shared/records/audit_entry.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/saved_view.hpp"
#include "shared/records/tag.hpp"
#include "shared/records/workspace_settings.hpp"

namespace dossier::describe {
namespace {

/// Those that people write, and the change log's entries behind them.
constexpr std::array<const record_type*, 6> known{&type_of<brand>(),
                                                  &type_of<insight>(),
                                                  &type_of<tag>(),
                                                  &type_of<saved_view>(),
                                                  &type_of<workspace_settings>(),
                                                  &type_of<audit_entry>()};
constexpr std::span<const record_type* const> records(known.data(), known.size() - 1);

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

void add(fingerprint& print, const record_type& type) {
  print.add(type.names.resource);
  print.add(type.names.is_single ? 1 : 0);
  for (const field& member : type.fields) {
    print.add(member.name);
    print.add(static_cast<std::int64_t>(member.kind) * 2 + (member.nullable ? 1 : 0));
    print.add(static_cast<std::int64_t>(member.format));
    print.add((member.is_required ? 1 : 0) | (member.is_read_only ? 2 : 0) | (member.is_filterable ? 4 : 0) |
              (member.is_sortable ? 8 : 0) | (member.is_unique ? 16 : 0) | (member.is_derived ? 32 : 0) |
              (member.is_searchable ? 64 : 0) | (member.is_sensitive ? 128 : 0));
    print.add(member.min);
    print.add(member.max);
    print.add(member.max_items);
    print.add(member.references);
    print.add(member.reference_label);
    print.add(member.names_of);
    for (const std::string_view choice : member.choices) print.add(choice);
  }
}

}  // namespace

std::span<const record_type* const> all_records() {
  return records;
}

const record_type* find_record(std::string_view resource) {
  for (const record_type* type : known) {
    if (type->names.resource == resource) return type;
  }
  return nullptr;
}

std::string contract_hash_of(std::span<const record_type* const> described) {
  fingerprint print;
  for (const record_type* type : described) add(print, *type);
  add(print, type_of<audit_entry>());
  return print.hex();
}

const std::string& contract_hash() {
  static const std::string hash = contract_hash_of(records);
  return hash;
}

}  // namespace dossier::describe
