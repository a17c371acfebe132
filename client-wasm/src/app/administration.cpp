#include "client-wasm/src/app/administration.hpp"

#include <utility>

#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/app/rights.hpp"
#include "client-wasm/src/model/display.hpp"
#include "shared/permissions/membership.hpp"
#include "shared/records/brand.hpp"

namespace dossier::app {
namespace {

/// What is sent to make somebody this: `"role":"…"`, with the brand of who is of one.
std::string standing_members(role as, const std::string& brand_id) {
  std::string out = text_member("role", to_string(as));
  if (permissions::is_of_a_brand(as)) out += "," + text_member("brand_id", brand_id);
  return out;
}

/// "Brand does not name one of the brands", or the problem's own words.
std::string fault_text(const problem& why) {
  for (const field_error& each : why.errors) {
    if (each.field == "brand_id") return "Brand " + each.message;
  }
  return explanation(why);
}

}  // namespace

administration::administration(workspace& work)
    : acts_(work.api(), {work.around().clock, work.around().changed, work.around().tell}),
      brands_(describe::type_of<brand>(), work),
      members_(work.api(), "/api/v1/auth/members", read_member, {work.around().clock, work.around().changed}),
      invitations_(work.api(), "/api/v1/auth/invitations", read_invitation,
                   {work.around().clock, work.around().changed}),
      keys_(work.api(), "/api/v1/auth/api-keys?of=all", read_api_key,
            {work.around().clock, work.around().changed}),
      sessions_(work.api(), "/api/v1/auth/member-sessions", read_session,
                {work.around().clock, work.around().changed}) {}

const std::string& administration::fault(const std::string& member_id) const {
  static const std::string none;
  const auto found = faults_.find(member_id);
  return found == faults_.end() ? none : found->second;
}

/// "T. Keller is an analyst now", "Ann is a client viewer of Halden Foods now".
std::string administration::became_text(const member& who, const standing& now) const {
  const bool vowel = now.as == role::owner || now.as == role::admin || now.as == role::analyst ||
                     now.as == role::intern || now.as == role::auditor;
  const std::string of = brands_.name_of(now.brand_id).value_or("");
  return who.name + (vowel ? " is an " : " is a ") + model::lower_first(role_text(now.as)) +
         (of.empty() ? "" : " of " + of) + " now";
}

void administration::change(const member& who, const standing& wanted, bool can_undo) {
  faults_.clear();
  acts_.act(who.id, "PATCH", "/api/v1/auth/members/" + who.id,
            "{" + standing_members(wanted.as, wanted.brand_id) + "}",
            [this, who, wanted, can_undo](const result<net::told_json>& answer) {
              members_.load();
              if (!answer) {
                faults_[who.id] = fault_text(answer.error());
                return;
              }
              notice told{severity::ok, became_text(who, wanted), {}, {}};
              if (can_undo) {
                told.action = "Undo";
                told.act = [this, who] { change(who, {who.as, who.brand_id}, false); };
              }
              acts_.around().tell(std::move(told));
            });
}

void administration::remove(const member& who) {
  faults_.clear();
  acts_.act(who.id, "DELETE", "/api/v1/auth/members/" + who.id, {},
            [this, who](const result<net::told_json>& answer) {
              members_.load();
              if (answer) return acts_.around().tell({severity::ok, who.name + " removed", {}, {}});
              faults_[who.id] = explanation(answer.error());
            });
}

void administration::invite(const invitation_wish& wish, std::function<void(std::optional<problem>)> done) {
  acts_.act("invitation", "POST", "/api/v1/auth/invitations",
            "{" + text_member("email", wish.email) + "," + text_member("name", wish.name) + "," +
                standing_members(wish.as, wish.brand_id) + "}",
            [this, email = wish.email, done = std::move(done)](const result<net::told_json>& answer) {
              if (!answer) return done(answer.error());
              members_.load();
              invitations_.load();
              acts_.around().tell({severity::ok, email + " invited", {}, {}});
              done(std::nullopt);
            });
}

template <class Item>
void administration::end(const std::string& id, std::string target, std::string done,
                         fetched_list<Item>& list) {
  acts_.act(id, "DELETE", std::move(target), {},
            [this, &list, done = std::move(done)](const result<net::told_json>& answer) {
              list.load();
              if (answer) return acts_.around().tell({severity::ok, done, {}, {}});
              acts_.around().tell({severity::bad, "Not done. " + refusal_text(answer.error()), {}, {}});
            });
}

void administration::withdraw(const invitation& which) {
  end(which.id, "/api/v1/auth/invitations/" + which.id, "Invitation of " + which.email + " withdrawn",
      invitations_);
}
void administration::revoke(const api_key& which) {
  end(which.id, "/api/v1/auth/api-keys/" + which.id, which.name + " revoked", keys_);
}
void administration::end_session(const person_session& which) {
  end(which.id, "/api/v1/auth/member-sessions/" + which.id, "Session of " + which.person + " ended",
      sessions_);
}

}  // namespace dossier::app
