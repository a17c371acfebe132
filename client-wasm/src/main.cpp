#include <memory>

#include "client-wasm/src/screens/gallery.hpp"
#include "client-wasm/src/ui/runtime.hpp"

/// Makes the page and what draws on it. Both live until the document goes: returning from main leaves the browser's
/// event loop running, so nothing here may end with the function.
int main() {
  static auto runtime = std::make_unique<dossier::ui::runtime>();
  static auto gallery = std::make_unique<dossier::screens::gallery>();
  runtime->run(*gallery);
  return 0;
}
