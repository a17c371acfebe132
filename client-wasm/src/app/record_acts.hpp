#pragma once
#include <functional>
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/record_list.hpp"

namespace dossier::app {

/// What a record is called, where its title is a text; else empty.
[[nodiscard]] std::string title_of(const describe::any_record& record);

/// What is done to records as a whole or field by field, outside a form: one write each, and a way to undo
/// it. What comes of it in the list is the desk's matter.
class record_acts {
 public:
  record_acts(record_list& list, offline_queue& writes, std::function<void(notice)> tell);
  record_acts(const record_acts&) = delete;
  record_acts& operator=(const record_acts&) = delete;

  /// Deletes a record and offers to undo it.
  void remove(const uuid& id);
  void restore(const uuid& id);

  /// A patch that was made. `version` follows to the one it is stored as.
  struct change {
    uuid id;
    std::int64_t version = 0;
    std::string title;
    std::string body;
    std::string before;  ///< the members of `body` as they were
  };
  /// Told a refusal; returns whether nothing is left to decide.
  using refusal = std::function<bool(const queued_write&, const write_outcome&)>;
  /// Patches `stored`, and offers to undo `what` that was ("Headcount of Acme").
  void patch(const describe::any_record& stored, change wanted, std::string what, refusal refused);
  /// Puts back what a change replaced, unless someone changed it again.
  void revert(const change& made);

 private:
  record_list& list_;
  offline_queue& writes_;
  std::function<void(notice)> tell_;
};

}  // namespace dossier::app
