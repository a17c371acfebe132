#pragma once

#include <cstddef>
#include <cstdint>

// What web/platform.js, web/accessibility.js and web/net.js provide. Strings go out as pointer and length,
// come back as NUL-terminated memory that the caller frees.
extern "C" {
void pf_start();
void pf_request_frame();
void pf_request_frame_at(double when);
double pf_now();
double pf_wall_clock();
int pf_utc_offset(double unix_ms);
int pf_preferences_now();
int pf_is_online();
int pf_is_visible();
void pf_cursor(int kind);
void pf_text_input(int active, float x, float y, float height);
void pf_area_open(const char* name, std::size_t name_length, const char* text, std::size_t text_length,
                  int look);
void pf_area_place(float x, float y, float w, float h, float clip_top, float clip_bottom);
void pf_area_close();
void pf_area_edit(std::size_t begin, std::size_t end, const char* text, std::size_t text_length,
                  std::size_t select_begin, std::size_t select_end);
void pf_area_select(std::size_t begin, std::size_t end);
void pf_area_scroll(float y);
std::uint32_t* pf_source_breaks(const char* text, std::size_t length, float width, int* count);
void pf_taken_keys(std::uint32_t mask);
void pf_write_clipboard(const char* text, std::size_t length);
char* pf_get_location();
void pf_set_location(const char* text, std::size_t length, int replace);
void pf_back();
void pf_title(const char* text, std::size_t length);
char* pf_origin();
void pf_open_url(const char* text, std::size_t length);
void pf_reload();
char* pf_sign_in(int* status);
void pf_leave_for(const char* text, std::size_t length);
char* pf_stored(const char* key, std::size_t length);
int pf_store(const char* key, std::size_t key_length, const char* value, std::size_t value_length,
             int forget);
void pf_inherit(const char* prefix, std::size_t prefix_length, const char* own, std::size_t own_length);
void pf_warn_leaving(int warn);
void pf_theme(int dark);
void pf_ready();
char* pf_build_id();
void* pf_font(const char* name, std::size_t length, int* size);
int pf_rasterize(std::uint32_t code, int pixels, int weight, int size, int baseline, void* out);

void sem_start();
void sem_set(std::uint32_t id, std::uint32_t parent, int role, std::uint32_t state, const char* strings,
             int row_count, int row_index, int col_count, int col_index);
void sem_remove(std::uint32_t id);
void sem_place(std::uint32_t id, std::uint32_t parent, std::uint32_t previous);
void sem_announce(const char* text, int urgent);

int nb_fetch(const char* method, std::size_t method_length, const char* url, std::size_t url_length,
             const char* headers, std::size_t headers_length, const char* body, std::size_t body_length,
             int timeout_ms);
void nb_abort(int id);
int nb_in_flight();
int nb_socket(const char* url, std::size_t url_length, const char* protocol, std::size_t protocol_length);
int nb_send(int id, const char* text, std::size_t length);
int nb_buffered(int id);
void nb_close(int id, int code, const char* reason, std::size_t reason_length);
}
