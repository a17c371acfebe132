#include <GLES3/gl3.h>
#include <emscripten/html5.h>

#include <stdexcept>

#include "client-wasm/src/ui/graphics.hpp"
#include "client-wasm/src/ui/imgui.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <backends/imgui_impl_opengl3.h>
#pragma GCC diagnostic pop

namespace dossier::ui {

void graphics::release() {
  if (ready_) ImGui_ImplOpenGL3_Shutdown();
  ready_ = false;
}

void graphics::create() {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.alpha = EM_FALSE;
  attributes.depth = EM_FALSE;
  attributes.stencil = EM_FALSE;
  attributes.antialias = EM_FALSE;
  attributes.majorVersion = 2;
  attributes.minorVersion = 0;
  attributes.enableExtensionsByDefault = EM_FALSE;
  if (context_ == 0) context_ = static_cast<int>(emscripten_webgl_create_context("#canvas", &attributes));
  if (context_ <= 0) throw std::runtime_error("the browser gave no WebGL 2 context");
  emscripten_webgl_make_context_current(context_);
  ImGui_ImplOpenGL3_Init("#version 300 es");
  ready_ = true;
}

void graphics::lose() {
  ready_ = false;
}

void graphics::restore() {
  // Every object of the old context is gone with it: the backend only has to forget them.
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::GetIO().Fonts->SetTexID(nullptr);
  fonts_uploaded_ = false;
  create();
}

void graphics::upload_fonts() {
  if (fonts_uploaded_) ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
  fonts_uploaded_ = true;
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): others keep state
void graphics::update_fonts(int x, int y, int width, int height, const std::uint32_t* pixels) {
  const auto texture = static_cast<GLuint>(reinterpret_cast<std::uintptr_t>(ImGui::GetIO().Fonts->TexID));
  glBindTexture(GL_TEXTURE_2D, texture);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static)
void graphics::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static)
void graphics::draw(color background, int width, int height) {
  const ImVec4 back = ImGui::ColorConvertU32ToFloat4(background);
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(back.x, back.y, back.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace dossier::ui
