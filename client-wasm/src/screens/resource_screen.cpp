#include "client-wasm/src/screens/resource_screen.hpp"

#include <utility>

namespace dossier::screens {

using namespace ui;

resource_screen::resource_screen(app::workspace& work, std::string_view resource)
    : desk_(work.at(resource)),
      list_(work, desk_),
      panel_(work, resource),
      create_("New " + model::lower_first(desk_.type().names.label)) {}

void resource_screen::draw(context& c, rect content, rect panel, const model::wall_time& now) {
  // Where the panel lies over the list, the list has nothing to show and the pointer is the panel's.
  const bool covered = wants_panel() && panel.x < content.right();
  if (covered) c.paint.push_clip({content.x, content.y, panel.x - content.x, content.h});
  list_.draw(c, content, now);
  if (covered) c.paint.pop_clip();
  if (const describe::field* field = list_.take_edit_wish()) panel_.edit_field(*field);
  const bool open = wants_panel();
  if (open) panel_.draw(c, panel, desk_, now);
  // Who closes the panel goes on in the list.
  if (std::exchange(panel_was_open_, open) && !open && !c.text_active) list_.take_focus(c);
}

bool resource_screen::wants_panel() const {
  if (desk_.editor().creating() && !desk_.may_create()) return false;
  return desk_.editor().where() != app::record_editor::stage::closed;
}

void resource_screen::fill_top_bar(top_bar_data& d) {
  const app::route& at = desk_.at();
  const bool whole = at.filter.empty() && at.q.empty();
  view_ = whole ? "All " + model::lower_first(desk_.type().names.plural_label) : "Filtered";
  d.title = desk_.type().names.plural_label;
  d.object = view_;
  if (desk_.may_create())
    d.actions = {{.label = create_, .icon = icon::plus, .key_hint = "C", .primary = true}};
}

void resource_screen::top_bar_pressed(int action) {
  if (action == 0) create({});
}

void resource_screen::keys(context& c) {
  if (!c.text_active && c.shortcut(key::c)) create({});
}

void resource_screen::focus_query(context& c) {
  list_.focus_filter(c);
}

std::string resource_screen::title() const {
  const model::form_state* form = desk_.editor().form();
  if (form == nullptr || form->creating()) return view_;
  const describe::any_record& record = form->stored();
  return model::value_text(record.type().title(), record.data(), {});
}

void resource_screen::create(const std::string& title) {
  if (!desk_.may_create()) return;
  desk_.open_new();
  model::form_state* form = desk_.editor().form();
  model::form_field* name = form != nullptr ? form->find(desk_.type().names.title_field) : nullptr;
  if (name != nullptr && !title.empty()) desk_.editor().edit(*name, title);
  panel_.edit_first_field();
}

}  // namespace dossier::screens
