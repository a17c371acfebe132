#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/audit_detail.hpp"
#include "client-wasm/src/app/workspace.hpp"

namespace dossier::app {

/// Takes back what an entry of the audit log changed: the record's fields get what they held before it, by an
/// edit of the record as it is now. The log keeps both, and the edit can be undone like any other.
class entry_revert {
 public:
  /// The workspace outlives it.
  explicit entry_revert(workspace& work) : work_(work) {}
  ~entry_revert();
  entry_revert(const entry_revert&) = delete;
  entry_revert& operator=(const entry_revert&) = delete;

  /// Whether the entry is a change that the person may take back.
  [[nodiscard]] bool offered(const audit_detail::whole& of);
  /// Reads the record and takes the entry back, unless somebody changed the same again since: that is asked
  /// about first, by question().
  void start(const audit_detail::whole& of);
  [[nodiscard]] bool busy() const { return request_ != 0 || writing_; }

  /// What would be overwritten by going on.
  struct overwritten {
    std::string title;                           ///< the record's
    std::vector<const describe::field*> fields;  ///< that were changed again
  };
  /// Once: what has to be asked.
  [[nodiscard]] std::optional<overwritten> question();
  /// Does it all the same.
  void go_on();

 private:
  struct plan {
    describe::any_record stored;
    std::string body;
    std::string title;
    std::int64_t entry = 0;
  };
  void take(const audit_detail::whole& of, const result<net::record_answer>& answer);
  void write(const plan& what);

  workspace& work_;
  int request_ = 0;
  bool writing_ = false;
  std::int64_t looked_at_ = 0;  ///< the entry that was looked at last, and whether it can be taken back
  bool can_be_ = false;
  std::optional<overwritten> question_;
  std::optional<plan> planned_;  ///< waits for the answer to the question
};

}  // namespace dossier::app
