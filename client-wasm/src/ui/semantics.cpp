#include "client-wasm/src/ui/semantics.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "client-wasm/src/platform/imports.hpp"

namespace dossier::ui {
namespace {

constexpr std::array<std::string_view, 43> role_names{
    "button",        "checkbox",    "textbox",      "searchbox", "combobox",   "listbox",   "option",
    "menu",          "menuitem",    "tab",          "tablist",   "tabpanel",   "link",      "grid",
    "row",           "rowheader",   "columnheader", "gridcell",  "navigation", "banner",    "main",
    "complementary", "contentinfo", "region",       "dialog",    "alert",      "status",    "list",
    "listitem",      "heading",     "text",         "img",       "scrollbar",  "separator", "radio",
    "radiogroup",    "switch",      "slider",       "form",      "group",      "feed",      "article",
    "tooltip"};

constexpr std::array<std::string_view, 18> state_names{
    "disabled",  "focused",  "checked",   "mixed",      "selected",  "expanded",
    "collapsed", "invalid",  "required",  "readonly",   "current",   "busy",
    "multiline", "haspopup", "ascending", "descending", "unchecked", "unselected"};

void mix(std::uint64_t& hash, std::uint64_t value) {
  hash = (hash ^ value) * 1099511628211ULL;
}
void mix(std::uint64_t& hash, std::string_view text) {
  for (const char c : text) mix(hash, static_cast<unsigned char>(c));
  mix(hash, 0xFFU);
}

std::uint64_t hash_of(const semantic_node& n) {
  std::uint64_t h = 14695981039346656037ULL;
  mix(h, static_cast<std::uint64_t>(n.kind));
  mix(h, n.state);
  mix(h, n.name);
  mix(h, n.value);
  mix(h, n.description);
  mix(h, static_cast<std::uint64_t>(n.row_count));
  mix(h, static_cast<std::uint64_t>(n.row_index));
  mix(h, static_cast<std::uint64_t>(n.col_count));
  mix(h, static_cast<std::uint64_t>(n.col_index));
  return h;
}

void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (u < 0x20) {
      out += "\\u00";
      out += hex[u >> 4];
      out += hex[u & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string number(float v) {
  const long hundredths = std::lround(v * 100);
  std::string out = std::to_string(hundredths / 100);
  const long rest = std::labs(hundredths % 100);
  if (rest != 0) out += (rest < 10 ? ".0" : ".") + std::to_string(rest);
  if (hundredths < 0 && hundredths > -100) out.insert(0, "-");
  return out;
}

}  // namespace

std::string_view role_name(role r) {
  return role_names[static_cast<std::size_t>(r)];
}

void semantic_tree::begin_frame() {
  nodes_.clear();
  stack_.clear();
  ++frame_;
}

void semantic_tree::leaf(semantic_node node) {
  node.parent = stack_.empty() ? 0 : stack_.back();
  nodes_.push_back(std::move(node));
}

void semantic_tree::open(semantic_node node) {
  const std::uint32_t id = node.id;
  leaf(std::move(node));
  stack_.push_back(id);
}

void semantic_tree::close() {
  if (!stack_.empty()) stack_.pop_back();
}

void semantic_tree::end_frame() {
  std::uint64_t order = 14695981039346656037ULL;
  for (const semantic_node& n : nodes_) {
    mix(order, n.id);
    mix(order, n.parent);
    shown& s = shown_[n.id];
    const std::uint64_t hash = hash_of(n) | 1U;
    const bool first_time_this_frame = s.frame != frame_;
    s.frame = frame_;
    if (s.hash == hash || !first_time_this_frame) continue;
    s.hash = hash;
    const std::string strings = n.name + '\x01' + n.value + '\x01' + n.description;
    sem_set(n.id, n.parent, static_cast<int>(n.kind), n.state, strings.c_str(), static_cast<int>(n.row_count),
            static_cast<int>(n.row_index), n.col_count, n.col_index);
  }
  if (order == order_hash_) return;
  order_hash_ = order;
  place_nodes();
  std::erase_if(shown_, [this](const auto& entry) {
    if (entry.second.frame == frame_) return false;
    sem_remove(entry.first);
    return true;
  });
}

/// Places what follows another node than before, or one that was placed itself: while one scrolls most nodes
/// keep their neighbors, and to place one costs the browser more than all else here.
void semantic_tree::place_nodes() {
  std::unordered_map<std::uint32_t, std::uint32_t> last_child;
  for (const semantic_node& n : nodes_) {
    shown& s = shown_[n.id];
    if (s.ordered == frame_) continue;  // an id drawn twice is where it was drawn first
    const bool is_new = s.ordered == 0;
    s.ordered = frame_;
    std::uint32_t& previous = last_child[n.parent];
    const bool follows_moved = previous != 0 && shown_[previous].moved == frame_;
    if (is_new || follows_moved || s.parent != n.parent || s.previous != previous) {
      sem_place(n.id, n.parent, previous);
      s.moved = frame_;
    }
    s.parent = n.parent;
    s.previous = previous;
    previous = n.id;
  }
}

void semantic_tree::announce(std::string_view text, bool urgent) {
  sem_announce(std::string(text).c_str(), urgent ? 1 : 0);
}

bool semantic_tree::take_press(std::uint32_t id) {
  if (pressed_ == 0 || pressed_ != id) return false;
  pressed_ = 0;
  return true;
}

std::string semantic_tree::json() const {
  std::string out = "[";
  for (const semantic_node& n : nodes_) {
    if (out.size() > 1) out += ',';
    out += "{\"id\":" + std::to_string(n.id) + ",\"parent\":" + std::to_string(n.parent) + ",\"role\":";
    append_json(out, role_name(n.kind));
    out += ",\"name\":";
    append_json(out, n.name);
    out += ",\"value\":";
    append_json(out, n.value);
    if (!n.description.empty()) {
      out += ",\"description\":";
      append_json(out, n.description);
    }
    out += ",\"states\":[";
    bool first = true;
    for (std::size_t bit = 0; bit < state_names.size(); ++bit) {
      if ((n.state & (1U << bit)) == 0) continue;
      if (!first) out += ',';
      append_json(out, state_names[bit]);
      first = false;
    }
    out += ']';
    if (n.row_count >= 0) out += ",\"rowcount\":" + std::to_string(n.row_count);
    if (n.row_index >= 0) out += ",\"rowindex\":" + std::to_string(n.row_index);
    if (n.col_count >= 0) out += ",\"colcount\":" + std::to_string(n.col_count);
    if (n.col_index >= 0) out += ",\"colindex\":" + std::to_string(n.col_index);
    out += ",\"rect\":{\"x\":" + number(n.bounds.x) + ",\"y\":" + number(n.bounds.y) +
           ",\"w\":" + number(n.bounds.w) + ",\"h\":" + number(n.bounds.h) + "}}";
  }
  return out + "]";
}

}  // namespace dossier::ui
