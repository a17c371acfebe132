#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/tag.hpp"
#include "tests/unit/support/random_records.hpp"

namespace dossier::codec {
namespace {

using describe::any_record;
using describe::type_of;

std::string codes(const std::vector<field_error>& errors) {
  std::string text;
  for (const field_error& error : errors) text += error.field + ":" + error.code + " ";
  return text;
}

boost::json::object object_of(std::string_view text) {
  auto parsed = parse_json_object(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return std::move(*parsed);
}

std::vector<field_error> create_errors(const describe::record_type& type, std::string_view body) {
  any_record record(type);
  std::vector<field_error> errors;
  read_create(object_of(body), record, errors);
  return errors;
}

any_record patched(any_record record, std::string_view patch) {
  std::vector<field_error> errors;
  read_patch(object_of(patch), record, errors);
  EXPECT_EQ(codes(errors), "");
  return record;
}

std::string patch_errors(std::string_view patch) {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = "Acme";
  std::vector<field_error> errors;
  read_patch(object_of(patch), record, errors);
  return codes(errors);
}

TEST(codec, round_trips_random_records) {
  tests::random_records random(6);
  for (const describe::record_type* type : describe::all_records()) {
    for (int i = 0; i < 300; ++i) {
      const any_record record = random.record(*type);
      const std::string text = to_json(record);
      const auto read = read_stored(*type, text);
      ASSERT_TRUE(read.has_value()) << text;
      EXPECT_EQ(to_json(*read), text);
      for (const describe::field& described : type->fields) {
        EXPECT_TRUE(same_value(described, record.data(), read->data())) << described.name << text;
      }
    }
  }
}

TEST(codec, knows_a_choice_that_may_be_unset) {
  any_record record(type_of<tag>());
  EXPECT_NE(to_json(record).find(R"("color":null)"), std::string::npos);
  record = patched(std::move(record), R"({"color":"gray"})");
  EXPECT_EQ(record.get_if<tag>()->color, static_cast<std::uint8_t>(tag_color::gray));
  EXPECT_NE(to_json(record).find(R"("color":"gray")"), std::string::npos);
  EXPECT_FALSE(patched(std::move(record), R"({"color":null})").get_if<tag>()->color.has_value());
  EXPECT_EQ(codes(create_errors(type_of<tag>(), R"({"name":"a","color":"mauve"})")), "color:type ");
  EXPECT_EQ(codes(create_errors(type_of<tag>(), R"({"name":"a","color":7})")), "color:type ");
}

TEST(codec, leaves_derived_members_out_of_what_is_stored_and_compared) {
  any_record record(type_of<tag>());
  record.get_if<tag>()->name = "risk";
  record.get_if<tag>()->usage_count = 7;
  EXPECT_NE(to_json(record).find(R"("usage_count":7)"), std::string::npos);
  const std::string stored = to_stored_json(record);
  EXPECT_EQ(stored.find("usage_count"), std::string::npos);
  const auto read = read_stored(type_of<tag>(), stored);
  ASSERT_TRUE(read.has_value()) << stored;
  EXPECT_EQ(read->get_if<tag>()->usage_count, 0);
  EXPECT_TRUE(changed_fields(*read, record).empty());
  EXPECT_EQ(codes(create_errors(type_of<tag>(), R"({"name":"a","usage_count":1})")),
            "usage_count:read_only ");
}

TEST(codec, writes_members_in_the_order_of_description_and_nulls) {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = "A\"\\\n\x01é";
  const std::string text = to_json(record);
  EXPECT_EQ(text.find(R"({"id":"00000000-0000-0000-0000-000000000000","version":1,"name":"A\"\\\n\u0001é",)"
                      R"("domain":null,)"),
            0U);
  EXPECT_NE(text.find(R"("tags":[])"), std::string::npos);
  EXPECT_EQ(text.find("deleted_at"), std::string::npos);
  record.base().deleted_at = timestamp{0};
  EXPECT_NE(to_json(record).find(R"("deleted_at":"1970-01-01T00:00:00.000000Z")"), std::string::npos);
}

TEST(codec, answers_a_number_as_it_was_sent) {
  for (const char* number : {"0.937274", "-0.211622", "0.1", "1e-07", "0.30000000000000004"}) {
    any_record record(type_of<insight>());
    std::vector<field_error> errors;
    read_patch(object_of(std::string("{\"sentiment\":") + number + "}"), record, errors);
    EXPECT_NE(to_json(record).find(std::string("\"sentiment\":") + number + ","), std::string::npos)
        << number;
  }
}

TEST(codec, puts_extra_members_at_the_end) {
  const any_record record(type_of<brand>());
  std::string text;
  append_record(text, record, R"("brand":{"id":"x"})");
  EXPECT_TRUE(text.ends_with(R"(,"brand":{"id":"x"}})"));
}

TEST(codec, creates_a_record_from_what_a_request_says) {
  any_record record(type_of<insight>());
  std::vector<field_error> errors;
  read_create(object_of(R"({"brand_id":"0192f0c1-7a2b-7c3d-8e4f-0123456789ab","title":"T","sentiment":-0.25,
                           "status":"published","tags":["a","b"],"pinned":true,"source":null})"),
              record, errors);
  EXPECT_EQ(codes(errors), "");
  const insight& note = *record.get_if<insight>();
  EXPECT_EQ(note.title, "T");
  EXPECT_EQ(note.sentiment, -0.25);
  EXPECT_EQ(note.status, insight_status::published);
  EXPECT_EQ(note.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(note.pinned);
  EXPECT_FALSE(note.source.has_value());
}

TEST(codec, names_every_bad_member_of_a_create_at_once) {
  EXPECT_EQ(
      codes(create_errors(type_of<brand>(), R"({"id":"x","nam":"typo","domain":7,"headcount":"many",
                                                     "founded":1.5,"tags":["a",3],"created_at":"now"})")),
      "id:read_only nam:unknown domain:type headcount:type founded:type tags[1]:type created_at:read_only "
      "name:required ");
}

TEST(codec, names_a_missing_and_a_blank_required_member_alike) {
  EXPECT_EQ(codes(create_errors(type_of<brand>(), "{}")), "name:required ");
  EXPECT_EQ(codes(create_errors(type_of<brand>(), R"({"name":" "})")), "name:required ");
  EXPECT_EQ(codes(create_errors(type_of<brand>(), R"({"name":null})")), "name:type ");
}

TEST(codec, never_coerces_one_type_into_another) {
  EXPECT_EQ(patch_errors(R"({"name":1})"), "name:type ");
  EXPECT_EQ(patch_errors(R"({"headcount":"1"})"), "headcount:type ");
  EXPECT_EQ(patch_errors(R"({"headcount":1.0})"), "headcount:type ");
  EXPECT_EQ(patch_errors(R"({"headcount":18446744073709551615})"), "headcount:too_large ");
  EXPECT_EQ(patch_errors(R"({"headcount":true})"), "headcount:type ");
  EXPECT_EQ(patch_errors(R"({"tags":"a"})"), "tags:type ");
  EXPECT_EQ(patch_errors(R"({"name":["Acme"]})"), "name:type ");
  EXPECT_EQ(
      codes(create_errors(type_of<insight>(), R"({"brand_id":"7","title":"t","status":"Draft","pinned":1})")),
      "brand_id:type status:type pinned:type ");
}

TEST(merge_patch, sets_what_it_names_and_leaves_the_rest) {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = "Acme";
  record.get_if<brand>()->domain = "acme.example";
  record.get_if<brand>()->tags = {"a", "b"};
  const any_record after = patched(record, R"({"domain":"new.example","headcount":12})");
  EXPECT_EQ(after.get_if<brand>()->name, "Acme");
  EXPECT_EQ(after.get_if<brand>()->domain, "new.example");
  EXPECT_EQ(after.get_if<brand>()->headcount, 12);
  EXPECT_EQ(after.get_if<brand>()->tags, (std::vector<std::string>{"a", "b"}));
}

/// The cases of RFC 7396, appendix A, that a flat record can meet; `domain` and `ticker` stand for a and b.
TEST(merge_patch, follows_the_examples_of_rfc_7396) {
  any_record base(type_of<brand>());
  base.get_if<brand>()->name = "Acme";
  base.get_if<brand>()->domain = "b.example";
  const auto domain_of = [](const any_record& r) { return r.get_if<brand>()->domain.value_or("-"); };
  const auto ticker_of = [](const any_record& r) { return r.get_if<brand>()->ticker.value_or("-"); };

  EXPECT_EQ(domain_of(patched(base, R"({"domain":"c.example"})")), "c.example");  // {"a":"b"} + {"a":"c"}
  const any_record both = patched(base, R"({"ticker":"C"})");                     // {"a":"b"} + {"b":"c"}
  EXPECT_EQ(domain_of(both) + ticker_of(both), "b.exampleC");
  EXPECT_EQ(domain_of(patched(base, R"({"domain":null})")), "-");  // {"a":"b"} + {"a":null}
  const any_record one = patched(both, R"({"domain":null})");      // {"a":"b","b":"c"} + {"a":null}
  EXPECT_EQ(domain_of(one) + ticker_of(one), "-C");
  EXPECT_EQ(domain_of(patched(one, R"({"domain":null})")), "-");  // null for what is absent already
  base.get_if<brand>()->tags = {"b"};
  EXPECT_EQ(patched(base, R"({"tags":["c"]})").get_if<brand>()->tags,
            std::vector<std::string>{"c"});  // replaced
  EXPECT_TRUE(patched(base, R"({"tags":null})").get_if<brand>()->tags.empty());
  EXPECT_TRUE(patched(base, R"({"tags":[]})").get_if<brand>()->tags.empty());
  EXPECT_EQ(to_json(patched(base, "{}")), to_json(base));  // {} changes nothing
  EXPECT_FALSE(parse_json_object(R"(["c"])").ok());  // a patch that is no object would replace the record
  EXPECT_FALSE(parse_json_object("null").ok());
  EXPECT_FALSE(parse_json_object(R"("bar")").ok());
}

TEST(merge_patch, refuses_null_where_a_value_must_be) {
  EXPECT_EQ(patch_errors(R"({"name":null})"), "name:type ");
}

TEST(merge_patch, validates_only_what_it_names) {
  any_record record(type_of<brand>());  // without a name, as an older version might have stored it
  std::vector<field_error> errors;
  read_patch(object_of(R"({"headcount":3})"), record, errors);
  EXPECT_EQ(codes(errors), "");
  read_patch(object_of(R"({"headcount":-3,"version":9,"colour":1})"), record, errors);
  EXPECT_EQ(codes(errors), "headcount:too_small version:read_only colour:unknown ");
}

TEST(stored_records, of_a_newer_version_are_read_without_what_is_not_known) {
  const auto read = read_stored(type_of<brand>(), R"({"name":"Acme","shoe_size":44})");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->get_if<brand>()->name, "Acme");
}

TEST(stored_records, with_another_type_than_described_are_not_read) {
  EXPECT_FALSE(read_stored(type_of<brand>(), R"({"name":7})").has_value());
  EXPECT_FALSE(read_stored(type_of<brand>(), "[]").has_value());
  EXPECT_FALSE(read_stored(type_of<brand>(), "{").has_value());
}

TEST(changed_fields, are_the_records_own_and_whether_it_is_deleted) {
  any_record before(type_of<brand>());
  before.get_if<brand>()->name = "Acme";
  any_record after = before;
  after.base().version = 2;
  after.base().updated_at = timestamp{5};
  EXPECT_TRUE(changed_fields(before, after).empty());
  after.get_if<brand>()->headcount = 1;
  after.get_if<brand>()->tags = {"x"};
  after.base().deleted_at = timestamp{5};
  std::string names;
  for (const describe::field* changed : changed_fields(before, after))
    names += std::string(changed->name) + " ";
  EXPECT_EQ(names, "headcount tags deleted_at ");
}

TEST(json_text, says_where_a_body_is_wrong) {
  const auto position = [](std::string_view text) {
    const auto parsed = parse_json_object(text);
    EXPECT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(parsed.error().status, 400);
    return parsed.error().position.value_or(9999);
  };
  EXPECT_EQ(position(R"({"a":1,})"), 7U);
  EXPECT_EQ(position(""), 0U);
  EXPECT_EQ(position("[]"), 0U);
  EXPECT_EQ(position(R"({"a":1} x)"), 8U);
  EXPECT_LE(position(R"({"a":nul})"), 8U);
  EXPECT_LE(position("{\"a\":\"\xFF\"}"), 6U);
  EXPECT_LE(position(R"({"a":1)"), 6U);
}

TEST(json_text, refuses_a_member_that_stands_twice) {
  const auto parsed = parse_json_object(R"({"name":"a","x":{"y":1,"y":2}})");
  ASSERT_FALSE(parsed.ok());
  EXPECT_NE(parsed.error().detail.find("\"y\""), std::string::npos);
  EXPECT_TRUE(parse_json_object(R"({"a":{"y":1},"b":{"y":2}})").ok());
  EXPECT_FALSE(parse_json_object(R"({"a":1,"\u0061":2})").ok());
}

TEST(json_text, bounds_how_deep_a_body_nests) {
  const auto nested = [](int depth) {
    return R"({"a":)" + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "}";
  };
  EXPECT_TRUE(parse_json_object(nested(31)).ok());
  EXPECT_FALSE(parse_json_object(nested(32)).ok());
  EXPECT_FALSE(parse_json_object(nested(100'000)).ok());
}

TEST(json_text, refuses_texts_that_are_not_utf8_or_half_a_surrogate) {
  EXPECT_FALSE(parse_json_object("{\"a\":\"\xED\xA0\x80\"}").ok());
  EXPECT_FALSE(parse_json_object("{\"a\":\"\xC0\xAF\"}").ok());
  EXPECT_FALSE(parse_json_object(R"({"a":"\ud800"})").ok());
  EXPECT_TRUE(parse_json_object(R"({"a":"\ud83d\ude00"})").ok());
}

TEST(json_text, writes_numbers_that_read_back_the_same) {
  tests::random_records random(7);
  for (int i = 0; i < 2000; ++i) {
    const double value = (static_cast<double>(random.pick(1U << 30U)) - 5e8) / (1.0 + random.pick(100'000));
    std::string text;
    append_json_number(text, value);
    EXPECT_EQ(object_of("{\"n\":" + text + "}").at("n").to_number<double>(), value) << text;
  }
  std::string tenth;
  append_json_number(tenth, 0.1);
  EXPECT_EQ(tenth, "0.1");
  std::string least;
  append_json_number(least, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(least, "-9223372036854775808");
}

TEST(json_text, writes_strings_that_read_back_the_same) {
  tests::random_records random(8);
  for (int i = 0; i < 500; ++i) {
    std::string raw = random.text(80, false);
    raw += static_cast<char>(1 + random.pick(31));
    std::string text;
    append_json_string(text, raw);
    const boost::json::value read = boost::json::parse(text);
    EXPECT_EQ(std::string_view(read.as_string()), raw);
  }
}

}  // namespace
}  // namespace dossier::codec
