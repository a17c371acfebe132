#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace dossier::testing {

/// A node of the DOM that assistive technology would see.
struct mirrored_node {
  std::uint32_t parent = 0;
  int role = 0;
  std::uint32_t state = 0;
  std::string strings;  ///< name, value, description joined by U+0001
};

/// A request that waits for the test to answer it.
struct null_request {
  int id = 0;
  std::string method;
  std::string url;
  std::string headers;
  std::string body;
};

/// What stands in for the browser in native tests: it has the state that web/*.js would have, in plain sight.
/// null_browser.cpp implements platform/imports.hpp and ui/graphics.hpp on it. Starts anew with every driver.
struct null_browser {
  static constexpr double never = std::numeric_limits<double>::infinity();
  /// 28 November 2025, 12:00 UTC.
  static constexpr double start_of_wall_clock = 1'764'331'200'000.0;

  double now = 1'000;  ///< performance.now(); only the test moves it
  double wall = start_of_wall_clock - 1'000;
  int utc_offset = 0;   ///< minutes
  int preferences = 1;  ///< bits as page.preferences() in web/platform.js: dark
  bool online = true;
  bool visible = true;
  int width = 1440;  ///< CSS pixels
  int height = 900;
  double scale = 1;

  bool frame_requested = false;
  double timer = never;

  int cursor = 0;
  bool text_input = false;
  float text_x = 0;
  float text_y = 0;
  std::uint32_t taken_keys = 0;
  struct {
    bool open = false;
    std::string name;
    std::string text;
    bool mono = false;
    float x = 0;
    float y = 0;
    float w = 0;
    float h = 0;
    std::size_t select_begin = 0;
    std::size_t select_end = 0;
    float scroll = 0;
  } area;
  std::string clipboard;  ///< what a button "Copy" wrote

  std::vector<std::string> history{"/"};
  std::size_t history_at = 0;
  std::string title;
  std::vector<std::string> opened;
  int reloads = 0;
  std::vector<std::string> left_for;
  std::map<std::string, std::string> storage;
  int dark = -1;
  bool ready = false;
  std::vector<std::uint32_t> rasterized;  ///< characters that the shipped faces lack

  std::map<std::uint32_t, mirrored_node> mirror;
  /// The children of a node of the mirror (0: of the canvas), in their order.
  std::map<std::uint32_t, std::vector<std::uint32_t>> mirror_children;
  int mirror_placed = 0;  ///< how often a node was placed
  std::vector<std::string> announced;

  int next_id = 1;
  std::vector<null_request> requests;
  std::vector<std::string> sent;  ///< over the socket
  int socket = 0;

  /// What was drawn: triangles of the last frame, and what was wrong with any.
  int triangles = 0;
  std::vector<std::string> flaws;
};

/// The one that the imported functions reach.
null_browser& browser();

}  // namespace dossier::testing
