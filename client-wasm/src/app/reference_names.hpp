#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/net/live_connection.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::app {

/// Renames that are remembered, against pages that were read before them and come after.
inline constexpr std::size_t renames_kept = 64;

/// What became of a record's name that others show.
struct rename {
  std::string_view resource;  ///< of the record
  uuid id;
  std::optional<std::string> name{};  ///< nullopt: it is gone
  std::int64_t seq = 0;
};

/// What a subscription is called that carries the names of `resource` alone, for `whose` screen or list.
[[nodiscard]] std::string names_subscription(std::string_view whose, std::string_view resource);
/// Whether a change was asked for by such subscriptions alone: its record is no whole one then.
[[nodiscard]] bool tells_names_only(const live::change& change);

/// What a change of a record of `resource` says of its name, the field `label`; nullopt: nothing new. A
/// record that was made just now is called so nowhere yet.
[[nodiscard]] std::optional<rename> rename_in(const live::change& change, std::string_view resource,
                                              std::string_view label);

/// Hears how the records are called that those of one type refer to: a change of them sends nothing to who
/// shows their names. One subscription for each resource that is referred to, for the names alone, whatever
/// the number of records shown.
class reference_names {
 public:
  reference_names(const describe::record_type& type, net::live_connection& live);
  ~reference_names();
  reference_names(const reference_names&) = delete;
  reference_names& operator=(const reference_names&) = delete;

  /// Begins to listen where names as of `after` are known; once is enough.
  void follow(std::int64_t after);
  /// What a change says of a name; nullopt when it is none of those listened for, or says nothing new.
  [[nodiscard]] std::optional<rename> take(const live::change& change);
  /// Whether a subscription is one of these.
  [[nodiscard]] bool owns(std::string_view subscription) const;
  /// What was told behind `seq`: it goes over what an answer as of `seq` says.
  void for_each_since(std::int64_t seq, const std::function<void(const rename&)>& each) const;

 private:
  struct source {
    std::string_view resource;
    std::string_view label;  ///< the field that names its records
    std::string subscription;
  };
  net::live_connection& live_;
  std::vector<source> sources_;
  std::deque<rename> told_;
  bool follows_ = false;
};

}  // namespace dossier::app
