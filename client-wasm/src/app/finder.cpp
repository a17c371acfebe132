#include "client-wasm/src/app/finder.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/model/search_text.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/saved_view.hpp"
#include "shared/text/fold.hpp"

namespace dossier::app {
namespace {

constexpr char commands_only = '>';
constexpr char tags_only = '#';
constexpr std::string_view tags_resource = "tags";
constexpr int notes_of_a_record = 3;
constexpr std::string_view open_quote = "\xE2\x80\x9C";
constexpr std::string_view close_quote = "\xE2\x80\x9D";

std::string title_of(const describe::any_record& record) {
  return model::value_text(record.type().title(), record.data(), {});
}

/// The quoted words at the end of a title, as the marked part.
found with_quoted(std::string title, std::string_view words) {
  found out;
  out.title = std::move(title) + " " + std::string(open_quote);
  const std::size_t begin = out.title.size();
  out.title += words;
  out.marks = {{begin, out.title.size()}};
  out.title += close_quote;
  return out;
}

}  // namespace

std::string starts_with_filter(const describe::field& field, std::string_view prefix) {
  if (field.kind != describe::kind::text || !field.is_sortable) return {};
  const std::string key = text::fold(prefix);
  // The keys that begin so are those from the prefix on, below the next text of its length.
  if (key.empty() || static_cast<unsigned char>(key.back()) >= 0x7EU) return {};
  std::string below = key;
  ++below.back();
  std::string out = std::string(field.name) + " >= ";
  codec::append_json_string(out, key);
  out += " AND " + std::string(field.name) + " < ";
  codec::append_json_string(out, below);
  return out;
}

std::string record_note(const net::told_record& told, const model::wall_time& now) {
  std::string out;
  int parts = 0;
  const describe::record_type& type = told.record.type();
  for (const describe::field& field : type.fields) {
    const bool tells = field.column_width > 0 && !field.is_common &&
                       field.kind != describe::kind::text_list && field.name != type.names.title_field;
    if (!tells || parts == notes_of_a_record) continue;
    std::string value = field.references.empty() ? model::value_text(field, told.record.data(), now)
                                                 : std::string(told.about.name_of(field));
    if (value.empty()) continue;
    if (model::is_numeric(field)) value = model::lower_first(field.label) + " " + value;
    out += (parts++ == 0 ? "" : ", ") + value;
  }
  return out;
}

finder::finder(net::api_client& api, const commands& all, surroundings around)
    : api_(api), commands_(all), around_(std::move(around)) {
  for (const describe::record_type* type : describe::all_records()) {
    // Views are known as a whole, see known_view; what there is one of needs no finding.
    if (type != &describe::type_of<saved_view>() && !type->names.is_single)
      sources_.push_back({type, 0, {}, 0});
  }
}

finder::~finder() {
  abort();
}

void finder::open(std::string_view resource, std::vector<known_view> views) {
  resource_ = std::string(resource);
  views_ = std::move(views);
  close();
}

void finder::close() {
  abort();
  text_.clear();
  for (source& s : sources_) s.records.clear(), s.total = 0;
  answered_in_ms_ = 0;
  failure_.clear();
}

std::string_view finder::words() const {
  std::string_view out = text_;
  if (!out.empty() && (out.front() == commands_only || out.front() == tags_only)) out.remove_prefix(1);
  while (!out.empty() && out.front() == ' ') out.remove_prefix(1);
  while (!out.empty() && out.back() == ' ') out.remove_suffix(1);
  return out;
}

bool finder::wants(const source& s) const {
  if (text_.empty() || text_.front() == commands_only || model::prefix_search(words()).empty()) return false;
  if (!may().may_read(s.type->names.resource)) return false;
  return text_.front() != tags_only || s.type->names.resource == tags_resource;
}

void finder::ask(std::string_view text) {
  if (text == text_) return;
  text_ = std::string(text);
  bool any = false;
  for (source& s : sources_) {
    any = any || wants(s);
    if (!wants(s)) s.records.clear(), s.total = 0;
  }
  if (any) {
    due_ = around_.clock() + find_pause_ms;
  } else {
    abort();
  }
}

void finder::tick() {
  if (due_ && around_.clock() >= *due_) send();
}

int finder::open_requests() const {
  return static_cast<int>(
      std::count_if(sources_.begin(), sources_.end(), [](const source& s) { return s.request != 0; }));
}

void finder::abort() {
  due_.reset();
  for (source& s : sources_) {
    if (s.request != 0) api_.abort(std::exchange(s.request, 0));
  }
}

void finder::send() {
  abort();
  asked_at_ = around_.clock();
  failure_.clear();
  const bool one_kind = text_.front() == tags_only;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (!wants(sources_[i])) continue;
    net::list_query query;
    query.q = model::prefix_search(words());
    query.page_size = one_kind ? found_in_scope : found_per_resource;
    sources_[i].request = api_.list(*sources_[i].type, query, [this, i](result<net::record_page> answer) {
      source& s = sources_[i];
      s.request = 0;
      answered_in_ms_ = around_.clock() - asked_at_;
      if (answer) {
        s.records = std::move(answer->items);
        s.total = answer->total;
      } else {
        failure_ = answer.error().title;
      }
      around_.changed();
    });
  }
}

