#include "server/domains/identity/oidc_recognition.hpp"

#include <gtest/gtest.h>

#include "tests/integration/identity/sign_in_world.hpp"

namespace dossier::identity {
namespace {

class oidc_recognition_of : public testing::Test {
 protected:
  oidc_recognition_of() {
    by.name = "acme";
    by.issuer = "https://id.example";
    by.provision_role = role::intern;
    by.provision_domains = {"first.example"};
  }
  /// Whose account it is in the tenant, or the last word of the problem's type.
  std::string found(const std::string& subject, const std::string& email, bool verified = true,
                    std::optional<uuid> tenant = {}) {
    std::string told;
    const auto look = [&](pqxx::work& work) {
      const auto got = recognize(work, {subject, email, verified, "Some Body"},
                                 {by, tenant.value_or(world.tenant), world.from, world.clock()(),
                                  [&] { return world.database.make_id(); }});
      told = got.who.email + " " + std::string(to_string(got.in.role));
    };
    const auto done = world.io.run(world.pool.run(uuid{}, look));
    if (!done) told = done.error().type.substr(done.error().type.rfind('/') + 1);
    return told;
  }

  tests::sign_in_world world;
  oidc_settings by;
};

TEST_F(oidc_recognition_of, a_member_goes_by_the_verified_address_first_and_by_the_subject_from_then_on) {
  (void)world.person("ada@first.example", "the analytical engine");
  EXPECT_EQ(found("s1", "Ada@First.example", false), "unverified");
  EXPECT_EQ(found("s1", "Ada@First.example"), "ada@first.example analyst");
  EXPECT_EQ(found("s1", "other@elsewhere.example", false), "ada@first.example analyst");
  EXPECT_EQ(found("s2", "ada@first.example"), "taken");
  by.provision_role.reset();
  EXPECT_EQ(found("s1", "ada@first.example", true, world.other_tenant), "unknown")
      << "another tenant's provider";
  EXPECT_EQ(world.database_row(
                "SELECT string_agg(resource || ' ' || (after::json ->> 'outcome'), ', ') FROM outbox"),
            "accounts linked to a provider");
}

TEST_F(oidc_recognition_of, who_was_taken_out_of_the_tenant_or_suspended_stays_outside) {
  const account ada = world.person("ada@first.example", "the analytical engine");
  EXPECT_EQ(found("s1", "ada@first.example"), "ada@first.example analyst");
  world.change([&](pqxx::work& work) { remove_membership(work, world.tenant, ada.id, world.clock()()); });
  EXPECT_EQ(found("s1", "ada@first.example"), "unknown") << "although the domain is let in";
  const account grace = world.person("grace@first.example", "the analytical engine");
  world.change([&](pqxx::work& work) {
    work.exec_params("UPDATE accounts SET state = 'suspended' WHERE id = $1::uuid", to_string(grace.id));
  });
  EXPECT_EQ(found("s3", "grace@first.example"), "unknown");
}

TEST_F(oidc_recognition_of, somebody_of_a_listed_domain_gets_an_account_and_no_look_alike_does) {
  EXPECT_EQ(found("s1", "new@first.example"), "new@first.example intern");
  EXPECT_EQ(found("s1", "new@first.example"), "new@first.example intern");
  EXPECT_EQ(found("s2", "new@first.example.evil.example"), "unknown");
  EXPECT_EQ(found("s3", "n\xc3\xa9w@first.example"), "unknown")
      << "it folds to an address that is somebody's";
  by.provision_role.reset();
  EXPECT_EQ(found("s4", "more@first.example"), "unknown");
}

TEST_F(oidc_recognition_of, who_is_let_in_is_called_as_the_provider_says_and_not_as_another_tenant_does) {
  const account ada = world.person("ada@first.example", "the analytical engine");
  EXPECT_EQ(found("s1", "ada@first.example", true, world.other_tenant), "ada@first.example intern");
  EXPECT_EQ(world.database_row("SELECT string_agg(name, ', ' ORDER BY name) FROM users WHERE id = '" +
                               to_string(ada.id) + "'"),
            "Ada, Some Body");
  EXPECT_EQ(
      world.database_row("SELECT string_agg(DISTINCT actor_name, ', ') FROM outbox WHERE tenant_id = '" +
                         to_string(world.other_tenant) + "'"),
      "Some Body");
}

}  // namespace
}  // namespace dossier::identity
