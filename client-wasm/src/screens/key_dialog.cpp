#include "client-wasm/src/screens/key_dialog.hpp"

#include <array>
#include <utility>

#include "client-wasm/src/screens/dialog_form.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view popup = "New API key";
constexpr float width = 440;
constexpr float key_width = 504;    ///< a key is not cut
constexpr float title_height = 64;  ///< the dialog's title and its padding
constexpr std::int64_t day_micros = 24LL * 3600 * 1'000'000;

struct lifetime {
  std::string_view label;
  std::int64_t days;  ///< 0: without an end
};
constexpr std::array<lifetime, 4> lifetimes{
    {{"30 days", 30}, {"90 days", 90}, {"1 year", 365}, {"No end", 0}}};

}  // namespace

void key_dialog::draw(context& c, const model::wall_time& now) {
  c.push_id("key");
  if (std::exchange(due_, false)) {
    name_.clear();
    key_.clear();
    refused_.reset();
    sent_ = false;
    scope_ = 0;
    lifetime_ = 1;
    open_popup(c, popup);
  }
  if (!popup_is_open(c, popup)) key_.clear();
  if (key_.empty()) {
    ask(c, now);
  } else {
    show(c);
  }
  c.pop_id();
}

void key_dialog::ask(context& c, const model::wall_time& now) {
  rect at;
  const float height = title_height + 3 * dialog_field_height + dialog_buttons_height;
  if (!begin_dialog(c, popup, popup, width, height, at)) return;
  at.cut_top(8);
  const std::string fault = refused_ ? fault_of(*refused_, "name") : std::string();
  bool wanted = dialog_text(c, at, "Name", name_, fault, {.placeholder = "What it is for", .max_bytes = 480});
  constexpr std::array<std::string_view, 2> scopes{"Read", "Read and write"};
  const rect scope = dialog_field(c, at, "Scope");
  const int chosen =
      segmented(c, scope.with_width(segmented_width(c, scopes.data(), 2)), scopes.data(), 2, scope_);
  if (chosen >= 0) scope_ = chosen;
  std::array<std::string_view, lifetimes.size()> labels;
  for (std::size_t i = 0; i < labels.size(); ++i) labels.at(i) = lifetimes.at(i).label;
  const std::string beside = refused_ ? fault_beside(*refused_, "name") : std::string();
  const rect ends = dialog_field(c, at, "Good for", beside);
  select(c, ends.with_width(160), "Good for", labels.data(), static_cast<int>(labels.size()), lifetime_);
  const button_options yes{
      .kind = button_kind::primary, .busy = sent_, .disabled = name_.empty(), .reason = "A name is needed"};
  const dialog_answer answer = dialog_buttons(c, at, sent_ ? "Making" : "Make key", yes);
  wanted = wanted || answer == dialog_answer::yes;
  if (wanted && !name_.empty() && !sent_) make(now);
  if (answer == dialog_answer::no) close_popup(c);
  end_dialog(c);
}

void key_dialog::make(const model::wall_time& now) {
  app::key_wish wish{name_, scope_ == 1, std::nullopt};
  const std::int64_t days = lifetimes.at(static_cast<std::size_t>(lifetime_)).days;
  if (days > 0) wish.expires_at = timestamp{now.unix_ms * 1000 + days * day_micros};
  sent_ = true;
  refused_.reset();
  mine_.make_key(wish, [this](result<std::string> made) {
    sent_ = false;
    if (made) {
      key_ = *std::move(made);
    } else {
      refused_ = std::move(made).error();
    }
  });
}

void key_dialog::show(context& c) {
  rect at;
  constexpr float height = title_height + 32 + 40 + 16 + dialog_buttons_height;
  if (!begin_dialog(c, popup, name_, key_width, height, at)) return;
  at.cut_top(8);
  c.paint.text_in(at.cut_top(20), face::body, c.th.colors.text2, "Copy it now. It is not shown again.");
  at.cut_top(12);
  std::string shown = key_;
  text_field(c, at.cut_top(size::control_large), "Key", shown, {.read_only = true, .font = face::mono});
  rect line = at.cut_bottom(size::control);
  const button_options copy{.kind = button_kind::primary, .icon = icon::content_copy};
  const button_options done{.kind = button_kind::ghost};
  const rect copy_at = line.cut_right(button_width(c, "Copy", copy));
  line.cut_right(8);
  if (button(c, line.cut_right(button_width(c, "Done", done)), "Done", done)) close_popup(c);
  if (button(c, copy_at, "Copy", copy)) {
    c.page.write_clipboard(key_);
    work_.tell({app::severity::ok, "Key copied", {}, {}});
  }
  end_dialog(c);
}

}  // namespace dossier::screens
