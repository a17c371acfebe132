#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/records/service.hpp"

namespace dossier::records {

/// One write of a transaction.
struct write_operation {
  enum class kind : std::uint8_t { create, update, remove, restore };
  kind what = kind::create;
  uuid id;                                   ///< of an existing record
  std::optional<describe::any_record> made;  ///< to be created: its settable fields are read
  boost::json::object patch;                 ///< of an update
  precondition when;
  std::vector<field_error> errors;  ///< found when it was read
  std::string path;  ///< what its errors' fields begin with: `operations[3].update.`, or nothing
};

}  // namespace dossier::records
