#include "client-wasm/src/screens/gallery_completer.hpp"

namespace dossier::screens {

using namespace ui;

void gallery_completer::look_for(const describe::field&, std::string_view) {}

std::vector<suggestion> gallery_completer::offered(const describe::field& field) {
  if (is_reference(field)) return {{"Halden Foods", {}, "1"}, {"Orrin & Vale", {}, "2"}};
  return {{"covenants", "31"}, {"freight", "12"}, {"rates", "60"}};
}

bool gallery_completer::busy(const describe::field&, std::string_view) {
  return false;
}

std::string gallery_completer::name_of(const describe::field&, std::string_view) {
  return {};
}

}  // namespace dossier::screens
