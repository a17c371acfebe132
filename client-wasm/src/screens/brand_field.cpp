#include "client-wasm/src/screens/brand_field.hpp"

#include "client-wasm/src/ui/text_field.hpp"
#include "shared/records/insight.hpp"

namespace dossier::screens {

using namespace ui;

brand_fields::brand_fields(app::workspace& work)
    : field_(*describe::type_of<insight>().find("brand_id")), complete_(work) {}

reference_field& brand_fields::field_at(std::string_view key) {
  const auto found = fields_.find(key);
  return found != fields_.end() ? found->second : fields_[std::string(key)];
}

bool brand_fields::draw(context& c, rect r, std::string_view key, std::string_view name, std::string& id,
                        std::string_view label, reference_options look) {
  reference_field& shown = field_at(key);
  look.busy = complete_.busy(field_, shown.typed());
  const std::vector<suggestion> offered = complete_.offered(field_);
  // Who says what it is called hears of renames; what was found once does not.
  const std::string chosen = label.empty() ? name_of(id) : std::string(label);
  const bool changed = shown.draw(c, r, name, id, chosen, offered, look);
  if (shown.active()) complete_.look_for(field_, shown.typed());
  return changed;
}

void brand_fields::forget(std::string_view key) {
  if (const auto found = fields_.find(key); found != fields_.end()) fields_.erase(found);
}

void brand_fields::focus(context& c, std::string_view name) {
  c.push_id(name);
  focus_text(c, name);
  c.pop_id();
}

}  // namespace dossier::screens
