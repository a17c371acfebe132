#include <memory>

#include "client-wasm/src/screens/dashboard.hpp"
#include "client-wasm/src/ui/runtime.hpp"

/// Makes the page and what draws on it. Both live until the document goes: returning from main leaves the
/// browser's event loop running, so nothing here may end with the function.
int main() {
  static auto runtime = std::make_unique<dossier::ui::runtime>();
  static auto dashboard = std::make_unique<dossier::screens::dashboard>(*runtime);
  runtime->run(*dashboard);
  return 0;
}
