#include "client-wasm/src/screens/invite_dialog.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "client-wasm/src/screens/dialog_form.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view popup = "Invite somebody";
constexpr float width = 400;
constexpr float title_height = 64;
constexpr int email_bytes = 254;
constexpr int name_bytes = 200;

}  // namespace

std::vector<dossier::role> roles_given_by(const app::rights& may) {
  std::vector<dossier::role> out;
  for (const dossier::role each : all_roles) {
    const bool of_a_brand = each == dossier::role::client_viewer;
    const bool owners_own = each == dossier::role::owner && may.who() != dossier::role::owner;
    if (!of_a_brand && !owners_own) out.push_back(each);
  }
  return out;
}

void invite_dialog::draw(context& c) {
  c.push_id("invite");
  if (std::exchange(due_, false)) {
    wish_ = {};
    refused_.reset();
    sent_ = done_ = false;
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
  const std::vector<dossier::role> roles = roles_given_by(work_.may());
  std::vector<std::string_view> labels;
  for (const dossier::role each : roles) labels.push_back(app::role_text(each));
  auto index = static_cast<int>(std::find(roles.begin(), roles.end(), wish_.as) - roles.begin());
  const std::string beside = refused_ ? fault_beside(*refused_, "email name") : std::string();
  if (select(c, dialog_field(c, at, "Role", beside).with_width(180), "Role", labels.data(),
             static_cast<int>(labels.size()), index)) {
    wish_.as = roles.at(static_cast<std::size_t>(index));
  }
  const bool ready = !wish_.email.empty() && !wish_.name.empty();
  const button_options yes{.kind = button_kind::primary,
                           .busy = sent_,
                           .disabled = !ready,
                           .reason = "An address and a name are needed"};
  const dialog_answer answer = dialog_buttons(c, at, sent_ ? "Inviting" : "Invite", yes);
  if ((wanted || answer == dialog_answer::yes) && ready && !sent_) send();
  if (answer == dialog_answer::no || std::exchange(done_, false)) close_popup(c);
  end_dialog(c);
  c.pop_id();
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
