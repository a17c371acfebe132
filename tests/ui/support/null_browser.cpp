#include "tests/ui/support/null_browser.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/platform/imports.hpp"
#include "client-wasm/src/platform/platform.hpp"
#include "client-wasm/src/ui/graphics.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::testing {

null_browser& browser() {
  static null_browser the_browser;
  return the_browser;
}

namespace {

char* in_memory(std::string_view text) {
  auto* memory = static_cast<char*>(std::malloc(text.size() + 1));
  text.copy(memory, text.size());
  memory[text.size()] = '\0';
  return memory;
}

/// Remembers what is wrong with the triangles; the tests expect nothing to be.
void inspect(const ImDrawData& data, int width, int height) {
  null_browser& b = browser();
  b.triangles = data.TotalIdxCount / 3;
  const auto flaw = [&](const std::string& what) {
    if (b.flaws.size() < 10) b.flaws.push_back(what);
  };
  for (const ImDrawList* list : data.CmdLists) {
    for (const ImDrawVert& v : list->VtxBuffer) {
      if (!std::isfinite(v.pos.x) || !std::isfinite(v.pos.y)) flaw("a corner that is no number");
      if (!std::isfinite(v.uv.x) || !std::isfinite(v.uv.y))
        flaw("a place in the font texture that is no number");
    }
    for (const ImDrawCmd& command : list->CmdBuffer) {
      const ImVec4& clip = command.ClipRect;
      const bool sound =
          std::isfinite(clip.x) && std::isfinite(clip.y) && clip.z >= clip.x && clip.w >= clip.y;
      const auto w = static_cast<float>(width);
      const auto h = static_cast<float>(height);
      if (!sound || (command.ElemCount > 0 && clip.z > clip.x && clip.w > clip.y &&
                     (clip.x < 0 || clip.y < 0 || clip.z > w || clip.w > h)))
        flaw("a clip of " + std::to_string(clip.x) + " " + std::to_string(clip.y) + " " +
             std::to_string(clip.z) + " " + std::to_string(clip.w));
      if (static_cast<int>(command.IdxOffset + command.ElemCount) > list->IdxBuffer.Size)
        flaw("triangles beyond the list");
    }
    for (const ImDrawIdx index : list->IdxBuffer) {
      if (static_cast<int>(index) >= list->VtxBuffer.Size) flaw("a triangle whose corner is not there");
    }
  }
}

}  // namespace
}  // namespace dossier::testing

namespace dossier::ui {

void graphics::create() {
  ready_ = true;
}
void graphics::release() {
  ready_ = false;
}
void graphics::lose() {
  ready_ = false;
  texture_ = 0;
}
void graphics::restore() {
  create();
}
void graphics::upload_fonts() {
  texture_ = 1;
  ImGui::GetIO().Fonts->SetTexID(reinterpret_cast<ImTextureID>(std::uintptr_t{1}));
}
void graphics::update_fonts(int, int, int, int, const std::uint32_t*) {}
void graphics::draw(color, int width, int height) {
  if (texture_ == 0) testing::browser().flaws.emplace_back("a frame without the texture of the fonts");
  testing::inspect(*ImGui::GetDrawData(), width, height);
}

}  // namespace dossier::ui

using dossier::testing::browser;
using dossier::testing::in_memory;

