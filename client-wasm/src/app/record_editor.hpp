#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/draft_store.hpp"
#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/model/history_model.hpp"

namespace dossier::app {

/// A save that meets a record changed elsewhere, in fields not edited here, is repeated on the newer version
/// this often.
inline constexpr int save_attempts = 3;
/// Versions of the open record that are kept to tell what a change replaced.
inline constexpr std::size_t versions_kept = 8;

/// The record in the panel: its form, history, saving, deleting, and meeting what others do to it. Edits of a
/// record that is closed or left for another one are kept as drafts until they are saved or discarded.
class record_editor {
 public:
  record_editor(record_list& list, net::api_client& api, net::live_connection& live,
                std::function<double()> clock, std::function<double()> random, std::function<void()> changed,
                std::function<void(notice)> tell);
  ~record_editor();
  record_editor(const record_editor&) = delete;
  record_editor& operator=(const record_editor&) = delete;

  enum class stage : std::uint8_t { closed, loading, open, missing, failed };

  /// Opens a record (shown at once where the list knows it), or a new one.
  void open(const uuid& id);
  void open_new();
  void close();

  [[nodiscard]] stage where() const { return stage_; }
  [[nodiscard]] bool creating() const { return form_ && form_->creating(); }
  /// The open record's id; nil for a new one.
  [[nodiscard]] const uuid& id() const { return id_; }
  [[nodiscard]] model::form_state* form() { return form_ ? &*form_ : nullptr; }
  [[nodiscard]] const model::form_state* form() const { return form_ ? &*form_ : nullptr; }
  [[nodiscard]] const model::history_model& history() const { return history_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] bool saving() const { return saving_; }
  /// Fields are to be settled between ours and theirs before anything is sent.
  [[nodiscard]] bool in_conflict() const { return conflict_; }
  /// The open record was deleted by someone meanwhile.
  [[nodiscard]] bool deleted() const { return deleted_; }
  /// Whether a record has edits that are not saved.
  [[nodiscard]] bool has_draft(const uuid& id) const;
  /// Edits that are not saved, of the open record and of others.
  [[nodiscard]] draft_store& drafts() { return drafts_; }
  /// Saves that wait for the connection.
  [[nodiscard]] int waiting() const { return waiting_ ? 1 : 0; }
  [[nodiscard]] bool settled() const { return !saving_ && loads_ == 0; }

  /// The person changed a field's text.
  void edit(model::form_field& field, std::string text);
  void save();
  void discard();
  void choose(model::form_field& field, bool mine);
  /// Ends the conflict without sending.
  void back_to_form();
  /// Deletes records (one or many) and offers to undo it.
  void remove(std::vector<uuid> ids);
  void restore(const uuid& id);

  void take_change(const live::change& change, const describe::any_record& record);
  bool take_reset(const std::string& subscription);
  /// The connection stands again: what waited is sent.
  void connected();

  /// Called with the id of a record that was just created.
  std::function<void(const uuid&)> created;
  /// Called with the id of a record that we just deleted.
  std::function<void(const uuid&)> removed;

 private:
  void leave();
  void load();
  void load_history();
  void take_loaded(result<net::record_answer> answer);
  void start_form(const describe::any_record& record);
  void remember(const describe::any_record& record);
  [[nodiscard]] const describe::any_record* version(std::int64_t number) const;
  void send(int attempt);
  void take_saved(result<net::record_answer> answer, int attempt);
  void meet_newer(int attempt);
  void tell_failure(const problem& why);
  void keep_draft();
  void update_pin();
  void undelete_all(const std::vector<uuid>& ids);
  [[nodiscard]] std::string make_key();

  record_list& list_;
  const describe::record_type& type_;
  net::api_client& api_;
  net::live_connection& live_;
  std::function<double()> clock_;
  std::function<double()> random_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;

  stage stage_ = stage::closed;
  uuid id_;
  std::optional<model::form_state> form_;
  draft_store drafts_;
  model::history_model history_;
  std::vector<describe::any_record> versions_;
  std::string failure_;
  std::string subscription_;
  std::string create_key_;
  int opened_ = 0;  ///< counts openings: answers for an earlier one are ignored
  int loads_ = 0;
  bool saving_ = false;
  bool conflict_ = false;
  bool deleted_ = false;
  bool waiting_ = false;
};

}  // namespace dossier::app
