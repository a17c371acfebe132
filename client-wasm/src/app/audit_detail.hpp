#pragma once
#include <optional>
#include <string>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/audit_words.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::app {

/// The open entry of the audit log with everything that is kept of it. It never changes, so it is read once.
class audit_detail {
 public:
  explicit audit_detail(workspace& work) : work_(work) {}
  ~audit_detail();
  audit_detail(const audit_detail&) = delete;
  audit_detail& operator=(const audit_detail&) = delete;

  /// Reads the entry of that id; the same again does nothing. Nil: none.
  void show(const uuid& id);
  /// Asks again for what could not be read.
  void retry();

  [[nodiscard]] const uuid& id() const { return id_; }
  /// What was read; nullopt until then.
  struct whole {
    audit_entry entry;
    model::entry_patch patch;
    std::string before;  ///< the record's images as JSON objects; "{}": there is none
    std::string after;
    std::string previous_hash;     ///< empty: it is the first entry, or the one before is missing
    std::optional<bool> intact{};  ///< whether its hash follows from that; nullopt: the server did not say
    std::string json;              ///< as the server told it
  };
  [[nodiscard]] const std::optional<whole>& read() const { return read_; }
  /// Why it could not be read; empty otherwise.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(result<net::told_json> told);

  workspace& work_;
  uuid id_;
  int request_ = 0;
  std::optional<whole> read_;
  std::string failure_;
};

}  // namespace dossier::app