std::vector<found_section> finder::sections(const model::wall_time& now) const {
  std::vector<found_section> out;
  const auto add = [&out](found_section section) {
    if (!section.rows.empty()) out.push_back(std::move(section));
  };
  const bool only_commands = !text_.empty() && text_.front() == commands_only;
  const bool only_tags = !text_.empty() && text_.front() == tags_only;
  for (const source& s : sources_) add(records_of(s, now));
  if (only_tags) return out;
  if (!only_commands) {
    if (words().empty()) add(recents());
    add(matching_views());
  }
  add(matching_commands());
  return out;
}

std::int64_t finder::total() const {
  std::int64_t sum = 0;
  for (const source& s : sources_) sum += s.total;
  if (!text_.empty() && text_.front() == tags_only) return sum;
  sum += matching_commands().total;
  if (text_.empty() || text_.front() != commands_only) {
    sum += matching_views().total;
    if (words().empty()) sum += recents().total;
  }
  return sum;
}

found_section finder::records_of(const source& s, const model::wall_time& now) const {
  found_section out;
  out.title = std::string(s.type->names.plural_label);
  out.total = std::max(s.total, static_cast<std::int64_t>(s.records.size()));
  for (const net::told_record& told : s.records) {
    const describe::any_record& record = told.record;
    found row;
    row.what = found::kind::record;
    row.title = title_of(record);
    row.marks = model::prefix_ranges(words(), row.title);
    row.detail = record_note(told, now);
    row.note = std::string(s.type->names.label);
    row.resource = std::string(s.type->names.resource);
    row.id = record.base().id;
    out.rows.push_back(std::move(row));
  }
  return out;
}

found_section finder::recents() const {
  found_section out;
  out.title = "Recent";
  for (const recent_record& r : recent_) {
    found row;
    row.what = found::kind::record;
    row.title = r.title;
    row.resource = r.resource;
    row.id = r.id;
    if (const auto* type = describe::find_record(r.resource)) row.note = std::string(type->names.label);
    out.rows.push_back(std::move(row));
  }
  out.total = static_cast<std::int64_t>(out.rows.size());
  return out;
}

found_section finder::matching_views() const {
  found_section out;
  out.title = "Views";
  for (const known_view& view : views_) {
    const auto match = model::match_fuzzy(words(), view.name);
    if (!match) continue;
    found row;
    row.what = found::kind::view;
    row.title = view.name;
    row.marks = match->ranges;
    row.note = view.note;
    row.location = view.location;
    row.icon = view.icon;
    out.rows.push_back(std::move(row));
  }
  out.total = static_cast<std::int64_t>(out.rows.size());
  return out;
}

