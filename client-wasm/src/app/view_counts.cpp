#include "client-wasm/src/app/view_counts.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "client-wasm/src/app/saved_views.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

constexpr std::size_t most_answers = 1'000;  ///< remembered; with more, all are forgotten

/// No index counts what a filter finds in a log.
bool is_counted(std::string_view resource) {
  const describe::record_type* const type = describe::find_record(resource);
  return type == nullptr || !type->names.is_log;
}

}  // namespace

view_counts::~view_counts() {
  if (request_ != 0) work_.api().abort(request_);
}

view_counts::question view_counts::question_of(const saved_view& view) {
  return {view.resource, view.filter, view.q.value_or("")};
}

std::string view_counts::text_of(const saved_view& view) const {
  const auto found = answers_.find(question_of(view));
  if (found == answers_.end() || !found->second.known) return {};
  return (found->second.exact ? "" : "\xE2\x89\x88") +
         model::count_text(found->second.count, work_.around().how());
}

std::optional<double> view_counts::show(const std::vector<const saved_view*>& views) {
  if (views.empty()) return std::nullopt;
  if (views.front()->resource != watched_) {
    if (request_ != 0) work_.api().abort(std::exchange(request_, 0));
    round_.clear();
    watch_.reset();
    watched_ = views.front()->resource;
    touch();  // what is known of it was not kept true meanwhile
    rest_until_ = 0;
  }
  if (!is_counted(watched_)) return std::nullopt;
  const double now = work_.around().clock();
  if (request_ == 0 && round_.empty()) begin_round(views, now);
  if (request_ != 0) return std::nullopt;
  std::optional<double> next;
  for (std::size_t i = 0; i < std::min(views.size(), most_counted); ++i) {
    const auto found = answers_.find(question_of(*views[i]));
    if (found == answers_.end()) continue;
    std::optional<double> due = found->second.again_at;
    if (found->second.stale) due = rest_until_;
    if (due && (!next || *due < *next)) next = std::max(*due, rest_until_);
  }
  return next;
}

/// What was never counted is counted at once, the rest when the last round is long enough ago.
void view_counts::begin_round(const std::vector<const saved_view*>& views, double now) {
  if (answers_.size() > most_answers) answers_.clear();
  const bool rested = now >= rest_until_;
  for (std::size_t i = 0; i < std::min(views.size(), most_counted); ++i) {
    question what = question_of(*views[i]);
    const answer& known = answers_[what];
    const bool due = known.stale || (known.again_at && now >= *known.again_at);
    const bool fresh = !known.known && rest_until_ < now + recount_after_failure_ms / 2;
    if (due && (rested || fresh)) round_.push_back(std::move(what));
  }
  if (round_.empty()) return;
  std::reverse(round_.begin(), round_.end());
  began_ = now;
  ask_next();
}

void view_counts::ask_next() {
  const question what = std::move(round_.back());
  round_.pop_back();
  const describe::record_type* type = describe::find_record(what.resource);
  if (type == nullptr) {
    answers_[what].stale = false;
    return;
  }
  net::list_query query;
  query.filter = what.filter;
  query.q = what.q;
  query.fields = "id";
  query.page_size = 1;
  changed_meanwhile_ = false;
  request_ = work_.api().list(*type, query,
                              [this, what](result<net::record_page> page) { take(what, std::move(page)); });
}

void view_counts::take(const question& asked, result<net::record_page> page) {
  request_ = 0;
  const double now = work_.around().clock();
  answer& known = answers_[asked];
  if (page) {
    // What changed meanwhile the answer may lack: it is asked for once more.
    known = {page->total, page->total_exact, true, changed_meanwhile_, std::nullopt};
    if (counts_by_time(asked.resource, asked.filter)) known.again_at = now + recount_by_time_ms;
    if (watch_ == nullptr) watch(asked.resource, page->change_seq);
  } else if (page.error().status >= net::status::bad_request &&
             page.error().status < net::status::server_error) {
    known.stale = false;  // it is not understood (any more): its list says why
    known.known = false;
  } else {
    rest_until_ = now + recount_after_failure_ms;
    round_.clear();
    return work_.around().changed();
  }
  if (!round_.empty()) {
    ask_next();
  } else {
    rest_until_ = now + std::max(recount_ms, recount_share * (now - began_));
  }
  work_.around().changed();
}

void view_counts::watch(const std::string& resource, std::int64_t after) {
  watch_ = work_.watch_changes(
      resource, {}, after, [this](const live::change&) { touch(); }, [this] { touch(); });
}

void view_counts::touch() {
  changed_meanwhile_ = true;
  for (auto& [what, known] : answers_) {
    if (what.resource == watched_) known.stale = true;
  }
}

}  // namespace dossier::app
