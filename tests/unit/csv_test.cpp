#include "shared/codec/csv.hpp"

#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "shared/records/brand.hpp"
#include "tests/unit/support/random_records.hpp"

namespace dossier::codec {
namespace {

std::string row_of(const describe::any_record& record, std::initializer_list<std::string_view> names) {
  std::vector<const describe::field*> columns;
  for (const std::string_view name : names) columns.push_back(record.type().find(name));
  std::string out;
  append_csv_row(out, columns, record);
  return out;
}

TEST(csv, has_a_column_for_every_field_in_the_order_of_description) {
  std::string wanted;
  for (const describe::field& described : describe::type_of<brand>().fields) {
    if (described.name != "deleted_at") wanted += (wanted.empty() ? "" : ",") + std::string(described.name);
  }
  std::string header;
  append_csv_header(header, csv_columns(describe::type_of<brand>()));
  EXPECT_EQ(header, wanted + "\r\n");
}

TEST(csv, quotes_what_would_else_be_read_as_something_else) {
  describe::any_record record(describe::type_of<brand>());
  brand& company = *record.get_if<brand>();
  company.name = "Smith, \"Jones\" & Co";
  company.industry = " padded ";
  company.description = "two\nlines";
  EXPECT_EQ(row_of(record, {"name", "industry", "description"}),
            "\"Smith, \"\"Jones\"\" & Co\",\" padded \",\"two\nlines\"\r\n");
}

TEST(csv, tells_an_empty_text_from_none) {
  describe::any_record record(describe::type_of<brand>());
  record.get_if<brand>()->ticker = "";
  EXPECT_EQ(row_of(record, {"ticker", "industry", "headcount", "tags"}), "\"\",,,\r\n");
}

TEST(csv, writes_lists_so_that_their_items_can_be_told_apart) {
  describe::any_record record(describe::type_of<brand>());
  record.get_if<brand>()->tags = {"renewal"};
  EXPECT_EQ(row_of(record, {"tags"}), "renewal\r\n");
  record.get_if<brand>()->tags = {"renewal", "key account"};
  EXPECT_EQ(row_of(record, {"tags"}), "\"renewal, key account\"\r\n");
  record.get_if<brand>()->tags = {"a, b", "c"};
  EXPECT_EQ(row_of(record, {"tags"}), "\"\"\"a, b\"\", c\"\r\n");
}

TEST(csv, begins_no_formula) {
  for (const char* text : {"=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\rx", "'=1", "''@x"}) {
    EXPECT_EQ(neutralized(text), "'" + std::string(text)) << text;
  }
  for (const char* text : {"", "a=b", "'quoted'", "1-2", " =x", "'"}) EXPECT_EQ(neutralized(text), text);
  describe::any_record record(describe::type_of<brand>());
  brand& company = *record.get_if<brand>();
  company.name = "=HYPERLINK(\"x\")";
  company.tags = {"-minus", "b"};
  company.headcount = -5;  // a number begins none
  EXPECT_EQ(row_of(record, {"name", "tags", "headcount"}),
            "\"'=HYPERLINK(\"\"x\"\")\",\"'-minus, b\",-5\r\n");
}

/// Cells of one line, as RFC 4180 reads them.
std::size_t count_cells(std::string_view line) {
  std::size_t cells = 1;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++cells;
  }
  EXPECT_FALSE(quoted);
  return cells;
}

TEST(csv, gives_every_record_as_many_cells_as_there_are_columns) {
  tests::random_records random(9);
  for (const describe::record_type* type : describe::all_records()) {
    const auto columns = csv_columns(*type);
    for (int i = 0; i < 200; ++i) {
      std::string line;
      append_csv_row(line, columns, random.record(*type));
      EXPECT_EQ(count_cells(line), columns.size()) << line;
      EXPECT_TRUE(line.ends_with("\r\n"));
    }
  }
}

}  // namespace
}  // namespace dossier::codec
