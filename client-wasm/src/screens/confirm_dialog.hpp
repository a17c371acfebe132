#pragma once

#include <functional>
#include <string>

#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// A question before what cannot be undone.
class confirm_dialog {
 public:
  struct question {
    std::string title;   ///< "Remove T. Keller?"
    std::string detail;  ///< what follows from it
    std::string yes;     ///< repeats the verb
    std::function<void()> act;
  };
  void ask(ui::context& c, question what);
  /// Every frame, in the scope it was asked in.
  void draw(ui::context& c);

 private:
  question asked_;
  bool due_ = false;
};

}  // namespace dossier::screens
