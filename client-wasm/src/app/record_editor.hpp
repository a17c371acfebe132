#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/app/autosave.hpp"
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
///
/// A record that is a draft by its own status is saved by itself a while after an edit: nobody else relies on
/// it yet, and a person who writes should not think of saving. One that is published is saved when the person
/// says so, since what is saved is what others read.
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
  /// How saving stands, in words.
  [[nodiscard]] const autosave& saved() const { return saved_; }
  /// Whether edits are saved by themselves.
  [[nodiscard]] bool saves_itself() const;
  /// Whether discard() would change anything: edits, or what was saved of them since the record was opened.
  [[nodiscard]] bool can_discard() const;
  /// What the open record's references are called.
  [[nodiscard]] const net::record_context& about() const { return about_; }
  /// The field that the person is in; empty for none. Set by whoever draws the form, every frame.
  std::string active_field;

  /// The person changed a field's text.
  void edit(model::form_field& field, std::string text);
  /// Sends the edits, after a save that is under way.
  void save();
  /// Makes the record what it was when it was opened here, and offers to undo that.
  void discard();
  void choose(model::form_field& field, bool mine);
  /// Opens the conflict where others have stored other values in fields that are edited here.
  void review();
  /// Settles one field of a conflict as a text of its own.
  void settle_as(model::form_field& field, std::string text);
  /// Ends the conflict without sending.
  void back_to_form();
  /// Deletes records (one or many) and offers to undo it.
  void remove(std::vector<uuid> ids);
  void restore(const uuid& id);

  void take_change(const live::change& change, const describe::any_record& record);
  bool take_reset(const std::string& subscription);
  /// The connection stands again: what waited is sent.
  void connected();
  /// Saves what is due by now; true when it did.
  bool tick();
  [[nodiscard]] std::optional<double> next_deadline() const { return saved_.next_deadline(clock_()); }

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
  void note_edits();
  void adopt(const net::record_answer& made);
  void subscribe(std::int64_t after);
  using field_texts = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] field_texts texts() const;
  void put_back(const field_texts& texts);
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
  std::optional<describe::any_record> began_with_;  ///< the record as it was when it was opened
  net::record_context about_;
  autosave saved_;
  std::string failure_;
  std::string subscription_;
  std::string create_key_;
  int opened_ = 0;  ///< counts openings: answers for an earlier one are ignored
  int loads_ = 0;
  bool saving_ = false;
  bool conflict_ = false;
  bool deleted_ = false;
  bool waiting_ = false;
  bool save_again_ = false;  ///< the person said Save while a save was under way
};

}  // namespace dossier::app
