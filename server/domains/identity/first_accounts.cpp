#include "server/domains/identity/first_accounts.hpp"

#include <pqxx/pqxx>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/member_repository.hpp"
#include "server/domains/identity/password_hasher.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/records/command_line_actor.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

/// Digits of the demo's password: 80 bits.
constexpr std::size_t demo_password_bytes = 10;

void add_demo_people(pqxx::work& work, const installation& here, const std::string& password, timestamp now) {
  const std::string hash = password_hasher::hash_now(password);
  for (const demo_person& one : demo_people()) {
    const account made{one.who.id, one.email, one.who.name, {}, true};
    if (!add_account(work, made, now)) continue;
    set_password(work, made.id, hash, now);
    (void)put_membership(work, here.tenant_id, made.id, made.name, one.role, now);
  }
}

/// Of what somebody did at the machine, whoever that was: for one of the tenant's people.
void note_membership(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, std::string_view kind,
                     std::string before, std::string after, timestamp now) {
  audit(work, {.tenant_id = tenant_id,
               .actor_id = uuid{},
               .actor_name = std::string(command_line_actor),
               .resource = "memberships",
               .record_id = account_id,
               .kind = kind,
               .before = std::move(before),
               .after = std::move(after),
               .trace_id = std::string(32, '0'),
               .at = now});
}

void add_first_owner(pqxx::work& work, const installation& here, const std::string& email, timestamp now) {
  const account owner{here.local.id, email, here.local.name, {}, true};
  (void)add_account(work, owner, now);
  (void)put_membership(work, here.tenant_id, owner.id, owner.name, role::owner, now);
  // Who was the built-in person before anybody signed in is the owner now, and called so.
  rename_person(work, here.tenant_id, owner.id, owner.name);
  audit_text made;
  made.add("outcome", "made at the first start").add("email", email).add("role", to_string(role::owner));
  note_membership(work, here.tenant_id, owner.id, "created", {}, made.done(), now);
}

/// Changes what somebody is who belongs to the tenant already, and is locked.
void change_role(pqxx::work& work, const uuid& tenant_id, const tenant_member& found, role becomes,
                 timestamp now) {
  if (found.role == becomes) return;
  set_role(work, tenant_id, found.account_id, becomes, uuid{}, now);
  audit_text was;
  was.add("role", to_string(found.role));
  if (!found.brand_id.is_nil()) was.add("brand_id", to_string(found.brand_id));
  audit_text is;
  is.add("outcome", "role changed by the command line")
      .add("email", found.email)
      .add("role", to_string(becomes));
  note_membership(work, tenant_id, found.account_id, "updated", was.done(), is.done(), now);
}

}  // namespace

std::string link_path(const std::string& token) {
  return "/sign-in#link=" + token;
}

first_accounts ensure_accounts(const std::string& auth_conninfo, const installation& here,
                               const std::string& owner_email, bool demo, timestamp now) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  first_accounts made;
  const bool anybody = has_accounts(work);
  if (demo) {
    // Derived, so that every start can tell it and nothing keeps it.
    made.demo_password =
        to_hex(derive(setting(work, "secret"), "demo password").substr(0, demo_password_bytes));
    if (!anybody) add_demo_people(work, here, made.demo_password, now);
    // Somebody else's people are no demo's.
    if (find_account(work, text::fold(demo_people().front().email))) made.demo = demo_people();
  } else if (!anybody) {
    add_first_owner(work, here, owner_email, now);
  }
  const auto owner = find_account(work, here.local.id);
  if (owner && !has_passwords(work)) {
    made.owner =
        first_accounts::waiting{owner->email, make_link(work, owner->id, link_purpose::first_owner, now)};
  }
  work.commit();
  return made;
}

result<std::string> add_person(const std::string& auth_conninfo, const new_person& who, const uuid& new_id,
                               timestamp now) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  auto person = find_account(work, text::fold(who.email));
  if (!person) {
    person = account{new_id, who.email, who.name, {}, true};
    (void)add_account(work, *person, now);
  }
  if (const auto member = lock_member(work, who.tenant_id, person->id)) {
    if (member->is_last_owner && who.role != role::owner)
      return problems::duplicate("They are the last owner of the tenant. Make another one first.", {});
    change_role(work, who.tenant_id, member->who, who.role, now);
  } else {
    // Here as was asked for, whatever other tenants call them, and what this one called them before.
    (void)put_membership(work, who.tenant_id, person->id, who.name, who.role, now);
    rename_person(work, who.tenant_id, person->id, who.name);
    audit_text added;
    added.add("outcome", "added by the command line").add("email", person->email);
    added.add("role", to_string(who.role));
    note_membership(work, who.tenant_id, person->id, "created", {}, added.done(), now);
  }
  std::string link;
  if (person->password_hash.empty()) link = make_link(work, person->id, link_purpose::invitation, now);
  work.commit();
  return link;
}

std::string link_for(const std::string& auth_conninfo, const std::string& email, timestamp now) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  const auto person = find_account(work, text::fold(email));
  if (!person) return {};
  std::string link = make_link(work, person->id, link_purpose::operators, now);
  work.commit();
  return link;
}

void give_viewer_a_brand(const std::string& auth_conninfo, const installation& here, const uuid& brand_id) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  for (const demo_person& one : demo_people()) {
    if (one.role == role::client_viewer) give_brand(work, here.tenant_id, one.who.id, brand_id);
  }
  work.commit();
}

std::optional<uuid> tenant_called(const std::string& auth_conninfo, const std::string& name) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  return find_tenant(work, name);
}

std::string workspace_name(const std::string& auth_conninfo, const uuid& tenant_id) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  return find_workspace_name(work, tenant_id);
}

std::string installation_key(const std::string& auth_conninfo, std::string_view purpose) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  return derive(setting(work, "secret"), purpose);
}

std::string installation_id(const std::string& auth_conninfo) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work work(connection);
  return to_hex(setting(work, "installation"));
}

}  // namespace dossier::identity
