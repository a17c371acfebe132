#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client-wasm/src/net/history_page.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/live/messages.hpp"

namespace dossier::model {

/// The history of one record, newest first: what the server holds, continued by live changes. An entry is
/// known by its version; entries that come twice count once.
class history_model {
 public:
  history_model() = default;
  history_model(const describe::record_type& type, uuid id) : type_(&type), id_(id) {}

  [[nodiscard]] const uuid& id() const { return id_; }
  [[nodiscard]] const std::vector<net::history_entry>& entries() const { return entries_; }
  [[nodiscard]] bool loaded() const { return loaded_; }

  /// The server's page: it wins over what was put together here.
  void load(net::history_page page);
  /// A live change of this record; `before` is the record as known until now (empty: only the names are
  /// known).
  void add(const live::change& change, const describe::any_record& before, const describe::any_record& after);

 private:
  void put(net::history_entry entry, bool replace);

  const describe::record_type* type_ = nullptr;
  uuid id_;
  std::vector<net::history_entry> entries_;
  bool loaded_ = false;
};

}  // namespace dossier::model
