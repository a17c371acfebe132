#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "server/live/evaluation.hpp"
#include "server/live/feed_change.hpp"
#include "server/live/relative_filter.hpp"
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

/// Reads nothing: these changes refer to no records.
class no_records final : public record_source {
 public:
  boost::asio::awaitable<result<records>> find(db::read_lane&, uuid, const describe::record_type&,
                                               std::vector<uuid>) override {
    co_return records{};
  }
  boost::asio::awaitable<result<std::vector<uuid>>> matching(uuid, query::filter, std::int64_t) override {
    co_return std::vector<uuid>{};
  }
  boost::asio::awaitable<result<digest_answer>> digest(snapshot_source&, digest_question) override {
    co_return digest_answer{};
  }
};

class no_lane final : public db::read_lane {
 public:
  boost::asio::awaitable<result<db::rows>> query(const db::statement&, db::parameters) override {
    co_return db::rows{};
  }
};

std::optional<match_kind> match_of(const feed_change& change, const subscription_group& group) {
  no_records records;
  no_lane lane;
  reference_cache references(records, lane, {});
  EXPECT_TRUE(change.readable());
  return evaluation(change, references).match(group);
}

std::optional<match_kind> match_of(const feed_change::values& what, query::filter filter) {
  subscription_group group;
  group.filter = std::move(filter);
  return match_of(feed_change(what), group);
}

TEST(live_feed_change, both_images_decide_whether_a_record_enters_stays_or_leaves) {
  const auto match = [&](std::optional<std::string> before, std::string after) {
    return match_of(updated(std::move(before), std::move(after)), software());
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
  EXPECT_EQ(match_of(deleted, {}), match_kind::leave);
  feed_change::values restored = updated(image("Software", 2, true), image("Software", 3));
  restored.kind = change_kind::restored;
  EXPECT_EQ(match_of(restored, {}), match_kind::enter);
  EXPECT_EQ(match_of(updated(image("Software", 2, true), image("Energy", 3, true)), {}), std::nullopt);
}

TEST(live_feed_change, while_time_goes_by_the_image_before_counts_under_all_times_that_may_be_shown) {
  subscription_group recent;
  recent.filter = query::parse_filter(describe::type_of<brand>(), "created_at > now-1h").value();
  const auto created_at = [](std::int64_t micros, std::int64_t version) {
    describe::any_record any(describe::type_of<brand>());
    any.base().created_at = {micros};
    any.base().version = version;
    return codec::to_json(any);
  };
  constexpr std::int64_t hour = 3'600'000'000;
  const feed_change old_record(updated(created_at(10, 1), created_at(10, 2)));
  recent.relative = true;
  recent.now = {hour};
  recent.may_show = at_any_time(recent.filter, {hour}, {hour + 40});
  EXPECT_EQ(match_of(old_record, recent), match_kind::stay);
  recent.now = {hour + 20};
  EXPECT_EQ(match_of(old_record, recent), match_kind::leave);
  recent.may_show = at_any_time(recent.filter, {hour + 15}, {hour + 60});
  EXPECT_EQ(match_of(old_record, recent), std::nullopt);
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

TEST(live_feed_change, who_asked_for_some_fields_is_sent_those_beside_id_and_version) {
  const feed_change change(updated(image("Software", 1), image("Energy", 2)));
  const auto names = make_projection(describe::type_of<brand>(), role::owner, {"name"}).value().value();
  const auto industries =
      make_projection(describe::type_of<brand>(), role::owner, {"industry", "name"}).value().value();
  const auto told = [&](const projection& only) {
    auto read = parse_server_message(change_head({"s"}) + *change.tail(match_kind::stay, &only));
    return std::get<live::change>(std::move(read).value());
  };
  EXPECT_EQ(change.tail(match_kind::stay, &names), change.tail(match_kind::stay, &names));
  EXPECT_EQ(told(names).record, R"({"id":"00000000-0000-0000-0000-000000000000","version":2,"name":"Acme"})");
  EXPECT_TRUE(told(names).changed.empty());
  EXPECT_EQ(told(names).version, 2);
  EXPECT_EQ(told(industries).changed, std::vector<std::string>{"industry"});
  const auto unknown = make_projection(describe::type_of<brand>(), role::owner, {"name", "nmae", "color"});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().errors.size(), 2U);
}

}  // namespace
}  // namespace dossier::live
