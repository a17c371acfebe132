#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/uuid.hpp"

namespace dossier::net {

/// Operations of one batch at most.
inline constexpr std::size_t batch_max = 1'000;

/// The body of `POST /R:batch` as it grows: all of its operations are carried out, in their order, or none.
class batch {
 public:
  /// `members` is the JSON object of the new record.
  void create(std::string_view members);
  /// `patch` is a JSON merge patch; `version` the one it is meant for, 0 for whichever there is.
  void update(const uuid& id, std::int64_t version, std::string_view patch);
  void remove(const uuid& id, std::int64_t version = 0);

  [[nodiscard]] std::size_t size() const { return operations_.size(); }
  [[nodiscard]] bool empty() const { return operations_.empty(); }
  [[nodiscard]] bool full() const { return operations_.size() >= batch_max; }
  /// `{"operations":[…]}`
  [[nodiscard]] std::string body() const;

 private:
  std::vector<std::string> operations_;
};

}  // namespace dossier::net
