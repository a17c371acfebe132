#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

/// Ids that are asked for at once: as many as a filter has room for.
inline constexpr std::size_t names_asked_max = 50;

/// What records of one resource are called, for who is told their ids alone. Each is asked for once, many at
/// a time.
class record_names {
 public:
  /// `api` outlives it; `changed` is called when something came.
  record_names(const describe::record_type& type, net::api_client& api, std::function<void()> changed);
  ~record_names();
  record_names(const record_names&) = delete;
  record_names& operator=(const record_names&) = delete;

  /// Asks for those of `ids` that were not asked for yet. One request is under way at a time: who calls this
  /// with every frame gets them all.
  void look_up(const std::vector<std::string>& ids);
  /// What could not be had is asked for again.
  void retry();
  /// What a record is called is known from elsewhere.
  void learn(const std::string& id, std::string name);

  /// nullopt: not known. Empty: there is no record with this id (any more).
  [[nodiscard]] std::optional<std::string> name_of(std::string_view id) const;
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(const result<net::record_page>& answer);

  const describe::record_type& type_;
  net::api_client& api_;
  std::function<void()> changed_;
  std::vector<std::string> asked_;              ///< with the request that is under way
  std::set<std::string, std::less<>> refused_;  ///< could not be had
  std::map<std::string, std::string, std::less<>> names_;
  int request_ = 0;
};

}  // namespace dossier::app
