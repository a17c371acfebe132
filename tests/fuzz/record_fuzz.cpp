// JSON bodies: a create, a merge patch and a stored image of every record; what is read writes and reads the
// same.
#include <boost/json.hpp>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/describe/validate.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {
namespace {

void check_written(const describe::any_record& record) {
  const std::string written = codec::to_stored_json(record);
  const auto again = codec::read_stored(record.type(), written);
  expect(again && codec::to_stored_json(*again) == written, "what is written reads as the same");
  expect(codec::changed_fields(record, *again).empty(), "what is read again has not changed");
}

void check_accepted(const describe::any_record& record) {
  std::vector<field_error> errors;
  describe::validate(record.type(), record.data(), errors);
  expect(errors.empty(), "what is accepted is valid");
  check_written(record);
}

}  // namespace

void run(std::string_view input) {
  const auto parsed = codec::parse_json_object(input);
  if (!parsed.ok()) {
    expect(parsed.error().position.value_or(0) <= input.size(), "a position in the text");
    return;
  }
  for (const describe::record_type* type : describe::all_records()) {
    describe::any_record made(*type);
    std::vector<field_error> errors;
    codec::read_create(*parsed, made, errors);
    if (errors.empty()) check_accepted(made);
    describe::any_record patched(*type);
    errors.clear();
    codec::read_patch(*parsed, patched, errors);
    if (errors.empty()) check_written(patched);
    if (const auto stored = codec::read_stored(*type, *parsed)) check_written(*stored);
  }
}

}  // namespace dossier::fuzz
