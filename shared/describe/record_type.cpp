#include "shared/describe/record_type.hpp"

namespace dossier::describe {

const field* record_type::find(std::string_view name) const {
  for (const field& candidate : fields) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace dossier::describe
