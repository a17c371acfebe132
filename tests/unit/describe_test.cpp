#include <gtest/gtest.h>

#include <set>

#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/unit/support/random_records.hpp"

namespace dossier::describe {
namespace {

std::vector<field_error> faults(const any_record& record) {
  std::vector<field_error> errors;
  validate(record.type(), record.data(), errors);
  return errors;
}

std::string codes(const std::vector<field_error>& errors) {
  std::string text;
  for (const field_error& error : errors) text += error.field + ":" + error.code + " ";
  return text;
}

any_record valid_brand() {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = "Acme";
  return record;
}

std::string repeat(std::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(registry, finds_records_by_their_resource) {
  EXPECT_EQ(find_record("brands"), &type_of<brand>());
  EXPECT_EQ(find_record("insights"), &type_of<insight>());
  EXPECT_EQ(find_record("brand"), nullptr);
  EXPECT_EQ(find_record(""), nullptr);
}

TEST(registry, describes_every_field_once_with_a_label_and_a_place) {
  for (const record_type* type : all_records()) {
    std::set<std::string_view> seen;
    any_record record(*type);
    for (const field& described : type->fields) {
      EXPECT_TRUE(seen.insert(described.name).second) << described.name;
      EXPECT_FALSE(described.label.empty()) << described.name;
      EXPECT_NE(described.read(record.data()), nullptr);
      EXPECT_EQ(type->find(described.name), &described);
      EXPECT_EQ(&type->fields[type->index_of(described)], &described);
      if (described.kind == kind::choice) {
        EXPECT_FALSE(described.choices.empty()) << described.name;
      }
      if (described.is_derived) {
        EXPECT_TRUE(described.is_read_only) << described.name;
        ASSERT_NE(type->find(described.source), nullptr) << described.name;
        EXPECT_TRUE(type->find(described.source)->has_key()) << described.name;
      }
      if (!described.names_of.empty()) {
        EXPECT_EQ(described.kind, kind::text_list) << described.name;
        const record_type* other = find_record(described.names_of);
        ASSERT_NE(other, nullptr) << described.name;
        EXPECT_TRUE(other->title().is_unique) << described.name;
      }
      if (!described.references.empty()) {
        const record_type* other = find_record(described.references);
        ASSERT_NE(other, nullptr) << described.name;
        EXPECT_NE(other->find(described.reference_label), nullptr) << described.name;
      }
    }
    for (const char* common :
         {"id", "version", "created_at", "updated_at", "created_by", "updated_by", "deleted_at"}) {
      ASSERT_NE(type->find(common), nullptr) << common;
      EXPECT_TRUE(type->find(common)->is_read_only);
    }
    EXPECT_NE(type->find(type->names.title_field), nullptr);
  }
}

TEST(contract_hash, is_the_same_for_the_same_descriptions) {
  EXPECT_EQ(contract_hash(), contract_hash_of(all_records()));
  EXPECT_EQ(contract_hash().size(), 16U);
}

/// The hash of the brands' description with `change` made to its fields.
template <class Change>
std::string hash_with(Change change) {
  std::vector<field> fields(type_of<brand>().fields.begin(), type_of<brand>().fields.end());
  change(fields);
  const record_type changed{type_of<brand>().names, fields, nullptr, nullptr, nullptr, nullptr};
  const std::array<const record_type*, 1> all{&changed};
  return contract_hash_of(all);
}

TEST(contract_hash, changes_with_whatever_both_sides_must_agree_on) {
  const std::string plain = hash_with([](auto&) {});
  EXPECT_NE(plain, hash_with([](auto& fields) { fields.pop_back(); }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields.push_back(fields.back()); }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields[2].name = "title"; }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields[2].max = 201; }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields[2].is_required = false; }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields[2].nullable = true; }));
  EXPECT_NE(plain, hash_with([](auto& fields) { fields[2].is_sortable = false; }));
  EXPECT_NE(plain, hash_with([](auto& fields) { std::swap(fields[2], fields[3]); }));
}

TEST(contract_hash, changes_with_every_attribute_but_those_of_looks) {
  const std::string plain = hash_with([](auto&) {});
  std::set<std::string> hashes{plain};
  const auto changed = [&](auto change) {
    EXPECT_TRUE(hashes.insert(hash_with([&](auto& fields) { change(fields[2]); })).second);
  };
  static constexpr std::array<std::string_view, 1> choices{"one"};
  changed([](field& of) { of.kind = kind::number; });
  changed([](field& of) { of.nullable = !of.nullable; });
  changed([](field& of) { of.is_required = !of.is_required; });
  changed([](field& of) { of.is_read_only = !of.is_read_only; });
  changed([](field& of) { of.is_searchable = !of.is_searchable; });
  changed([](field& of) { of.is_filterable = !of.is_filterable; });
  changed([](field& of) { of.is_sortable = !of.is_sortable; });
  changed([](field& of) { of.is_unique = !of.is_unique; });
  changed([](field& of) { of.is_sensitive = !of.is_sensitive; });
  changed([](field& of) { of.is_derived = !of.is_derived; });
  changed([](field& of) { of.format = text_format::country; });
  changed([](field& of) { of.min = 1; });
  changed([](field& of) { of.max = 7; });
  changed([](field& of) { of.max_items = 7; });
  changed([](field& of) { of.choices = choices; });
  changed([](field& of) { of.references = "brands"; });
  changed([](field& of) { of.reference_label = "name"; });
  changed([](field& of) { of.names_of = "tags"; });
}

