#include "client-wasm/src/screens/invite_dialog.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "client-wasm/src/screens/dialog_form.hpp"
#include "shared/permissions/membership.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view popup = "Invite somebody";
constexpr std::string_view field_key = "invitation";
constexpr float width = 440;
constexpr float role_width = 160;
constexpr float title_height = 64;
constexpr int email_bytes = 254;
constexpr int name_bytes = 200;

}  // namespace

std::vector<dossier::role> roles_given_by(const app::rights& may) {
  std::vector<dossier::role> out;
  for (const dossier::role each : all_roles) {
    const bool owners_own = each == dossier::role::owner && may.who() != dossier::role::owner;
    if (!owners_own) out.push_back(each);
  }
  return out;
}

void invite_dialog::draw(context& c) {
  c.push_id("invite");
  if (std::exchange(due_, false)) {
    wish_ = {};
    refused_.reset();
    sent_ = done_ = tried_ = false;
    brands_.forget(field_key);
    open_popup(c, popup);
  }
  rect at;
  const float height = title_height + 3 * dialog_field_height + dialog_buttons_height;
  if (!begin_dialog(c, popup, popup, width, height, at)) return c.pop_id();
  at.cut_top(8);
  const auto fault = [&](std::string_view field) {
    return refused_ ? fault_of(*refused_, field) : std::string();
  };
  bool wanted = dialog_text(c, at, "Email", wish_.email, fault("email"), {.max_bytes = email_bytes});
  wanted = dialog_text(c, at, "Name", wish_.name, fault("name"), {.max_bytes = name_bytes}) || wanted;
  tried_ = tried_ || wanted;
  role_and_brand(c, at.cut_top(dialog_field_height));
  const bool named = !wish_.email.empty() && !wish_.name.empty();
  const bool ready = named && !permissions::brand_fault(wish_.as, !wish_.brand_id.empty());
  const button_options yes{
      .kind = button_kind::primary,
      .busy = sent_,
      .disabled = !ready,
      .reason = named ? "A client viewer needs a brand" : "An address and a name are needed"};
  const dialog_answer answer = dialog_buttons(c, at, sent_ ? "Inviting" : "Invite", yes);
  if ((wanted || answer == dialog_answer::yes) && ready && !sent_) send();
  if (answer == dialog_answer::no || std::exchange(done_, false)) close_popup(c);
  end_dialog(c);
  c.pop_id();
}

/// What somebody is to be, and beside it the brand that a client viewer is one of.
void invite_dialog::role_and_brand(context& c, rect row) {
  const std::string wrong = brand_fault();
  const std::string beside = refused_ ? fault_beside(*refused_, "email name brand_id") : std::string();
  const rect note = row.with_height(row.h).cut_bottom(24);
  rect brand_at = row;
  rect role_at = brand_at.cut_left(role_width);
  brand_at.cut_left(12);
  const std::vector<dossier::role> roles = roles_given_by(work_.may());
  std::vector<std::string_view> labels;
  labels.reserve(roles.size());
  for (const dossier::role each : roles) labels.push_back(app::role_text(each));
  auto index = static_cast<int>(std::find(roles.begin(), roles.end(), wish_.as) - roles.begin());
  if (select(c, dialog_field(c, role_at, "Role"), "Role", labels.data(), static_cast<int>(labels.size()),
             index)) {
    wish_.as = roles.at(static_cast<std::size_t>(index));
    wish_.brand_id.clear();
    forget_brand_fault();
    if (permissions::is_of_a_brand(wish_.as)) brand_fields::focus(c, "Brand");
  }
  if (permissions::is_of_a_brand(wish_.as)) {
    const bool was_active = brands_.at(field_key).active();
    if (brands_.draw(c, dialog_field(c, brand_at, "Brand", wrong), field_key, "Brand", wish_.brand_id, {},
                     {.error = wrong, .placeholder = "Required"})) {
      forget_brand_fault();
    }
    if (was_active && !brands_.at(field_key).active()) {
      tried_ = true;
      c.page.wake();
    }
  }
  if (wrong.empty() && !beside.empty()) error_line(c, note.with_height(20), beside);
}

/// What is wrong with the brand: what the server said of it, or that there is none.
std::string invite_dialog::brand_fault() {
  if (refused_) {
    const std::string told = fault_of(*refused_, "brand_id");
    if (!told.empty()) return told;
  }
  if (!tried_ || brands_.at(field_key).active()) return {};
  const auto missing = permissions::brand_fault(wish_.as, !wish_.brand_id.empty());
  return missing ? missing->message : std::string();
}

/// What was refused of a brand is not said of another one.
void invite_dialog::forget_brand_fault() {
  if (refused_ && !fault_of(*refused_, "brand_id").empty()) refused_.reset();
}

void invite_dialog::send() {
  sent_ = true;
  refused_.reset();
  people_.invite(wish_, [this](std::optional<problem> refused) {
    sent_ = false;
    refused_ = std::move(refused);
    done_ = !refused_;
  });
}

}  // namespace dossier::screens
