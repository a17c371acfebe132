#include <memory>
#include <string>

#include "client-wasm/src/screens/gallery.hpp"
#include "client-wasm/src/ui/runtime.hpp"

namespace {

/// Shows the screen the address names.
class start_view final : public dossier::ui::view {
 public:
  void draw(dossier::ui::context& c) override { gallery_.draw(c); }

 private:
  dossier::screens::gallery gallery_;
};

}  // namespace

/// Makes the page and what draws on it. Both live until the document goes: returning from main leaves the browser's
/// event loop running, so nothing here may end with the function.
int main() {
  static auto runtime = std::make_unique<dossier::ui::runtime>();
  static auto view = std::make_unique<start_view>();
  runtime->run(*view);
  return 0;
}
