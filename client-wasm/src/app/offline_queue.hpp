#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/queued_write.hpp"
#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

// Times in milliseconds.
inline constexpr double write_retry_first_ms = 1'000;  ///< after an unanswered write; doubles with each
inline constexpr double write_retry_most_ms = 30'000;
/// A write that may have arrived and is no patch is not sent again by itself after this: the server keeps
/// idempotency keys for 24 hours. (A patch says which version it is for.)
inline constexpr std::int64_t key_trusted_ms = std::int64_t{23} * 3'600'000;
/// Requests at once while the connection is good; one after the other while what waited is sent.
inline constexpr int writes_at_once = 6;
/// A patch that meets a newer version without touching what was changed there is sent this often.
inline constexpr int write_attempts = 3;
/// A server that fails (500 and more) is asked this often before the write counts as refused.
inline constexpr int server_failures_max = 5;
/// Writes kept at once, and bytes of them: local storage has room for a few MB. More are not taken.
inline constexpr std::size_t writes_max = 500;
inline constexpr std::size_t writes_bytes_max = std::size_t{1} << 20U;

/// What became of a write.
struct write_outcome {
  std::optional<problem> refused;         ///< nullopt: it is done
  std::vector<net::told_record> records;  ///< as it left them; none for a removal
  std::int64_t change_seq = 0;
  describe::any_record newer;  ///< of a refused patch: the record as it is stored now, where it was read
};

/// Every write of this page goes through here, so that none is lost and none is done twice. Writes are kept
/// in local storage from the moment they are made until the server has answered. What gets no answer waits
/// for the connection and is then sent in order, with its idempotency key and the version it was based on;
/// later writes to the same record are moved to the version that an earlier one made. What is refused while
/// nobody handles the refusal stays as refused, its values kept, until the person decides.
class offline_queue {
 public:
  struct surroundings {
    std::function<double()> clock;       ///< milliseconds of a steady clock
    std::function<double()> wall_clock;  ///< milliseconds since 1970
    std::function<double()> random;      ///< 0 ≤ x < 1
    std::function<void()> changed;
    /// Puts it into local storage; empty: takes it out. False when that did not succeed.
    std::function<bool(const std::string& json)> keep;
    /// A write is done; called before who asked is.
    std::function<void(const queued_write&, const write_outcome&)> done;
    std::function<void(const queued_write&)> refused;  ///< a refusal that nobody handled
    std::function<void()> full;                        ///< a write was not taken: there is no room for it
    /// What another page kept beside its writes was taken over with them.
    std::function<void(const std::string& name, const std::string& text)> beside{};
  };
  struct handler {
    /// Told the definite answer. Returns whether it has dealt with a refusal.
    std::function<bool(const queued_write&, const write_outcome&)> answered{};
    /// It got no answer, or is not tried before others have one: it waits for the connection.
    std::function<void(const queued_write&)> waits{};
  };

  offline_queue(net::api_client& api, surroundings around);
  offline_queue(const offline_queue&) = delete;
  offline_queue& operator=(const offline_queue&) = delete;

  // Each returns the write's number; 0 when there is no room for it.
  std::int64_t create(const describe::record_type& type, std::string body, std::string title, bool from_draft,
                      handler told);
  /// `before`: the members of `body` as they were (values_before).
  std::int64_t patch(const describe::record_type& type, const uuid& id, std::int64_t version,
                     std::string body, std::string before, std::string title, handler told);
  std::int64_t remove(const describe::record_type& type, const uuid& id, std::string title, handler told);
  std::int64_t undelete(const describe::record_type& type, const uuid& id, std::string title, handler told);
  /// Up to net::batch_max records at once: `body` is a patch for all of them, empty deletes them; or one of
  /// `bodies` for each.
  std::int64_t batch(const describe::record_type& type, std::vector<uuid> ids, std::string body,
                     std::vector<std::string> bodies, std::string title, handler told);

  /// Takes over what another page has left, or this one before it was loaded again. Returns how many.
  std::size_t adopt(std::string_view json);

  /// Keeps a text with the writes as long as it is not replaced; empty: no more. It goes where they go.
  void keep_beside(const std::string& name, std::string text);

  /// The connection stands: what waits is sent now.
  void connected();
  /// Sends what is due.
  void tick();
  [[nodiscard]] std::optional<double> next_deadline() const;

  /// Takes a write back: true unless it is on its way. A refused one is forgotten.
  bool discard(std::int64_t number);
  /// Sends a refused write again.
  void retry(std::int64_t number);
  /// Puts another body into a new record that was never sent; false when it may have been.
  bool replace_new(std::int64_t number, const std::string& body, const std::string& title);
  /// Another one asks to be told (the page was loaded again since the first did).
  void listen(std::int64_t number, handler told);

  [[nodiscard]] const std::vector<queued_write>& writes() const { return writes_; }
  [[nodiscard]] const queued_write* find(std::int64_t number) const;
  /// Writes that wait for the connection.
  [[nodiscard]] int waiting() const;
  [[nodiscard]] int refused() const;
  /// A write of this record has no answer yet.
  [[nodiscard]] bool holds(const uuid& id) const;
  /// The record as it will be when all that has no answer yet is done; nothing when that is the same.
  [[nodiscard]] std::optional<describe::any_record> ahead(const describe::any_record& stored) const;
  /// By the last of the writes without an answer the record will be deleted.
  [[nodiscard]] bool will_be_gone(const uuid& id) const;
  /// The fields of the record that writes without an answer will set.
  [[nodiscard]] std::set<std::string, std::less<>> set_fields(const uuid& id) const;
  /// Something has no answer yet and could not be put into local storage: it goes with the page.
  [[nodiscard]] bool at_risk() const { return unkept_ && !writes_.empty(); }
  /// What is written now waits behind others.
  [[nodiscard]] bool recovering() const { return recovering_; }
  /// Nothing is being sent.
  [[nodiscard]] bool settled() const;
  /// Grows with every change.
  [[nodiscard]] std::int64_t revision() const { return revision_; }

 private:
  struct listener {
    std::int64_t number = 0;
    handler told;
  };
  std::int64_t add(queued_write write, handler told);
  bool merge(const queued_write& write, handler& told, std::int64_t& number);
  void pump();
  [[nodiscard]] bool may_start(std::size_t index) const;
  bool doubtful(queued_write& write);
  void send(queued_write& write, int attempt);
  void take(std::int64_t number, int attempt, write_outcome outcome);
  void succeeded(std::int64_t number, const write_outcome& outcome);
  void unanswered(queued_write& write, const problem& why);
  void meet_newer(const queued_write& write, int attempt, const problem& why);
  void refuse(std::int64_t number, const write_outcome& outcome);
  void move_later(const queued_write& done, const describe::any_record& stored);
  bool tell(const queued_write& write, const write_outcome& outcome);
  void tell_waits(const queued_write& write);
  void erase(std::int64_t number);
  void forget(std::int64_t number);
  [[nodiscard]] queued_write* own(std::int64_t number);
  void keep();

  net::api_client& api_;
  surroundings around_;
  std::vector<queued_write> writes_;
  std::vector<listener> listeners_;
  std::map<std::string, std::string> beside_;
  std::int64_t last_number_ = 0;
  std::int64_t revision_ = 0;
  bool recovering_ = false;  ///< what waited is being sent, one after the other
  bool unkept_ = false;
  std::optional<double> held_until_;
  double backoff_ms_ = write_retry_first_ms;
};

}  // namespace dossier::app
