#include "client-wasm/src/model/filter_fault.hpp"

#include "shared/describe/validate.hpp"

namespace dossier::model {

std::string fault_text(const problem& why, std::string_view filter) {
  std::string text = explanation(why);
  if (!why.position || *why.position > filter.size()) return text;
  if (*why.position == filter.size()) return text + ", at its end";
  const std::size_t before = describe::count_characters(filter.substr(0, *why.position));
  return text + ", at character " + std::to_string(before + 1);
}

}  // namespace dossier::model
