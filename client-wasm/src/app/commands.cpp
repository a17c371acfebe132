#include "client-wasm/src/app/commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dossier::app {
namespace {

/// Whether keys of these places can be pressed at the same moment.
bool meet(command_place a, command_place b) {
  if (a == b || a == command_place::anywhere || b == command_place::anywhere) return true;
  const auto is = [&](command_place x, command_place y) { return (a == x && b == y) || (a == y && b == x); };
  return is(command_place::grid, command_place::panel) || is(command_place::insights, command_place::panel) ||
         is(command_place::audit, command_place::grid) || is(command_place::audit, command_place::panel);
}

/// Whether one of two sequences begins the other: then the shorter would hide the longer.
bool begins(const model::key_sequence& a, const model::key_sequence& b) {
  const std::size_t n = std::min(a.size(), b.size());
  return n != 0 && std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin());
}

}  // namespace

std::string_view place_name(command_place place) {
  constexpr std::array<std::string_view, command_places> names{"Anywhere", "Grid",  "Panel, forms", "Filter",
                                                               "Insights", "Audit", "Charts"};
  return names[static_cast<std::size_t>(place)];
}

commands::commands() : table_(command_table()) {}

const command* commands::find(std::string_view id) const {
  for (const command& c : table_) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

void commands::bind(std::string_view id, command_action action) {
  actions_.insert_or_assign(std::string(id), std::move(action));
}
void commands::unbind(std::string_view id) {
  if (const auto found = actions_.find(id); found != actions_.end()) actions_.erase(found);
}
const command_action* commands::action(std::string_view id) const {
  const auto found = actions_.find(id);
  if (found == actions_.end() || (found->second.offered && !found->second.offered())) return nullptr;
  return &found->second;
}

availability commands::state(std::string_view id) const {
  const command_action* bound = action(id);
  if (bound == nullptr) return {false, "Not on this screen"};
  return bound->state ? bound->state() : availability{};
}

std::string commands::title(const command& c) const {
  const command_action* bound = action(c.id);
  return bound != nullptr && bound->title ? bound->title() : c.title;
}

bool commands::run(std::string_view id) {
  if (!state(id).enabled) return false;
  const auto act = action(id)->act;  // a copy: what it does may bind anew
  if (act) act();
  return true;
}

std::string commands::assigned_keys(const command& c) const {
  if (const auto found = moved_.find(c.id); found != moved_.end()) return found->second;
  return c.keys.empty() ? std::string() : c.keys.front();
}

model::key_sequence commands::sequence(const command& c) const {
  return model::parse_keys(assigned_keys(c)).value_or(model::key_sequence{});
}

std::string commands::keys(std::string_view id) const {
  const command* c = find(id);
  if (c == nullptr) return {};
  const model::key_sequence strokes = sequence(*c);
  if (!map_.single_keys && std::any_of(strokes.begin(), strokes.end(), model::is_single_key)) return {};
  return model::to_string(strokes);
}

const command* commands::taken_by(const command& asking, const model::key_sequence& keys) const {
  for (const command& c : table_) {
    if (c.id == asking.id || !meet(c.where, asking.where)) continue;
    if (begins(sequence(c), keys)) return &c;
    for (std::size_t i = 1; i < c.keys.size(); ++i) {
      if (begins(model::parse_keys(c.keys[i]).value_or(model::key_sequence{}), keys)) return &c;
    }
  }
  return nullptr;
}

std::string commands::remap(std::string_view id, const model::key_sequence& keys) {
  const command* c = find(id);
  if (c == nullptr || c->fixed || keys.empty()) return "These keys stay as they are";
  if (const command* other = taken_by(*c, keys))
    return "Taken by \xE2\x80\x9C" + other->title + "\xE2\x80\x9D";
  const auto own = c->keys.empty() ? std::nullopt : model::parse_keys(c->keys.front());
  if (own && own->size() == 1 && keys.size() > 1) return "One key only";
  if (own && *own == keys) {
    moved_.erase(c->id);
  } else {
    moved_[c->id] = model::to_string(keys);
  }
  rebuild_map();
  return {};
}

void commands::reset(std::string_view id) {
  moved_.erase(std::string(id));
  rebuild_map();
}

void commands::reset_all() {
  moved_.clear();
  rebuild_map();
}

void commands::set_single_keys(bool on) {
  map_.single_keys = on;
  begun_.clear();
}

void commands::load_moved(const std::map<std::string, std::string>& moved) {
  moved_.clear();
  for (const auto& [id, keys] : moved) {
    const auto parsed = model::parse_keys(keys);
    if (parsed) static_cast<void>(remap(id, *parsed));
  }
  rebuild_map();
}

void commands::rebuild_map() {
  map_.moved.clear();
  for (const command& c : table_) {
    const auto found = moved_.find(c.id);
    if (found == moved_.end() || c.keys.empty()) continue;
    const auto own = model::parse_keys(c.keys.front());
    const auto now = model::parse_keys(found->second);
    if (own && now && own->size() == 1 && now->size() == 1)
      map_.moved.emplace_back(own->front(), now->front());
  }
}

commands::pressed commands::press(const model::key_stroke& stroke, double at_ms) {
  if (!begun_.empty() && at_ms > begun_at_ + sequence_timeout_ms) begun_.clear();
  if (!map_.single_keys && model::is_single_key(stroke)) return {};
  model::key_sequence so_far = begun_;
  so_far.push_back(stroke);
  const bool had_begun = !begun_.empty();
  begun_.clear();
  for (const command& c : table_) {
    const model::key_sequence whole = sequence(c);
    if (whole.size() < 2 || whole.size() < so_far.size() || !begins(whole, so_far)) continue;
    if (whole.size() == so_far.size()) return {true, c.id};
    begun_ = so_far;
    begun_at_ = at_ms;
    return {true, {}};
  }
  // A second key that leads nowhere ends the sequence; it may begin another one, or act by itself.
  return had_begun ? press(stroke, at_ms) : pressed{};
}

std::string commands::pending(double now_ms) const {
  if (begun_.empty() || now_ms > begun_at_ + sequence_timeout_ms) return {};
  return model::to_string(begun_);
}

std::optional<double> commands::pending_until() const {
  if (begun_.empty()) return std::nullopt;
  return begun_at_ + sequence_timeout_ms;
}

}  // namespace dossier::app
