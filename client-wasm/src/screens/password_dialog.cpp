#include "client-wasm/src/screens/password_dialog.hpp"

#include <utility>

#include "client-wasm/src/screens/dialog_form.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view popup = "Change password";
constexpr float width = 400;
constexpr float title_height = 64;
constexpr int password_bytes = 1024;

}  // namespace

void password_dialog::forget() {
  for (std::string* each : {&old_, &new_, &again_}) {
    each->assign(each->size(), '\0');
    each->clear();
  }
  refused_.reset();
}

void password_dialog::draw(context& c) {
  c.push_id("password");
  if (std::exchange(due_, false)) {
    forget();
    open_popup(c, popup);
  }
  rect at;
  const float height = title_height + 3 * dialog_field_height + dialog_buttons_height;
  if (!begin_dialog(c, popup, popup, width, height, at)) {
    if (!popup_is_open(c, popup) && !sent_) forget();
    return c.pop_id();
  }
  at.cut_top(8);
  const text_options secret{.secret = true, .max_bytes = password_bytes};
  const std::string old_fault =
      refused_ ? fault_of(*refused_, "old_password") + fault_beside(*refused_, "old_password new_password")
               : std::string();
  const std::string new_fault = refused_ ? fault_of(*refused_, "new_password") : std::string();
  const bool differ = !again_.empty() && again_ != new_;
  bool wanted = dialog_text(c, at, "Password", old_, old_fault, secret);
  wanted = dialog_text(c, at, "New password", new_, new_fault, secret) || wanted;
  wanted =
      dialog_text(c, at, "New password again", again_, differ ? "This is another one" : "", secret) || wanted;
  const bool ready = !old_.empty() && !new_.empty() && again_ == new_;
  const button_options yes{.kind = button_kind::primary,
                           .busy = sent_,
                           .disabled = !ready,
                           .reason = "All three are needed, the new one twice the same"};
  const dialog_answer answer = dialog_buttons(c, at, sent_ ? "Changing" : "Change", yes);
  if ((wanted || answer == dialog_answer::yes) && ready && !sent_) change();
  if (answer == dialog_answer::no || std::exchange(done_, false)) close_popup(c);
  end_dialog(c);
  c.pop_id();
}

void password_dialog::change() {
  sent_ = true;
  refused_.reset();
  mine_.change_password(old_, new_, [this](std::optional<problem> refused) {
    sent_ = false;
    refused_ = std::move(refused);
    if (refused_) return;
    done_ = true;
    work_.tell({app::severity::ok, "Password changed. Other sessions have ended", {}, {}});
  });
}

}  // namespace dossier::screens