TEST(contract_hash, does_not_change_with_a_label) {
  EXPECT_EQ(hash_with([](auto&) {}), hash_with([](auto& fields) { fields[2].label = "Company"; }));
}

TEST(any_record, copies_are_independent) {
  any_record first = valid_brand();
  any_record second = first;
  second.get_if<brand>()->name = "Other";
  EXPECT_EQ(first.get_if<brand>()->name, "Acme");
  EXPECT_EQ(first.get_if<insight>(), nullptr);
  any_record third = std::move(second);
  EXPECT_EQ(third.get_if<brand>()->name, "Other");
}

TEST(validation, finds_nothing_wrong_with_records_as_they_should_be) {
  tests::random_records random(5);
  for (const record_type* type : all_records()) {
    for (int i = 0; i < 200; ++i) EXPECT_EQ(codes(faults(random.record(*type))), "");
  }
}

TEST(validation, reports_everything_at_once) {
  any_record record(type_of<brand>());
  brand& company = *record.get_if<brand>();
  company.name = "  ";
  company.domain = "no dots";
  company.country = "de";
  company.headcount = -1;
  company.founded = 10000;
  company.ticker = "thirteen chars";
  company.tags = {"a", "", "Á", "two\nlines"};
  EXPECT_EQ(
      codes(faults(record)),
      "name:required domain:format country:format headcount:too_small founded:too_large ticker:too_long "
      "tags[1]:required tags[2]:duplicate tags[3]:format ");
}

TEST(validation, counts_characters_and_not_bytes) {
  EXPECT_EQ(count_characters("aé中😀"), 4U);
  any_record record = valid_brand();
  record.get_if<brand>()->name = repeat("é", 200);
  EXPECT_EQ(codes(faults(record)), "");
  record.get_if<brand>()->name += "é";
  EXPECT_EQ(codes(faults(record)), "name:too_long ");
}

TEST(validation, knows_host_names) {
  any_record record = valid_brand();
  for (const char* good :
       {"example.com", "a.b", "xn--bcher-kva.example", "bücher.example", "1-2.3-4.example"}) {
    record.get_if<brand>()->domain = good;
    EXPECT_EQ(codes(faults(record)), "") << good;
  }
  for (const char* bad :
       {"", "example", "-a.com", "a-.com", "a..com", ".com", "com.", "a b.com", "a/b.com"}) {
    record.get_if<brand>()->domain = bad;
    EXPECT_EQ(codes(faults(record)), "domain:format ") << bad;
  }
}

TEST(validation, wants_texts_without_control_characters_and_bodies_without_nul) {
  any_record record = valid_brand();
  record.get_if<brand>()->name = "two\nlines";
  EXPECT_EQ(codes(faults(record)), "name:format ");
  record = valid_brand();
  record.get_if<brand>()->description = "two\nlines\tand a tab";
  EXPECT_EQ(codes(faults(record)), "");
  record.get_if<brand>()->description = std::string("a\0b", 3);
  EXPECT_EQ(codes(faults(record)), "description:format ");
  record.get_if<brand>()->description = "bell\a";
  EXPECT_EQ(codes(faults(record)), "description:format ");
}

TEST(validation, bounds_lists_and_numbers) {
  any_record record = valid_brand();
  for (int i = 0; i < 51; ++i) record.get_if<brand>()->tags.push_back("tag" + std::to_string(i));
  EXPECT_EQ(codes(faults(record)), "tags:too_many ");
  any_record note(type_of<insight>());
  note.get_if<insight>()->title = "t";
  EXPECT_EQ(codes(faults(note)), "brand_id:required ");
  note.get_if<insight>()->brand_id = make_uuid_v7(1, {});
  note.get_if<insight>()->sentiment = 1.0001;
  EXPECT_EQ(codes(faults(note)), "sentiment:too_large ");
  note.get_if<insight>()->sentiment = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(codes(faults(note)), "sentiment:format ");
  note.get_if<insight>()->sentiment = -1.0;
  EXPECT_EQ(codes(faults(note)), "");
}

}  // namespace
}  // namespace dossier::describe