found_section finder::matching_commands() const {
  struct ranked {
    int score;
    found row;
  };
  std::vector<ranked> matches;
  for (const command& c : commands_.all()) {
    const command_action* bound = commands_.action(c.id);
    if (bound == nullptr || !bound->in_palette) continue;
    found row;
    row.title = commands_.title(c);
    const auto match = model::match_fuzzy(words(), row.title);
    if (!match) continue;
    const availability can = commands_.state(c.id);
    row.marks = match->ranges;
    row.command = c.id;
    row.keys = commands_.keys(c.id);
    row.icon = bound->icon;
    row.enabled = can.enabled;
    row.reason = can.reason;
    row.detail = can.enabled ? std::string() : can.reason;
    matches.push_back({match->score, std::move(row)});
  }
  std::stable_sort(matches.begin(), matches.end(), [](const ranked& a, const ranked& b) {
    return a.row.enabled != b.row.enabled ? a.row.enabled : a.score > b.score;
  });
  found_section out;
  out.title = "Commands";
  const bool only_commands = !text_.empty() && text_.front() == commands_only;
  const bool some = !only_commands && !words().empty();
  add_made(out);
  const auto made = static_cast<std::int64_t>(out.rows.size());
  out.total = made + static_cast<std::int64_t>(matches.size());
  for (ranked& one : matches) {
    if (some && out.rows.size() >= static_cast<std::size_t>(found_commands)) break;
    out.rows.push_back(std::move(one.row));
  }
  return out;
}

/// What can be made of the words themselves.
void finder::add_made(found_section& to) const {
  const std::string_view text = words();
  const describe::record_type* type = describe::find_record(resource_);
  if (text.empty() || type == nullptr || text_.front() == commands_only) return;
  const describe::field& title = type->title();
  if (std::string filter = starts_with_filter(title, text); !filter.empty()) {
    found row = with_quoted("Filter: " + model::lower_first(title.label) + " starts with", text);
    row.what = found::kind::filter;
    row.resource = resource_;
    row.location = std::move(filter);
    to.rows.push_back(std::move(row));
  }
  if (!may().may_create(resource_)) return;
  found row = with_quoted("New " + model::lower_first(type->names.label), text);
  row.what = found::kind::create;
  row.resource = resource_;
  row.location = std::string(text);
  row.keys = commands_.keys("record.new");
  to.rows.push_back(std::move(row));
}

void finder::note_recent(recent_record record) {
  if (record.title.empty()) return;
  std::erase_if(recent_, [&](const recent_record& r) { return r.id == record.id; });
  recent_.insert(recent_.begin(), std::move(record));
  if (recent_.size() > recent_records) recent_.resize(recent_records);
}

std::string finder::recent_json() const {
  std::string out = "{\"recent\":[";
  for (const recent_record& r : recent_) {
    if (out.back() != '[') out += ',';
    out += '[';
    codec::append_json_string(out, r.resource);
    out += ',';
    codec::append_json_string(out, to_string(r.id));
    out += ',';
    codec::append_json_string(out, r.title);
    out += ']';
  }
  return out + "]}";
}

void finder::load_recent(std::string_view text) {
  const auto object = codec::parse_json_object(text);
  const boost::json::value* list = object ? object->if_contains("recent") : nullptr;
  if (list == nullptr || !list->is_array()) return;
  for (const boost::json::value& item : list->get_array()) {
    const boost::json::array* parts = item.if_array();
    if (parts == nullptr || parts->size() != 3 || recent_.size() == recent_records) continue;
    const auto part = [&](std::size_t i) {
      const boost::json::string* s = (*parts)[i].if_string();
      return s == nullptr ? std::string() : std::string(s->data(), s->size());
    };
    const auto id = parse_uuid(part(1));
    if (id && describe::find_record(part(0)) != nullptr) recent_.push_back({part(0), *id, part(2)});
  }
}

}  // namespace dossier::app
