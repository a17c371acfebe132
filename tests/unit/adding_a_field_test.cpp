#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "shared/codec/csv.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"
#include "shared/documents/openapi.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"
#include "tests/support/noted_tag.hpp"

// A field is one line of description. These tests look at a record that has one line more
// (tests/support/noted_tag.hpp) and find the field everywhere, though nothing else was written for it. Its
// column and its form have tests beside those of the repository and of the dashboard's model.
namespace dossier::tests {
namespace {

const describe::record_type& type = describe::type_of<noted_tag>();

describe::any_record tag_with(std::optional<std::string> motto) {
  describe::any_record record(type);
  record.get_if<noted_tag>()->name = "renewal";
  record.get_if<noted_tag>()->motto = std::move(motto);
  return record;
}

std::string errors_of(std::string_view body) {
  describe::any_record record(type);
  std::vector<field_error> errors;
  codec::read_create(boost::json::parse(body).as_object(), record, errors);
  std::string text;
  for (const field_error& error : errors) text += error.field + ":" + error.code + " ";
  return text;
}

TEST(a_new_field, stands_in_json) {
  EXPECT_NE(codec::to_json(tag_with("Ask early")).find(R"("motto":"Ask early")"), std::string::npos);
  describe::any_record record(type);
  std::vector<field_error> errors;
  codec::read_create(boost::json::parse(R"({"name":"renewal","motto":"Ask early"})").as_object(), record,
                     errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(record.get_if<noted_tag>()->motto, "Ask early");
  codec::read_patch(boost::json::parse(R"({"motto":null})").as_object(), record, errors);
  EXPECT_FALSE(record.get_if<noted_tag>()->motto);
}

TEST(a_new_field, is_validated) {
  EXPECT_EQ(errors_of(R"({"name":"renewal","motto":7})"), "motto:type ");
  EXPECT_EQ(errors_of(R"({"name":"renewal","motto":"two\nlines"})"), "motto:format ");
  EXPECT_EQ(errors_of(R"({"name":"renewal","motto":")" + std::string(81, 'x') + R"("})"), "motto:too_long ");
  EXPECT_EQ(errors_of(R"({"name":"renewal","motto":")" + std::string(80, 'x') + R"("})"), "");
}

TEST(a_new_field, is_described_by_the_openapi_document) {
  const std::array<const describe::record_type*, 1> all{&type};
  const boost::json::value document = documents::openapi(all, {});
  for (const char* schema : {"NotedTag", "NotedTagItem", "NotedTagCreate", "NotedTagPatch"}) {
    const auto& motto = document.at("components").at("schemas").at(schema).at("properties").at("motto");
    EXPECT_EQ(boost::json::serialize(motto.at("type")), R"(["string","null"])") << schema;
    EXPECT_EQ(motto.at("maxLength").as_int64(), 80) << schema;
  }
}

TEST(a_new_field, may_stand_in_filters_and_orders) {
  const auto filter = query::parse_filter(type, R"(motto = "ASK early" OR motto : "late")");
  ASSERT_TRUE(filter) << filter.error().detail;
  EXPECT_TRUE(query::matches(*filter, tag_with("Ask early")));
  EXPECT_TRUE(query::matches(*filter, tag_with("Never too late")));
  EXPECT_FALSE(query::matches(*filter, tag_with(std::nullopt)));
  EXPECT_TRUE(query::parse_order(type, "motto desc"));
}

TEST(a_new_field, is_a_column_of_csv) {
  const auto columns = codec::csv_columns(type);
  std::string out;
  codec::append_csv_header(out, columns);
  EXPECT_EQ(out, "id,version,name,description,motto,created_at,updated_at,created_by,updated_by\r\n");
  out.clear();
  codec::append_csv_row(out, columns, tag_with("Ask, early"));
  EXPECT_NE(out.find("renewal,,\"Ask, early\","), std::string::npos) << out;
}

TEST(a_new_field, is_told_in_histories) {
  const auto changed = codec::changed_fields(tag_with(std::nullopt), tag_with("Ask early"));
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed.front()->name, "motto");
}

TEST(a_new_field, is_part_of_the_contract) {
  std::vector<describe::field> without;
  for (const describe::field& described : type.fields) {
    if (described.name != "motto") without.push_back(described);
  }
  const describe::record_type before{type.names, without, nullptr, nullptr, nullptr, nullptr};
  const std::array<const describe::record_type*, 1> then{&before};
  const std::array<const describe::record_type*, 1> now{&type};
  EXPECT_NE(describe::contract_hash_of(then), describe::contract_hash_of(now));
}

}  // namespace
}  // namespace dossier::tests
