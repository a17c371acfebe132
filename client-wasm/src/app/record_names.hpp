#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"

namespace dossier::app {

/// Ids that are asked for at once: as many as a filter has room for.
inline constexpr std::size_t names_asked_max = 50;

/// What records of one resource are called, for who is told their ids alone. Each is asked for once, many at
/// a time; from the first answer on the live connection tells when one is renamed or gone.
class record_names {
 public:
  /// `work` outlives it.
  record_names(const describe::record_type& type, workspace& work);
  ~record_names();
  record_names(const record_names&) = delete;
  record_names& operator=(const record_names&) = delete;

  /// Asks for those of `ids` that were not asked for yet. One request is under way at a time: who calls this
  /// with every frame gets them all.
  void look_up(const std::vector<std::string>& ids);
  /// What could not be had is asked for again.
  void retry();
  /// What a record is called is known from elsewhere; what was told here already goes over it.
  void learn(const std::string& id, std::string name);

  /// nullopt: not known. Empty: there is no record with this id (any more).
  [[nodiscard]] std::optional<std::string> name_of(std::string_view id) const;
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  struct known {
    std::string name{};
    std::int64_t seq = 0;  ///< as of this position of the log
    bool stale = false;    ///< to be asked for again where it is shown; it stays to be seen until then
  };
  void take(const result<net::record_page>& answer);
  void keep(const std::string& id, std::string name, std::int64_t seq);
  void hear(const rename& told);
  void forget_all();

  const describe::record_type& type_;
  workspace& work_;
  std::vector<std::string> asked_;              ///< with the request that is under way
  std::set<std::string, std::less<>> refused_;  ///< could not be had
  std::map<std::string, known, std::less<>> names_;
  std::unique_ptr<watch> watch_;
  int request_ = 0;
  bool reset_meanwhile_ = false;  ///< while the request is under way
};

}  // namespace dossier::app
