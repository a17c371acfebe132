#pragma once

#include <map>
#include <string>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/model/line_diff.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// What two people made of one record, field by field, yours beside theirs. A long text is compared line by
/// line with what it was before, and the changes of both can be kept.
class conflict_view {
 public:
  /// Draws the fields that are contested in the open record of `desk`.
  void draw(ui::context& c, ui::rect r, app::desk& desk);
  /// Forgets a conflict that is over.
  void end() { yours_.clear(), merges_.clear(); }

 private:
  struct contested {
    std::string yours;
    std::string theirs;
    std::string base;
    model::text_merge merge;  ///< views of the three above
  };
  float short_field(ui::context& c, ui::rect r, app::desk& desk, model::form_field& field);
  float long_field(ui::context& c, ui::rect r, app::desk& desk, model::form_field& field);
  float lines(ui::context& c, ui::rect r, const model::text_merge& merge) const;
  [[nodiscard]] const std::string& yours(const model::form_field& field);

  ui::scroll_area scroll_;
  std::map<std::string, std::string> yours_;  ///< by field: what stood there when the conflict began
  std::map<std::string, contested> merges_;
};

}  // namespace dossier::screens
