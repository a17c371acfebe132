#include "client-wasm/src/model/filter_fault.hpp"

#include <gtest/gtest.h>

#include "shared/query/filter.hpp"
#include "shared/records/brand.hpp"

namespace dossier::model {
namespace {

using describe::type_of;

TEST(filter_fault_test, a_fault_is_told_with_its_place_in_characters) {
  const auto fault = [](std::string_view filter) {
    const auto parsed = query::parse_filter(type_of<brand>(), filter);
    return parsed.ok() ? "" : fault_text(parsed.error(), filter).substr(30);
  };
  EXPECT_EQ(fault("name = \"é\" x"), "AND or OR is expected between two conditions, at character 12");
  EXPECT_EQ(fault("name ="), "a value is missing, at its end");
  EXPECT_EQ(fault_text(problems::malformed("Not here."), "x"), "Not here.");
  EXPECT_EQ(fault_text(problems::malformed("Not here.", 99), "x"), "Not here.");
}

}  // namespace
}  // namespace dossier::model
