#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "shared/core/uuid.hpp"

namespace dossier::records {

/// Words of records that were written lately and are not known to stand in the table of words: what a
/// misspelt word may be meant for. They wait here to be written together, apart from the records' own
/// transactions: few writes bring a new word, and none should wait for another because of one. What waits
/// when the server is killed is remembered with the next record that has it. Thread-safe.
class vocabulary {
 public:
  /// Words that are known to be written (8 bytes each and some); beyond, all are forgotten.
  static constexpr std::size_t known_max = 200'000;
  /// Words that wait; further ones are left for their next record.
  static constexpr std::size_t waiting_max = 50'000;

  /// Takes note of the words of a record.
  void offer(const uuid& tenant, const std::vector<std::string>& words);

  /// Tenants that have words waiting.
  [[nodiscard]] std::vector<uuid> tenants();

  /// All that waits for a tenant, ascending; they count as written from now on.
  [[nodiscard]] std::vector<std::string> take(const uuid& tenant);

  /// These could not be written: they wait again.
  void give_back(const uuid& tenant, const std::vector<std::string>& words);

 private:
  [[nodiscard]] static std::uint64_t key_of(const uuid& tenant, const std::string& word);

  std::mutex mutex_;  ///< held for some look-ups
  std::unordered_set<std::uint64_t> known_;
  std::map<uuid, std::vector<std::string>> waiting_;
  std::size_t waiting_count_ = 0;
};

}  // namespace dossier::records
