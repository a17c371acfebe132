#pragma once

#include <cstdint>

#include "client-wasm/src/ui/theme.hpp"

namespace dossier::ui {

/// What turns Dear ImGui's triangles into pixels. graphics_browser.cpp does it with WebGL 2; native tests
/// link one that looks at the triangles and forgets them.
class graphics {
 public:
  /// False until create(), and while the context is lost: nothing may be drawn.
  [[nodiscard]] bool ready() const { return ready_; }
  /// Gets the context; throws when the browser gives none.
  void create();
  /// Gives up what create() made; ImGui's context must still be there.
  void release();
  /// The browser took the context, and every texture with it.
  void lose();
  /// It gave a new one.
  void restore();
  /// Makes the texture of ImGui's font atlas, in place of the one there was.
  void upload_fonts();
  /// Replaces a part of that texture: `width` x `height` RGBA pixels at (x, y).
  void update_fonts(int x, int y, int width, int height, const std::uint32_t* pixels);
  /// Draws what ImGui rendered over `background`, on `width` x `height` device pixels.
  void draw(color background, int width, int height);

 private:
  bool ready_ = false;
  int context_ = 0;
  int size_place_ = 0;        ///< of the shader's uniform: the surface, in device pixels
  unsigned int texture_ = 0;  ///< of the font atlas, the only one
};

}  // namespace dossier::ui
