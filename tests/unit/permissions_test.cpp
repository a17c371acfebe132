#include <gtest/gtest.h>

#include "server/records/permission_check.hpp"
#include "shared/describe/registry.hpp"
#include "shared/permissions/membership.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::permissions {
namespace {

/// "read all, create all, update own, remove none"
std::string line_of(role who, std::string_view resource) {
  std::string text;
  for (const verb what : all_verbs) {
    if (!text.empty()) text += ", ";
    text += std::string(to_string(what)) + " " + std::string(to_string(allowed(who, what, resource)));
  }
  return text;
}

constexpr std::string_view everything = "read all, create all, update all, remove all";
constexpr std::string_view reading = "read all, create none, update none, remove none";
constexpr std::string_view nothing = "read none, create none, update none, remove none";

TEST(permissions, have_client_viewers_be_of_a_brand_and_nobody_else) {
  for (const role each : all_roles) {
    const bool of_a_brand = each == role::client_viewer;
    const auto with = brand_fault(each, true);
    const auto without = brand_fault(each, false);
    EXPECT_EQ(with ? with->code : "", of_a_brand ? "" : "choice") << to_string(each);
    EXPECT_EQ(without ? without->code : "", of_a_brand ? "required" : "") << to_string(each);
  }
}

TEST(permissions, let_owners_and_admins_and_managers_do_everything_to_the_book) {
  for (const role who : {role::owner, role::admin, role::manager}) {
    for (const char* resource : {"brands", "insights", "tags"}) {
      EXPECT_EQ(line_of(who, resource), everything) << to_string(who) << " " << resource;
    }
  }
}

TEST(permissions, let_analysts_write_everything_and_remove_what_they_made) {
  for (const char* resource : {"brands", "insights", "tags"}) {
    EXPECT_EQ(line_of(role::analyst, resource), "read all, create all, update all, remove own");
  }
}

TEST(permissions, let_interns_write_insights_and_change_their_own) {
  EXPECT_EQ(line_of(role::intern, "insights"), "read all, create all, update own, remove own");
  EXPECT_EQ(line_of(role::intern, "brands"), reading);
  EXPECT_EQ(line_of(role::intern, "tags"), reading);
}

TEST(permissions, let_client_viewers_manage_insights_of_their_own_brand_and_see_nothing_else) {
  EXPECT_EQ(line_of(role::client_viewer, "insights"),
            "read own_brand, create own_brand, update own_brand, remove own_brand");
  EXPECT_EQ(line_of(role::client_viewer, "brands"), "read own_brand, create none, update none, remove none");
  for (const char* resource : {"tags", "activity", "audit", "members", "invitations"}) {
    EXPECT_EQ(line_of(role::client_viewer, resource), nothing) << resource;
  }
}

TEST(permissions, let_auditors_read_everything_and_write_nothing_but_their_views) {
  for (const char* resource :
       {"brands", "insights", "tags", "workspace", "activity", "audit", "members", "invitations"}) {
    EXPECT_EQ(line_of(role::auditor, resource), reading) << resource;
  }
}

TEST(permissions, keep_a_private_view_to_its_maker_and_let_administrators_tidy_shared_ones) {
  EXPECT_EQ(line_of(role::owner, "saved_views"), everything);
  EXPECT_EQ(line_of(role::admin, "saved_views"), "read shared, create all, update all, remove all");
  for (const role who : {role::manager, role::analyst, role::intern, role::client_viewer, role::auditor}) {
    EXPECT_EQ(line_of(who, "saved_views"), "read shared, create all, update own, remove own");
  }
}

TEST(permissions, let_owners_and_admins_decide_about_people_and_settings) {
  for (const role who : {role::owner, role::admin}) {
    EXPECT_EQ(line_of(who, "members"), everything);
    EXPECT_EQ(line_of(who, "invitations"), everything);
    EXPECT_EQ(line_of(who, "audit"), reading);
    EXPECT_EQ(line_of(who, "workspace"), "read all, create none, update all, remove none");
    EXPECT_EQ(line_of(who, "api_keys"), "read all, create own, update none, remove all");
  }
  for (const role who : {role::manager, role::analyst, role::intern}) {
    for (const char* resource : {"members", "invitations", "audit"})
      EXPECT_EQ(line_of(who, resource), nothing) << resource;
    EXPECT_EQ(line_of(who, "workspace"), reading);
  }
}

TEST(permissions, let_everybody_look_after_their_own_sign_ins) {
  for (const role who : all_roles) {
    EXPECT_NE(allowed(who, verb::read, "account"), scope::none);
    EXPECT_NE(allowed(who, verb::update, "account"), scope::none);
    EXPECT_NE(allowed(who, verb::remove, "sessions"), scope::none);
    EXPECT_NE(allowed(who, verb::remove, "api_keys"), scope::none);
  }
}

TEST(permissions, allow_nothing_that_no_line_allows) {
  for (const role who : all_roles) EXPECT_EQ(line_of(who, "unheard_of"), nothing);
}

TEST(permissions, hide_sensitive_fields_from_client_viewers_alone) {
  const auto& type = describe::type_of<insight>();
  for (const role who : all_roles) {
    EXPECT_EQ(hides_fields(who, type), who == role::client_viewer) << to_string(who);
    EXPECT_EQ(may_read(who, type, *type.find("source")), who != role::client_viewer);
    EXPECT_EQ(may_read(who, type, *type.find("sentiment")), who != role::client_viewer);
    EXPECT_TRUE(may_read(who, type, *type.find("title")));
  }
}

/// Its entries tell what sensitive fields were before and after.
TEST(permissions, let_nobody_read_the_log_who_may_not_read_every_field) {
  std::size_t readers = 0;
  for (const role who : all_roles) {
    if (allowed(who, verb::read, "audit") == scope::none) continue;
    ++readers;
    for (const describe::record_type* type : describe::all_records())
      EXPECT_FALSE(hides_fields(who, *type)) << to_string(who) << " " << type->names.resource;
  }
  EXPECT_EQ(readers, 3U);
}

/// What a field says of itself in other ways cannot be hidden.
TEST(permissions, hide_only_fields_that_nothing_else_gives_away) {
  for (const describe::record_type* type : describe::all_records()) {
    for (const describe::field& described : type->fields) {
      if (!described.is_sensitive) continue;
      EXPECT_FALSE(described.is_required || described.is_unique || described.is_searchable) << described.name;
      EXPECT_TRUE(described.references.empty() && described.names_of.empty()) << described.name;
      EXPECT_NE(described.name, type->names.title_field);
    }
  }
}

TEST(permissions, name_a_field_that_a_filter_may_not_look_at) {
  const auto where = [](std::string_view text) {
    return query::parse_filter(describe::type_of<insight>(), text).value();
  };
  EXPECT_EQ(
      unreadable_in(where("title = \"a\" AND NOT (status = \"draft\" OR sentiment > 0)"), role::client_viewer)
          ->name,
      "sentiment");
  EXPECT_EQ(unreadable_in(where("sentiment > 0"), role::intern), nullptr);
  EXPECT_EQ(unreadable_in(where("title = \"a\" AND brand.name = \"b\""), role::client_viewer), nullptr);
}

class one_record : public testing::Test {
 protected:
  static uuid id(std::uint8_t number) {
    uuid made;
    made.bytes[15] = number;
    return made;
  }
  void SetUp() override {
    who.user_id = id(1);
    who.role = role::client_viewer;
    who.brand_id = id(7);
  }
  http::principal who;
  describe::any_record about{describe::type_of<insight>()};
};

TEST_F(one_record, of_another_brand_is_not_there_for_a_client_viewer) {
  about.get_if<insight>()->brand_id = id(7);
  EXPECT_FALSE(records::refuse(who, verb::update, about));
  about.get_if<insight>()->brand_id = id(8);
  EXPECT_EQ(records::refuse(who, verb::update, about)->status, 404);
  EXPECT_EQ(records::out_of_scope(who, verb::create, about)->status, 403);
  who.brand_id = uuid{};
  about.get_if<insight>()->brand_id = id(7);
  EXPECT_EQ(records::refuse(who, verb::read, about)->status, 404) << "a viewer of no brand";
}

TEST_F(one_record, that_somebody_else_made_is_read_but_not_changed_by_an_intern) {
  who.role = role::intern;
  about.base().created_by = id(2);
  EXPECT_FALSE(records::refuse(who, verb::read, about));
  EXPECT_EQ(records::refuse(who, verb::update, about)->status, 403);
  about.base().created_by = id(1);
  EXPECT_FALSE(records::refuse(who, verb::update, about));
}

TEST_F(one_record, that_is_private_is_there_for_its_maker_alone) {
  describe::any_record view(describe::type_of<saved_view>());
  view.base().created_by = id(2);
  who.role = role::analyst;
  EXPECT_EQ(records::refuse(who, verb::read, view)->status, 404);
  view.get_if<saved_view>()->visibility = view_visibility::shared;
  EXPECT_FALSE(records::refuse(who, verb::read, view));
  EXPECT_EQ(records::refuse(who, verb::update, view)->status, 403);
  view.base().created_by = id(1);
  EXPECT_FALSE(records::refuse(who, verb::remove, view));
}

}  // namespace
}  // namespace dossier::permissions
