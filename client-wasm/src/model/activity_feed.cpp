#include "client-wasm/src/model/activity_feed.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "client-wasm/src/model/display.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;
using live::change_kind;

constexpr std::size_t named_fields_max = 2;  ///< of the changed ones; the others are counted

std::string text_member(const json::object& record, std::string_view name) {
  const json::value* member = record.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return std::string(member->get_string().data(), member->get_string().size());
}

activity_entry entry_of(const live::change& change) {
  activity_entry made{change.seq,        change.at,      change.kind, change.resource, change.id, {},
                      change.actor.name, change.changed, {}};
  const describe::record_type* type = describe::find_record(change.resource);
  if (type == nullptr || change.record.empty()) return made;
  const auto record = codec::parse_json_object(change.record);
  if (!record) return made;
  made.title = text_member(*record, type->names.title_field);
  made.status = text_member(*record, "status");
  return made;
}

bool names(const activity_entry& entry, std::string_view field) {
  return std::find(entry.changed.begin(), entry.changed.end(), field) != entry.changed.end();
}

std::string lower_first(std::string_view label) {
  std::string text(label);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// "headcount and founded", "headcount, founded and 2 more".
std::string fields_text(const activity_entry& entry, const describe::record_type& type) {
  std::string text;
  std::size_t named = 0;
  std::size_t all = 0;
  for (const std::string& name : entry.changed) {
    const describe::field* field = type.find(name);
    if (field == nullptr || field->is_read_only) continue;
    ++all;
    if (named == named_fields_max) continue;
    text += (named == 0 ? "" : ", ") + lower_first(field->label);
    ++named;
  }
  if (all > named) text += " and " + std::to_string(all - named) + " more";
  return text;
}

std::string_view verb_of(const activity_entry& entry) {
  switch (entry.kind) {
    case change_kind::created:
      return entry.status == "published" ? "published" : "created";
    case change_kind::deleted:
      return "deleted";
    case change_kind::restored:
      return "restored";
    case change_kind::updated:
      break;
  }
  if (!names(entry, "status")) return names(entry, "name") ? "renamed" : "updated";
  if (entry.status == "published") return "published";
  return entry.status == "archived" ? "archived" : "back to draft";
}

activity_words::sign sign_of(const activity_entry& entry, std::string_view verb) {
  using sign = activity_words::sign;
  if (entry.kind == change_kind::deleted) return sign::removed;
  if (entry.kind == change_kind::restored) return sign::restored;
  if (verb == "published") return sign::published;
  if (entry.resource == "insights") return sign::insight;
  if (entry.resource == "brands") return sign::brand;
  return entry.resource == "tags" ? sign::tag : sign::other;
}

}  // namespace

activity_words words_of(const activity_entry& entry) {
  const describe::record_type* type = describe::find_record(entry.resource);
  const std::string label = type != nullptr ? std::string(type->names.label) : "Record";
  const std::string_view verb = verb_of(entry);
  activity_words made;
  made.headline = label + " " + std::string(verb);
  made.icon = sign_of(entry, verb);
  made.detail = entry.title;
  if (type != nullptr && verb == "updated") {
    const std::string fields = fields_text(entry, *type);
    if (!fields.empty()) made.detail += (made.detail.empty() ? "" : ", ") + fields;
  }
  if (made.detail.empty()) made.detail = entry.actor.empty() ? entry.resource : "by " + entry.actor;
  return made;
}

void activity_feed::load(std::vector<activity_entry> newest, std::int64_t seq) {
  std::deque<activity_entry> later;
  for (const activity_entry& entry : shown_) {
    if (entry.seq > seq) later.push_back(entry);
  }
  shown_ = std::move(later);
  shown_.insert(shown_.end(), std::make_move_iterator(newest.begin()), std::make_move_iterator(newest.end()));
  if (shown_.size() > entries_max) shown_.resize(entries_max);
  std::erase_if(waiting_, [seq](const activity_entry& entry) { return entry.seq <= seq; });
  seq_ = std::max(seq_, seq);
  loaded_ = true;
}

bool activity_feed::add(const live::change& change, double now) {
  if (change.seq <= seq_) return false;
  seq_ = change.seq;
  arrivals_.push_back(now);
  while (arrivals_.size() > arrivals_max || (!arrivals_.empty() && arrivals_.front() < now - rate_window_ms))
    arrivals_.pop_front();
  activity_entry entry = entry_of(change);
  if (entry.title.empty()) entry.title = known_title(entry.record);
  came_.emplace_back(entry.seq, now);
  if (came_.size() > entries_max) came_.pop_front();
  if (paused_) {
    waiting_.push_back(std::move(entry));
    if (waiting_.size() > entries_max) waiting_.pop_front();
  } else {
    show(std::move(entry));
  }
  return true;
}

void activity_feed::show(activity_entry entry) {
  shown_.push_front(std::move(entry));
  if (shown_.size() > entries_max) shown_.pop_back();
}

void activity_feed::pause(bool on) {
  paused_ = on;
  if (on) return;
  for (activity_entry& entry : waiting_) show(std::move(entry));
  waiting_.clear();
}

std::string activity_feed::known_title(const uuid& record) const {
  const auto of_record = [&](const activity_entry& entry) { return entry.record == record; };
  const auto waiting = std::find_if(waiting_.rbegin(), waiting_.rend(), of_record);
  if (waiting != waiting_.rend()) return waiting->title;
  const auto shown = std::find_if(shown_.begin(), shown_.end(), of_record);
  return shown != shown_.end() ? shown->title : std::string();
}

double activity_feed::came_at(std::int64_t seq) const {
  const auto found =
      std::find_if(came_.rbegin(), came_.rend(), [seq](const auto& one) { return one.first == seq; });
  return found != came_.rend() ? found->second : 0;
}

timestamp activity_feed::last_event() const {
  if (!waiting_.empty()) return waiting_.back().at;
  return shown_.empty() ? timestamp{} : shown_.front().at;
}

double activity_feed::rate(double now) const {
  constexpr double per_second = 1000;
  const auto counted = std::count_if(arrivals_.begin(), arrivals_.end(),
                                     [now](double at) { return at >= now - rate_window_ms; });
  return static_cast<double>(counted) * per_second / rate_window_ms;
}

std::string activity_feed::rate_text(double now, const formats& how) const {
  constexpr double tenths = 10;
  constexpr double whole_from = 10;
  const double per_second = rate(now);
  if (per_second <= 0) return "quiet";
  if (per_second >= whole_from) return count_text(std::llround(per_second), how) + " per s";
  const auto in_tenths = static_cast<std::int64_t>(std::llround(per_second * tenths));
  return std::to_string(in_tenths / 10) + decimal_sign(how) + std::to_string(in_tenths % 10) + " per s";
}

double activity_feed::next_rate_change(double now) const {
  for (const double at : arrivals_) {
    if (at >= now - rate_window_ms) return at + rate_window_ms + 1;
  }
  return 0;
}

}  // namespace dossier::model
