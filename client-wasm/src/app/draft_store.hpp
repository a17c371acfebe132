#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/form_state.hpp"

namespace dossier::app {

/// Edits that are not saved, by record (the nil id: a new one). They outlive the form, and as JSON in local
/// storage the page: a reload, a crash or a newer build lose nothing that was typed.
class draft_store {
 public:
  /// Keeps the edits of `form`; a form without any is forgotten.
  void keep(const uuid& id, const model::form_state& form);
  void forget(const uuid& id);
  /// Adds a patch that was not stored, with the values it was to replace (JSON objects).
  void put(const uuid& id, const describe::record_type& type, const std::string& patch,
           const std::string& before);
  /// Forgets the edits that say what `patch` says: the person took it back.
  void withdraw(const uuid& id, const describe::record_type& type, const std::string& patch);
  /// Forgets the edits that a record holds by now.
  void settle(const describe::any_record& stored);
  /// What was typed for a new record goes on as edits of the record that it became.
  void move_new(const describe::any_record& made);
  [[nodiscard]] bool contains(const uuid& id) const { return drafts_.count(id) != 0; }
  /// Puts the edits kept for `id` into a form over the record as it is stored now. Where someone stored
  /// another value since the edit began, the field names them as a rival.
  void apply(const uuid& id, model::form_state& form) const;

  [[nodiscard]] std::string to_json() const;
  /// Reads what to_json wrote; anything else is ignored.
  void load(std::string_view json);
  /// Grows with every change, so that a caller knows when to store again.
  [[nodiscard]] int revision() const { return revision_; }

 private:
  struct edit {
    std::string field;
    std::string text;
    std::string base;
    bool operator==(const edit&) const = default;
  };
  std::map<uuid, std::vector<edit>> drafts_;
  int revision_ = 0;
};

}  // namespace dossier::app
