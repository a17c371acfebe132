#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/app/autosave.hpp"
#include "client-wasm/src/app/draft_store.hpp"
#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/record_list.hpp"
#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/model/history_model.hpp"

namespace dossier::app {

/// Versions of the open record that are kept to tell what a change replaced.
inline constexpr std::size_t versions_kept = 8;

/// The record in the panel: its form, history, saving, and meeting what others do to it. Edits of a
/// record that is closed or left for another one are kept as drafts until they are saved or discarded.
///
/// A record that is a draft by its own status is saved by itself a while after an edit: nobody else relies on
/// it yet, and a person who writes should not think of saving. One that is published is saved when the person
/// says so, since what is saved is what others read.
class record_editor {
 public:
  record_editor(record_list& list, net::api_client& api, offline_queue& writes, net::live_connection& live,
                std::function<double()> clock, std::function<void()> changed,
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
  /// Whether what was saved waits for the connection.
  [[nodiscard]] bool waiting() const { return waiting_; }
  /// Whether this write is the form's own, so that its refusal is settled here.
  [[nodiscard]] bool awaits(std::int64_t write) const { return write_ == write; }
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
  /// Makes a refused write an edit again: its values stand in the draft, beside what others stored. The
  /// caller opens the record.
  void take_up(const queued_write& write);

  /// A write of ours is stored, whoever made it.
  void take_own(const queued_write& write, const describe::any_record& record);
  void take_change(const live::change& change, const describe::any_record& record);
  /// A record that the open one may refer to is called otherwise now.
  void take_name(const rename& heard);
  bool take_reset(const std::string& subscription);
  /// Saves what is due by now; true when it did.
  bool tick();
  [[nodiscard]] std::optional<double> next_deadline() const { return saved_.next_deadline(clock_()); }

  /// Called with the id of a record that was just created.
  std::function<void(const uuid&)> created;
  /// Called when a new record waits for the connection, and its form is left.
  std::function<void()> set_aside;

 private:
  void leave();
  void load();
  void load_history();
  void take_loaded(result<net::record_answer> answer);
  void start_form(const describe::any_record& record);
  void remember(const describe::any_record& record);
  [[nodiscard]] const describe::any_record* version(std::int64_t number) const;
  [[nodiscard]] std::string title();
  void send();
  [[nodiscard]] offline_queue::handler saver();
  bool take_saved(const queued_write& write, const write_outcome& outcome);
  void take_refusal(const queued_write& write, const write_outcome& outcome);
  void take_wait();
  void take_discarded();
  bool send_again_later();
  void follow_waiting();
  describe::any_record show_values(const std::string& patch);
  void keep_draft();
  void update_pin();
  void note_edits();
  void adopt(const describe::any_record& made, std::int64_t change_seq);
  void subscribe(std::int64_t after);
  using field_texts = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] field_texts texts() const;
  void put_back(const field_texts& texts);

  record_list& list_;
  const describe::record_type& type_;
  net::api_client& api_;
  offline_queue& writes_;
  net::live_connection& live_;
  std::function<double()> clock_;
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
  std::int64_t write_ = 0;   ///< the form's write that has no answer; 0: none
  bool review_due_ = false;  ///< the conflict is shown as soon as the record is there
  int opened_ = 0;           ///< counts openings: answers for an earlier one are ignored
  int loads_ = 0;
  bool saving_ = false;
  bool conflict_ = false;
  bool deleted_ = false;
  bool waiting_ = false;
  bool save_again_ = false;  ///< the person said Save while a save was under way
};

}  // namespace dossier::app
