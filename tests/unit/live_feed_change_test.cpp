#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "server/live/feed_change.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"

namespace dossier::live {
namespace {

std::string image(const std::string& industry, std::int64_t version, bool deleted = false) {
  describe::any_record any(describe::type_of<brand>());
  brand& made = *any.get_if<brand>();
  made.name = "Acme";
  made.industry = industry;
  made.version = version;
  if (deleted) made.deleted_at = timestamp{1};
  return codec::to_json(any);
}

feed_change::values updated(std::optional<std::string> before, std::string after) {
  feed_change::values made;
  made.seq = 12;
  made.resource = "brands";
  made.kind = before ? change_kind::updated : change_kind::created;
  made.version = 2;
  made.before = std::move(before);
  made.after = std::move(after);
  made.actor_name = "Ada \"the first\"";
  return made;
}

query::filter software() {
  auto parsed = query::parse_filter(describe::type_of<brand>(), "industry = \"Software\"");
  return std::move(parsed).value();
}

TEST(live_feed_change, both_images_decide_whether_a_record_enters_stays_or_leaves) {
  const query::filter filter = software();
  const auto match = [&](std::optional<std::string> before, std::string after) {
    return feed_change(updated(std::move(before), std::move(after))).match(&filter);
  };
  EXPECT_EQ(match(std::nullopt, image("Software", 1)), match_kind::enter);
  EXPECT_EQ(match(std::nullopt, image("Energy", 1)), std::nullopt);
  EXPECT_EQ(match(image("Energy", 1), image("SOFTWARE", 2)), match_kind::enter);
  EXPECT_EQ(match(image("Software", 1), image("software", 2)), match_kind::stay);
  EXPECT_EQ(match(image("Software", 1), image("Energy", 2)), match_kind::leave);
  EXPECT_EQ(match(image("Energy", 1), image("Banking", 2)), std::nullopt);
}

TEST(live_feed_change, a_deleted_record_is_in_no_view_and_a_restored_one_enters) {
  feed_change::values deleted = updated(image("Software", 1), image("Software", 2, true));
  deleted.kind = change_kind::deleted;
  EXPECT_EQ(feed_change(deleted).match(nullptr), match_kind::leave);
  feed_change::values restored = updated(image("Software", 2, true), image("Software", 3));
  restored.kind = change_kind::restored;
  EXPECT_EQ(feed_change(restored).match(nullptr), match_kind::enter);
  const feed_change while_deleted(updated(image("Software", 2, true), image("Energy", 3, true)));
  EXPECT_EQ(while_deleted.match(nullptr), std::nullopt);
}

TEST(live_feed_change, an_image_of_another_form_decides_nothing) {
  EXPECT_FALSE(feed_change(updated(std::nullopt, R"({"name":7})")).readable());
  EXPECT_FALSE(feed_change(updated("not json", image("Software", 2))).readable());
  feed_change::values unknown = updated(std::nullopt, "{}");
  unknown.resource = "unicorns";
  EXPECT_FALSE(feed_change(unknown).readable());
}

TEST(live_feed_change, its_message_is_written_once_and_a_leave_carries_no_record) {
  const feed_change change(updated(image("Software", 1), image("Energy", 2)));
  EXPECT_EQ(change.tail(match_kind::stay), change.tail(match_kind::stay));
  const auto stay = parse_server_message(change_head({"s1"}) + *change.tail(match_kind::stay));
  const auto leave = parse_server_message(change_head({"s1", "s2"}) + *change.tail(match_kind::leave));
  ASSERT_TRUE(stay.ok());
  ASSERT_TRUE(leave.ok());
  const auto& stayed = std::get<live::change>(*stay);
  const auto& left = std::get<live::change>(*leave);
  EXPECT_EQ(stayed.changed, std::vector<std::string>{"industry"});
  EXPECT_FALSE(stayed.record.empty());
  EXPECT_EQ(stayed.actor.name, "Ada \"the first\"");
  EXPECT_TRUE(left.record.empty());
  EXPECT_EQ(left.subs, (std::vector<std::string>{"s1", "s2"}));
  EXPECT_EQ(left.seq, 12);
}

}  // namespace
}  // namespace dossier::live
