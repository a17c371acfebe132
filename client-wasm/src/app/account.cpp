#include "client-wasm/src/app/account.hpp"

#include <utility>

#include "client-wasm/src/app/refusal.hpp"

namespace dossier::app {

std::string text_member(std::string_view name, std::string_view value) {
  std::string out = "\"" + std::string(name) + "\":";
  codec::append_json_string(out, value);
  return out;
}

void people_acts::act(const std::string& about, std::string method, std::string target, std::string body,
                      answer done) {
  if (!busy_.insert(about).second) return;
  api_.send(std::move(method), std::move(target), std::move(body),
            [this, about, done = std::move(done)](result<net::told_json> told) {
              busy_.erase(about);
              done(std::move(told));
              around_.changed();
            });
  around_.changed();
}

account::account(net::api_client& api, people_acts::surroundings around)
    : acts_(api, around),
      sessions_(api, "/api/v1/auth/sessions", read_session, {around.clock, around.changed}),
      keys_(api, "/api/v1/auth/api-keys", read_api_key, {around.clock, around.changed}),
      providers_(api, "/api/v1/auth/identities", read_provider, {around.clock, around.changed}) {}

void account::load() {
  if (request_ != 0) return;
  request_ = acts_.api().read("/api/v1/auth/me", [this](const result<net::told_json>& answer) {
    request_ = 0;
    const auto object =
        answer ? codec::parse_json_object(answer->body) : result<boost::json::object>(answer.error());
    if (object) facts_ = read_person(*object);
    acts_.around().changed();
  });
}

void account::end_session(const person_session& which) {
  acts_.act(which.id, "DELETE", "/api/v1/auth/sessions/" + which.id, {},
            [this](const result<net::told_json>& answer) {
              sessions_.load();
              acts_.around().tell(
                  answer ? notice{severity::ok, "Session ended", {}, {}}
                         : notice{severity::bad, "Not ended. " + refusal_text(answer.error()), {}, {}});
            });
}

void account::revoke(const api_key& which) {
  acts_.act(which.id, "DELETE", "/api/v1/auth/api-keys/" + which.id, {},
            [this, name = which.name](const result<net::told_json>& answer) {
              keys_.load();
              acts_.around().tell(
                  answer ? notice{severity::ok, name + " revoked", {}, {}}
                         : notice{severity::bad, "Not revoked. " + refusal_text(answer.error()), {}, {}});
            });
}

void account::unlink(const linked_provider& which) {
  kept_.clear();
  acts_.act(which.id, "DELETE", "/api/v1/auth/identities/" + which.id, {},
            [this, which](const result<net::told_json>& answer) {
              providers_.load();
              if (answer) return acts_.around().tell({severity::ok, which.name() + " unlinked", {}, {}});
              kept_ = which.id;
              kept_reason_ = explanation(answer.error());
            });
}

std::string account::unlink_fault(const std::string& id) const {
  return kept_ == id ? kept_reason_ : std::string();
}

void account::make_key(const key_wish& wish, std::function<void(result<std::string>)> done) {
  std::string body =
      "{" + text_member("name", wish.name) + "," + text_member("scope", wish.may_write ? "write" : "read");
  if (wish.expires_at) body += "," + text_member("expires_at", to_string(*wish.expires_at));
  acts_.act("new key", "POST", "/api/v1/auth/api-keys", body + "}",
            [this, done = std::move(done)](const result<net::told_json>& answer) {
              if (!answer) return done(answer.error());
              keys_.load();
              const auto made = codec::parse_json_object(answer->body);
              const boost::json::value* key = made ? made->if_contains("key") : nullptr;
              if (key == nullptr || !key->is_string())
                return done(problems::malformed("The answer has no key"));
              done(std::string(key->get_string().data(), key->get_string().size()));
            });
}

void account::change_password(const std::string& old_one, const std::string& new_one,
                              std::function<void(std::optional<problem>)> done) {
  acts_.act("password", "POST", "/api/v1/auth/password",
            "{" + text_member("old_password", old_one) + "," + text_member("new_password", new_one) + "}",
            [done = std::move(done)](const result<net::told_json>& answer) {
              done(answer ? std::nullopt : std::optional(answer.error()));
            });
}

}  // namespace dossier::app
