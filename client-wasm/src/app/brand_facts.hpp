#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/net/api_client.hpp"
#include "shared/records/brand.hpp"

namespace dossier::app {

/// Brands whose facts are kept.
inline constexpr std::size_t most_brand_facts = 200;

/// What a reader of an insight wants to know of its brand: the record, and how many insights there are about
/// it. Asked for when it is first shown, and again after forget().
class brand_facts {
 public:
  /// `api` outlives it; `changed` is called when something came.
  brand_facts(net::api_client& api, std::function<void()> changed);
  brand_facts(const brand_facts&) = delete;
  brand_facts& operator=(const brand_facts&) = delete;

  struct facts {
    std::optional<brand> record;           ///< nullopt while it is not known, or gone
    std::optional<std::int64_t> insights;  ///< about it
  };
  /// Loads what is missing.
  [[nodiscard]] const facts& of(const uuid& id);
  /// Insights changed: the counts are asked for anew when they are next shown.
  void forget_counts();
  [[nodiscard]] bool settled() const { return under_way_ == 0; }

 private:
  struct entry {
    facts known;
    bool record_asked = false;
    bool count_asked = false;
  };
  void ask_record(const uuid& id);
  void ask_count(const uuid& id);

  net::api_client& api_;
  std::function<void()> changed_;
  std::map<uuid, entry> entries_;
  int under_way_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  ///< answers that come after the end find it gone
};

}  // namespace dossier::app
