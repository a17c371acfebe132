#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#define DOSSIER_EXPORTED EMSCRIPTEN_KEEPALIVE
#else
#define DOSSIER_EXPORTED
#endif

// What web/platform.js, web/accessibility.js and web/net.js call; imports.hpp is the other direction.
// Natively the tests call these in the browser's place. Strings come in memory that the callee frees, and go
// out in memory that the caller frees.
extern "C" {
void pf_frame(double animation_time);
void pf_draw_now();
void pf_timer();
double pf_frames();
/// Milliseconds of our own of all frames, or of the longest since it was last asked for.
double pf_frame_time(int longest);
/// Bytes of the heap in use.
double pf_memory();
int pf_settled();
/// `at`: milliseconds, clock of pf_now().
void pf_input(int kind, float x, float y, int detail, int modifiers, int touch, double at, char* text);
void pf_surface(int device_width, int device_height, double scale);
char* pf_copy(int cut);
void pf_location(char* text);
void pf_online(int online);
void pf_visible(int visible);
void pf_hidden();
void pf_preferences(int bits);
void pf_graphics(int restored);
void pf_network_ready();
void sem_press(std::uint32_t id);
char* sem_json();
void net_event(int id, int kind, int status, char* memory, std::size_t head_length, std::size_t body_length);
}
