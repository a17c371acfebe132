#pragma once

#include "client-wasm/src/ui/runtime.hpp"

namespace dossier::screens {

/// Every widget in every state on one page, at "#/gallery": what the design is checked against.
class gallery final : public ui::view {
 public:
  void draw(ui::context& c) override;
};

}  // namespace dossier::screens