extern "C" {

void pf_start() {
  auto& b = browser();
  pf_surface(static_cast<int>(std::lround(b.width * b.scale)),
             static_cast<int>(std::lround(b.height * b.scale)), b.scale);
}
void pf_request_frame() {
  browser().frame_requested = true;
}
void pf_request_frame_at(double when) {
  browser().timer = when;
}
double pf_now() {
  return browser().now;
}
double pf_wall_clock() {
  return browser().wall + browser().now;
}
int pf_utc_offset(double) {
  return browser().utc_offset;
}
int pf_preferences_now() {
  return browser().preferences;
}
int pf_is_online() {
  return browser().online ? 1 : 0;
}
int pf_is_visible() {
  return browser().visible ? 1 : 0;
}
void pf_cursor(int kind) {
  browser().cursor = kind;
}
void pf_text_input(int active, float x, float y, float) {
  browser().text_input = active != 0;
  browser().text_x = x;
  browser().text_y = y;
}
void pf_area_open(const char* name, std::size_t name_length, const char* text, std::size_t text_length,
                  int look) {
  browser().area = {.open = true,
                    .name = std::string(name, name_length),
                    .text = std::string(text, text_length),
                    .mono = look != 0};
}
void pf_area_edit(std::size_t begin, std::size_t end, const char* text, std::size_t text_length,
                  std::size_t select_begin, std::size_t select_end) {
  auto& area = browser().area;
  area.text.replace(begin, end - begin, text, text_length);
  pf_area_select(select_begin, select_end);
  pf_input(static_cast<int>(dossier::platform::input_kind::area_input), 0, 0, 0, 0, 0, pf_now(),
           in_memory(area.text));
}
void pf_area_select(std::size_t begin, std::size_t end) {
  browser().area.select_begin = begin;
  browser().area.select_end = end;
}
void pf_area_scroll(float y) {
  browser().area.scroll = y;
}
/// Every line fits.
std::uint32_t* pf_source_breaks(const char*, std::size_t, float, int* count) {
  *count = 0;
  return nullptr;
}
void pf_area_place(float x, float y, float w, float h, float, float) {
  auto& area = browser().area;
  area.x = x;
  area.y = y;
  area.w = w;
  area.h = h;
}
void pf_area_close() {
  browser().area.open = false;
}
void pf_taken_keys(std::uint32_t mask) {
  browser().taken_keys = mask;
}
void pf_write_clipboard(const char* text, std::size_t length) {
  browser().clipboard.assign(text, length);
}
char* pf_get_location() {
  return in_memory(browser().history[browser().history_at]);
}
void pf_set_location(const char* text, std::size_t length, int replace) {
  auto& b = browser();
  const std::string to(text, length);
  if (to == b.history[b.history_at]) return;
  if (replace == 0) {
    b.history.resize(++b.history_at);
    b.history.push_back(to);
  } else {
    b.history[b.history_at] = to;
  }
}
void pf_back() {
  auto& b = browser();
  if (b.history_at == 0) return;
  --b.history_at;
  pf_location(in_memory(b.history[b.history_at]));
}
void pf_title(const char* text, std::size_t length) {
  browser().title.assign(text, length);
}
char* pf_origin() {
  return in_memory("http://localhost:8080");
}
void pf_open_url(const char* text, std::size_t length) {
  browser().opened.emplace_back(text, length);
}
void pf_reload() {
  ++browser().reloads;
}
char* pf_sign_in(int* status) {
  *status = 204;
  return in_memory("");
}
void pf_leave_for(const char* text, std::size_t length) {
  browser().left_for.emplace_back(text, length);
}
char* pf_stored(const char* key, std::size_t length) {
  const auto found = browser().storage.find(std::string(key, length));
  return in_memory(found == browser().storage.end() ? std::string_view() : std::string_view(found->second));
}
int pf_store(const char* key, std::size_t key_length, const char* value, std::size_t value_length,
             int forget) {
  const std::string name(key, key_length);
  if (forget != 0) {
    browser().storage.erase(name);
  } else {
    browser().storage[name] = std::string(value, value_length);
  }
  return 1;
}
void pf_inherit(const char* /*prefix*/, std::size_t /*prefix_length*/, const char* /*own*/,
                std::size_t /*own_length*/) {}
void pf_warn_leaving(int /*warn*/) {}
void pf_theme(int dark) {
  browser().dark = dark;
}
void pf_ready() {
  browser().ready = true;
}
char* pf_build_id() {
  return in_memory("test");
}
void* pf_font(const char* name, std::size_t length, int* size) {
  const std::string base = std::string(DOSSIER_FONTS_DIR "/") + std::string(name, length);
  for (const char* extension : {".otf", ".ttf"}) {
    std::ifstream file(base + extension, std::ios::binary);
    if (!file) continue;
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    *size = static_cast<int>(bytes.size());
    return in_memory(bytes);
  }
  return nullptr;
}
int pf_rasterize(std::uint32_t code, int pixels, int, int, int, void*) {
  browser().rasterized.push_back(code);
  return pixels << 1;
}

void sem_start() {}
void sem_set(std::uint32_t id, std::uint32_t parent, int role, std::uint32_t state, const char* strings, int,
             int, int, int) {
  browser().mirror[id] = {parent, role, state, strings};
}
void sem_remove(std::uint32_t id) {
  auto& b = browser();
  std::erase(b.mirror_children[b.mirror[id].parent], id);
  b.mirror.erase(id);
}
void sem_place(std::uint32_t id, std::uint32_t parent, std::uint32_t previous) {
  auto& b = browser();
  ++b.mirror_placed;
  std::erase(b.mirror_children[b.mirror[id].parent], id);
  b.mirror[id].parent = parent;
  auto& children = b.mirror_children[parent];
  const auto before = std::find(children.begin(), children.end(), previous);
  children.insert(before != children.end() ? before + 1 : children.begin(), id);
}
void sem_announce(const char* text, int) {
  browser().announced.emplace_back(text);
}

int nb_fetch(const char* method, std::size_t method_length, const char* url, std::size_t url_length,
             const char* headers, std::size_t headers_length, const char* body, std::size_t body_length,
             int) {
  auto& b = browser();
  b.requests.push_back({b.next_id++, std::string(method, method_length), std::string(url, url_length),
                        std::string(headers, headers_length), std::string(body, body_length)});
  return b.requests.back().id;
}
void nb_abort(int id) {
  std::erase_if(browser().requests, [id](const auto& r) { return r.id == id; });
}
int nb_in_flight() {
  return static_cast<int>(browser().requests.size());
}
int nb_socket(const char*, std::size_t, const char*, std::size_t) {
  return browser().socket = browser().next_id++;
}
int nb_send(int, const char* text, std::size_t length) {
  browser().sent.emplace_back(text, length);
  return 1;
}
int nb_buffered(int) {
  return 0;
}
void nb_close(int, int, const char*, std::size_t) {
  browser().socket = 0;
}

}  // extern "C"
