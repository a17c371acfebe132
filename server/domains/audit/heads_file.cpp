#include "server/domains/audit/heads_file.hpp"

#include <algorithm>
#include <fstream>

#include "server/domains/audit/signed_head.hpp"

namespace dossier::audit {
namespace {

/// Empty: the line is a head that one of the keys signed.
std::string flaw_of(const std::optional<signed_head>& read, std::span<const public_key> keys) {
  if (!read) return "is no head";
  const auto by =
      std::find_if(keys.begin(), keys.end(), [&](const public_key& one) { return one.id() == read->key_id; });
  if (by == keys.end()) return "is signed by another key, " + read->key_id;
  if (!by->verifies(signed_text(read->of), read->signature)) return "was altered: its signature does not fit";
  return {};
}

}  // namespace

result<exported_heads> read_heads_file(const std::filesystem::path& file, std::span<const public_key> keys) {
  std::ifstream in(file);
  if (!in) return problems::not_found("the heads in " + file.string() + " cannot be read");
  exported_heads made;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const auto read = read_line(line);
    if (const std::string flaw = flaw_of(read, keys); !flaw.empty()) {
      if (made.flaws.size() < flaws_max) made.flaws.push_back("line " + std::to_string(number) + " " + flaw);
      continue;
    }
    ++made.count;
    made.of[read->of.tenant_id].push_back({read->of.seq, read->of.hash});
  }
  for (auto& [tenant, heads] : made.of) {
    std::stable_sort(heads.begin(), heads.end(),
                     [](const live::known_head& a, const live::known_head& b) { return a.seq < b.seq; });
  }
  return made;
}

}  // namespace dossier::audit
