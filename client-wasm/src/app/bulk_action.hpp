#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/app/bulk_job.hpp"
#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/model/formats.hpp"
#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

/// Records whose earlier state is kept for Undo; with more, nothing of it is offered.
inline constexpr std::size_t most_undone = 10'000;
/// Ids in one filter, so that it stays under the 4 KiB that a filter may have.
inline constexpr std::size_t ids_in_a_filter = 90;
/// Restores under way at once.
inline constexpr int restores_at_once = 4;

/// One thing done to many records. Named records are changed at once; for all that match, the server is asked
/// how many these are, and the person confirms that number. Records are read in pages, where the list does
/// not have them, and written in batches; what was done can be undone. A batch that gets no answer waits for
/// the connection, and the rest is not begun. What is left of an act over all that match is kept with the
/// writes, over the loss of the page, too, until the person goes on with it or leaves it.
class bulk_action {
 public:
  bulk_action(record_list& list, net::api_client& api, offline_queue& writes, std::function<void()> changed,
              std::function<void(notice)> tell);
  bulk_action(const bulk_action&) = delete;
  bulk_action& operator=(const bulk_action&) = delete;

  enum class stage : std::uint8_t { idle, counting, asking, running, undoing };

  void start(bulk_job job, bulk_target target);
  /// The person agrees to what is asked, or does not; stops what is running after the batch under way.
  void confirm();
  void cancel();

  [[nodiscard]] stage where() const { return stage_; }
  [[nodiscard]] const bulk_job& job() const { return job_; }
  /// How many records it is about, as the server counted, and how many are done.
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t done() const { return done_; }
  /// An act over all that match that did not come to its end; nullptr for none.
  [[nodiscard]] const bulk_rest* left() const { return left_ ? &*left_ : nullptr; }
  /// How far it came: "1,000 of 5,000 brands deleted. The rest is not done".
  [[nodiscard]] std::string left_text() const;
  /// Whether it can go on: its last batch has an answer, and nothing else is under way.
  [[nodiscard]] bool can_go_on() const;
  void go_on();
  void forget_left();
  /// Takes over what an act of a page that is gone left (to_json of a bulk_rest).
  void take_left(std::string_view json);
  /// A write to the list's resource is done.
  void take_done(const queued_write& write);

  [[nodiscard]] bool settled() const { return stage_ == stage::idle || stage_ == stage::asking; }

  /// How counts are written; absent: as by default.
  std::function<model::formats()> formats;

 private:
  struct before {
    uuid id;
    std::string json;  ///< the field's value; empty: the record was deleted
  };
  void read_page();
  void take_page(result<net::record_page> page);
  void take_known();
  void write();
  void take_written(const write_outcome& outcome);
  void leave_waiting(const queued_write& batch);
  void leave_rest();
  [[nodiscard]] bool rest_waits() const;
  void remember();
  bool take_late(const bulk_job& job, const std::vector<before>& batch, const write_outcome& outcome);
  void finish(const std::string& failure);
  void finish(std::string what, severity kind);
  [[nodiscard]] std::string words(const bulk_job& job, std::int64_t count) const;
  [[nodiscard]] std::string words_of(const bulk_rest& rest) const;
  [[nodiscard]] std::function<void()> undoer(const bulk_job& job, std::vector<before> what);
  void undo(const bulk_job& job, std::vector<before> what);
  void undo_values();
  void restore_next();
  void end_undo();
  [[nodiscard]] std::string figure(std::int64_t count) const;
  [[nodiscard]] std::string plural(std::int64_t count) const;

  record_list& list_;
  const describe::record_type& type_;
  net::api_client& api_;
  offline_queue& writes_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;

  stage stage_ = stage::idle;
  bulk_job job_;
  bulk_target target_;
  std::vector<uuid> waiting_;  ///< named records that are not read yet
  std::string token_;          ///< where reading all goes on
  bool read_all_ = false;
  bool stopped_ = false;
  std::vector<before> batch_;  ///< read, to be written next
  std::vector<before> undo_;   ///< written, as they were before
  std::int64_t count_ = 0;
  std::int64_t done_ = 0;
  int run_ = 0;  ///< counts acts: a batch that waits is not part of the next one
  int restoring_ = 0;
  std::int64_t failed_ = 0;

  std::string resume_token_;  ///< the page that the batch after the last written one begins with
  std::string written_key_;   ///< of the batch that is being written
  std::optional<bulk_rest> left_;
  std::vector<before> left_undo_;  ///< what it has done, as it was before
  std::string remembered_;         ///< what is kept with the writes
};

}  // namespace dossier::app
