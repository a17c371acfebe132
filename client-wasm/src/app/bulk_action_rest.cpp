// What is left of an act over all that match, and how it goes on.
#include <algorithm>
#include <utility>

#include "client-wasm/src/app/bulk_action.hpp"

namespace dossier::app {

/// The act stops here: what it has not done is left.
void bulk_action::leave_rest() {
  if (!target_.all) return;
  left_ = bulk_rest{job_, target_, resume_token_, count_, done_, {}, 0};
  left_undo_ = undo_;
}

/// The batch before the rest is still on its way: it must not be taken for done, nor for not done.
bool bulk_action::rest_waits() const {
  if (!left_ || left_->waiting_key.empty()) return false;
  const auto& all = writes_.writes();
  return std::any_of(all.begin(), all.end(), [this](const queued_write& w) {
    return w.key == left_->waiting_key && w.at != queued_write::stage::refused;
  });
}

std::string bulk_action::left_text() const {
  if (!left_) return {};
  std::string text = words_of(*left_);
  if (rest_waits()) text += ", " + figure(left_->waiting) + " more wait on this device";
  return text + ". The rest is not done";
}

bool bulk_action::can_go_on() const {
  return left_ && stage_ == stage::idle && !rest_waits();
}

void bulk_action::go_on() {
  if (!can_go_on()) return;
  const bulk_rest rest = *std::exchange(left_, std::nullopt);
  ++run_;
  job_ = rest.job;
  target_ = rest.target;
  token_ = resume_token_ = rest.token;
  count_ = rest.count;
  done_ = rest.done;
  undo_ = std::exchange(left_undo_, {});
  waiting_.clear();
  batch_.clear();
  written_key_.clear();
  read_all_ = stopped_ = false;
  failed_ = 0;
  stage_ = stage::running;
  remember();
  read_page();
  changed_();
}

void bulk_action::forget_left() {
  left_.reset();
  left_undo_.clear();
  remember();
  changed_();
}

void bulk_action::take_left(std::string_view json) {
  auto rest = read_bulk_rest(json, type_);
  if (!rest || stage_ != stage::idle || left_) {
    writes_.keep_beside(std::string(type_.names.resource), remembered_);  // there is room for one
    if (rest) tell_({severity::warn, words_of(*rest) + ". The rest is not done", {}, {}});
    return;
  }
  left_ = std::move(rest);
  left_undo_.clear();
  remember();
  tell_({severity::warn, left_text(), {}, {}});
  changed_();
}

void bulk_action::take_done(const queued_write& write) {
  if (!left_ || left_->waiting_key != write.key) return;
  left_->done += left_->waiting;
  left_->waiting = 0;
  left_->waiting_key.clear();
  remember();
}

/// Keeps with the writes what would be left if the page were lost now.
void bulk_action::remember() {
  std::string now;
  if (stage_ == stage::running && target_.all && !read_all_ && !stopped_) {
    const auto written = written_key_.empty() ? 0 : static_cast<std::int64_t>(batch_.size());
    now = to_json(bulk_rest{job_, target_, resume_token_, count_, done_, written_key_, written});
  } else if (left_) {
    now = to_json(*left_);
  }
  if (now == remembered_) return;
  remembered_ = now;
  writes_.keep_beside(std::string(type_.names.resource), now);
}

}  // namespace dossier::app
