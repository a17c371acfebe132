#pragma once
#include <memory>
#include <string>
#include <vector>

#include "shared/core/uuid.hpp"

namespace dossier::live {

/// What one connection says of where its user is, as everyone it concerns shares it.
struct presence_note {
  uuid tenant_id;
  std::string resource;
  std::string connection;  ///< which said it, and is not told
  std::string text;        ///< the message
};
using shared_presence = std::shared_ptr<const presence_note>;

/// Carries presence from the connection that says it to all others of the tenant: in this process by
/// posting to each shard, between nodes by whatever they share. Thread-safe. A note may get lost.
class presence_exchange {
 public:
  virtual ~presence_exchange() = default;
  virtual void publish(shared_presence note) = 0;
};

class hub_shard;

/// Between the threads of one process.
class local_presence final : public presence_exchange {
 public:
  /// Before anything is published.
  void add(const std::shared_ptr<hub_shard>& shard) { shards_.push_back(shard); }
  void publish(shared_presence note) override;

 private:
  std::vector<std::weak_ptr<hub_shard>> shards_;
};

}  // namespace dossier::live
