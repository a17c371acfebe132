#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "client-wasm/src/app/fetched_list.hpp"
#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/app/people.hpp"
#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

/// A member of a request's body, escaped: `"name":"value"`.
[[nodiscard]] std::string text_member(std::string_view name, std::string_view value);

/// What is asked of the server about people: one request each, and what comes of it. Only one is under way
/// for one thing.
class people_acts {
 public:
  struct surroundings {
    std::function<double()> clock;  ///< milliseconds of a steady clock
    std::function<void()> changed;
    std::function<void(notice)> tell;
  };
  using answer = std::function<void(result<net::told_json>)>;

  /// `api` outlives it.
  people_acts(net::api_client& api, surroundings around) : api_(api), around_(std::move(around)) {}

  /// `about` names the thing; nothing is done while something is being done to it.
  void act(const std::string& about, std::string method, std::string target, std::string body, answer done);
  [[nodiscard]] bool busy(const std::string& about) const { return busy_.count(about) != 0; }
  [[nodiscard]] bool settled() const { return busy_.empty(); }
  [[nodiscard]] const surroundings& around() const { return around_; }
  [[nodiscard]] net::api_client& api() const { return api_; }

 private:
  net::api_client& api_;
  surroundings around_;
  std::set<std::string> busy_;
};

/// A new key: for what, and until when.
struct key_wish {
  std::string name;
  bool may_write = false;
  std::optional<timestamp> expires_at;
};

/// The person's own account: who they are, where they are signed in and by which providers, their keys, their
/// password.
class account {
 public:
  account(net::api_client& api, people_acts::surroundings around);

  /// Asks who the person is.
  void load();
  /// Nothing before the answer.
  [[nodiscard]] const std::optional<person_facts>& facts() const { return facts_; }
  [[nodiscard]] fetched_list<person_session>& sessions() { return sessions_; }
  [[nodiscard]] fetched_list<api_key>& keys() { return keys_; }
  [[nodiscard]] fetched_list<linked_provider>& providers() { return providers_; }
  [[nodiscard]] const people_acts& acts() const { return acts_; }

  void end_session(const person_session& which);
  void revoke(const api_key& which);
  void unlink(const linked_provider& which);
  /// Why a provider could not be unlinked lately, to be said where it was tried; empty for nothing.
  [[nodiscard]] std::string unlink_fault(const std::string& id) const;
  /// `done` hears the key's text, which is told this once, or why there is none.
  void make_key(const key_wish& wish, std::function<void(result<std::string>)> done);
  /// `done` hears why not; nothing when it is done.
  void change_password(const std::string& old_one, const std::string& new_one,
                       std::function<void(std::optional<problem>)> done);
  [[nodiscard]] bool settled() const {
    return request_ == 0 && acts_.settled() && sessions_.settled() && keys_.settled() && providers_.settled();
  }

 private:
  people_acts acts_;
  std::optional<person_facts> facts_;
  int request_ = 0;
  fetched_list<person_session> sessions_;
  fetched_list<api_key> keys_;
  fetched_list<linked_provider> providers_;
  std::string kept_;         ///< the provider that could not be unlinked
  std::string kept_reason_;  ///< why
};

}  // namespace dossier::app
