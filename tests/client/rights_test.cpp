#include "client-wasm/src/app/rights.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::app {
namespace {

constexpr uuid me{{1}};
constexpr uuid colleague{{2}};

template <class Record>
describe::any_record made_by(const uuid& whom) {
  describe::any_record record(describe::type_of<Record>());
  record.base().created_by = whom;
  return record;
}

TEST(rights, offer_nothing_before_it_is_known_who_the_person_is) {
  const rights none;
  EXPECT_FALSE(none.may_create("brands"));
  EXPECT_FALSE(none.may_change("insights"));
  EXPECT_FALSE(none.administers());
}

TEST(rights, of_an_owner_reach_everything) {
  const rights owner(role::owner, me);
  EXPECT_TRUE(owner.may_create("brands"));
  EXPECT_TRUE(owner.may_remove(made_by<brand>(colleague)));
  EXPECT_TRUE(owner.may_change("workspace"));
  EXPECT_TRUE(owner.administers());
}

TEST(rights, of_an_analyst_remove_only_what_they_made) {
  const rights analyst(role::analyst, me);
  EXPECT_TRUE(analyst.may_change(made_by<brand>(colleague)));
  EXPECT_TRUE(analyst.may_remove(made_by<brand>(me)));
  EXPECT_FALSE(analyst.may_remove(made_by<brand>(colleague)));
  EXPECT_TRUE(analyst.removes_own_only("brands"));
  EXPECT_FALSE(analyst.may_change("workspace"));
  EXPECT_FALSE(analyst.administers());
}

TEST(rights, of_an_intern_write_insights_and_change_only_their_own) {
  const rights intern(role::intern, me);
  EXPECT_FALSE(intern.may_create("brands"));
  EXPECT_TRUE(intern.may_create("insights"));
  EXPECT_TRUE(intern.may_change(made_by<insight>(me)));
  EXPECT_FALSE(intern.may_change(made_by<insight>(colleague)));
  EXPECT_FALSE(intern.may_change(made_by<brand>(me)));
}

TEST(rights, of_an_auditor_end_at_reading) {
  const rights reader(role::auditor, me);
  for (const char* resource : {"brands", "insights", "tags", "workspace"}) {
    EXPECT_TRUE(reader.may_read(resource)) << resource;
    EXPECT_FALSE(reader.may_create(resource)) << resource;
    EXPECT_FALSE(reader.may_change(resource)) << resource;
    EXPECT_FALSE(reader.may_remove(resource)) << resource;
  }
  EXPECT_TRUE(reader.may_create("saved_views")) << "views are everybody's tools";
}

TEST(rights, of_a_client_viewer_are_those_of_its_brand) {
  const rights viewer(role::client_viewer, me);
  EXPECT_FALSE(viewer.may_read("tags"));
  EXPECT_FALSE(viewer.may_create("brands"));
  EXPECT_FALSE(viewer.may_change("workspace"));
  EXPECT_TRUE(viewer.may_create("insights"));
  EXPECT_TRUE(viewer.may_change(made_by<insight>(colleague))) << "it sees none but its brand's";
  EXPECT_TRUE(viewer.may_remove(made_by<insight>(colleague)));
  const auto& type = describe::type_of<insight>();
  EXPECT_FALSE(viewer.may_read(type, *type.find("sentiment")));
  EXPECT_TRUE(viewer.may_read(type, *type.find("title")));
}

TEST(rights, to_read_are_not_hidden_before_it_is_known_who_the_person_is) {
  EXPECT_TRUE(rights().may_read("tags"));
}

TEST(rights, are_unlimited_where_the_server_does_not_say_who_people_are) {
  EXPECT_TRUE(rights::unlimited().may_remove(made_by<brand>(colleague)));
}

}  // namespace
}  // namespace dossier::app
