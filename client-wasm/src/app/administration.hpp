#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/fetched_list.hpp"
#include "client-wasm/src/app/people.hpp"
#include "client-wasm/src/app/record_names.hpp"

namespace dossier::app {

/// Somebody to be invited.
struct invitation_wish {
  std::string email;
  std::string name;
  role as = role::analyst;
  std::string brand_id{};  ///< a client viewer's
};

/// What somebody is to become.
struct standing {
  role as = role::analyst;
  std::string brand_id{};  ///< a client viewer's
};

/// Who belongs to the workspace and how they get in, for those who run it.
class administration {
 public:
  /// `work` outlives it.
  explicit administration(workspace& work);

  [[nodiscard]] fetched_list<member>& members() { return members_; }
  [[nodiscard]] fetched_list<invitation>& invitations() { return invitations_; }
  [[nodiscard]] fetched_list<api_key>& keys() { return keys_; }
  [[nodiscard]] fetched_list<person_session>& sessions() { return sessions_; }
  /// What the brands of client viewers are called.
  [[nodiscard]] record_names& brands() { return brands_; }
  [[nodiscard]] const people_acts& acts() const { return acts_; }

  /// What was refused for a person lately, to be said where it was tried; empty for nothing.
  [[nodiscard]] const std::string& fault(const std::string& member_id) const;
  void change(const member& who, const standing& wanted) { change(who, wanted, true); }
  void remove(const member& who);
  /// `done` hears why not; nothing when it is done.
  void invite(const invitation_wish& wish, std::function<void(std::optional<problem>)> done);
  void withdraw(const invitation& which);
  void revoke(const api_key& which);
  void end_session(const person_session& which);

  [[nodiscard]] bool settled() const {
    return acts_.settled() && members_.settled() && invitations_.settled() && keys_.settled() &&
           sessions_.settled() && brands_.settled();
  }

 private:
  void change(const member& who, const standing& wanted, bool can_undo);
  [[nodiscard]] std::string became_text(const member& who, const standing& now) const;
  /// Deletes what stands at `target`, tells how it went, and loads the list again.
  template <class Item>
  void end(const std::string& id, std::string target, std::string done, fetched_list<Item>& list);

  people_acts acts_;
  record_names brands_;
  fetched_list<member> members_;
  fetched_list<invitation> invitations_;
  fetched_list<api_key> keys_;
  fetched_list<person_session> sessions_;
  std::map<std::string, std::string> faults_;
};

}  // namespace dossier::app
