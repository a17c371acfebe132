#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/completer.hpp"

namespace dossier::screens {

/// Completes from a few made-up names.
class gallery_completer final : public ui::completer {
 public:
  void look_for(const describe::field& field, std::string_view typed) override;
  [[nodiscard]] std::vector<ui::suggestion> offered(const describe::field& field) override;
  [[nodiscard]] bool busy(const describe::field& field, std::string_view typed) override;
  [[nodiscard]] std::string name_of(const describe::field& field, std::string_view id) override;
};

}  // namespace dossier::screens
