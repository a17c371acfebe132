#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/live/messages.hpp"

namespace dossier::model {

/// Another person's value for a field that is being edited here.
struct rival_edit {
  std::string actor_id;
  std::string actor_name;
  std::string text;  ///< their value as it would be edited
  timestamp at;
  std::optional<bool> keep_mine = std::nullopt;  ///< what the person decided; nullopt: nothing yet
  std::string base{};                            ///< what stood there before either of both
};

/// One field of a form: what stands in it, what was there, what is wrong with it.
struct form_field {
  const describe::field* described = nullptr;
  std::string text;                 ///< what the person sees and edits
  std::string base;                 ///< the stored value, edited the same way
  std::string error;                ///< a sentence; empty when nothing is wrong
  std::optional<rival_edit> rival;  ///< someone else stored another value since the edit began
  std::optional<std::string>
      sent{};        ///< what stood in it when it was last sent; nullopt: no save is under way
  int revision = 0;  ///< grows when the text was replaced by what someone stored: an editor must start over

  /// Whether the text means another value than the stored one: "1284" and "1,284" are the same. While a save
  /// is under way, the stored value put back is an edit, too.
  [[nodiscard]] bool dirty() const;
};

/// A form over one record, made from its description: every field that a request may set, in the order of
/// description. A reference is edited as the id it holds. Holds edits until they are saved, validates them
/// with the shared rules, and meets what others store meanwhile: untouched fields follow, touched ones keep
/// the edit and name the rival.
class form_state {
 public:
  /// A form for a new record of `type`.
  explicit form_state(const describe::record_type& type);
  /// A form for editing `stored`.
  explicit form_state(describe::any_record stored);

  [[nodiscard]] bool creating() const { return creating_; }
  [[nodiscard]] const describe::record_type& type() const { return base_.type(); }
  /// The record as stored, as far as known.
  [[nodiscard]] const describe::any_record& stored() const { return base_; }
  [[nodiscard]] std::vector<form_field>& fields() { return fields_; }
  [[nodiscard]] const std::vector<form_field>& fields() const { return fields_; }
  [[nodiscard]] form_field* find(std::string_view name);

  /// Puts what was typed into a field and validates the form.
  void edit(form_field& field, std::string text);
  /// The field as it was stored.
  void restore(form_field& field);
  void restore_all();

  [[nodiscard]] bool dirty() const;
  [[nodiscard]] int dirty_count() const;
  [[nodiscard]] int error_count() const;
  /// Edited fields that someone else stored another value for.
  [[nodiscard]] int rival_count() const;
  [[nodiscard]] bool can_save() const;

  /// The body to send: the whole new record, or a merge patch of the edited fields.
  [[nodiscard]] std::string body() const;
  /// The version that the patch is based on.
  [[nodiscard]] std::int64_t version() const { return base_.base().version; }

  /// What stands in the form now is being sent: when it comes back as stored, it is nobody's but ours.
  void mark_sent();
  /// The same of a save that was made before: `ahead` is the record as it will be.
  void mark_sent(const describe::any_record& ahead);
  /// The save that was under way did not succeed.
  void mark_unsent();
  /// Someone (or we, from elsewhere) stored this record. Older and equal versions are ignored.
  void take_stored(const describe::any_record& record, const live::actor& actor);
  /// Our own write was stored: what was sent is no edit any more; what was typed since stays one.
  void take_saved(const describe::any_record& record);
  /// A refused write: errors go to their fields. Returns what belongs to none of them.
  std::string take_problem(const problem& refused);

  /// Decides about a rival; the decision can be changed until settle().
  void choose(form_field& field, bool mine);
  /// Rivals that nothing is decided about.
  [[nodiscard]] int undecided_count() const;
  /// Carries out the decisions: theirs replaces the edit, ours stays an edit and will overwrite theirs.
  void settle();

 private:
  void build();
  void validate();

  bool creating_ = false;
  describe::any_record base_;
  std::vector<form_field> fields_;
};

}  // namespace dossier::model
