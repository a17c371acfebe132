#include <GLES3/gl3.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "client-wasm/src/ui/graphics.hpp"
#include "client-wasm/src/ui/imgui.hpp"

// The context is the page's alone, so its state is set once and never asked for: a getter of WebGL waits for
// the process that draws.
namespace dossier::ui {
namespace {

constexpr const char* vertex_source = R"(#version 300 es
precision highp float;
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 place;
layout(location = 2) in vec4 tint;
uniform vec2 size;
out vec2 at;
out vec4 color;
void main() {
  at = place;
  color = tint;
  gl_Position = vec4(position.x / size.x * 2.0 - 1.0, 1.0 - position.y / size.y * 2.0, 0, 1);
})";

constexpr const char* fragment_source = R"(#version 300 es
precision mediump float;
uniform sampler2D atlas;
in vec2 at;
in vec4 color;
layout(location = 0) out vec4 pixel;
void main() { pixel = color * texture(atlas, at); })";

void attach(GLuint program, GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  glAttachShader(program, shader);
  glDeleteShader(shader);  // lives on with the program
}

/// The layout of ImDrawVert.
void describe_vertices() {
  const auto part = [](GLuint place, GLint count, GLenum kind, GLboolean normalized, std::size_t offset) {
    glEnableVertexAttribArray(place);
    glVertexAttribPointer(place, count, kind, normalized, sizeof(ImDrawVert),
                          reinterpret_cast<const void*>(offset));
  };
  part(0, 2, GL_FLOAT, GL_FALSE, offsetof(ImDrawVert, pos));
  part(1, 2, GL_FLOAT, GL_FALSE, offsetof(ImDrawVert, uv));
  part(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(ImDrawVert, col));
}

void draw_list(const ImDrawList& list, int width, int height) {
  glBufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data, GL_STREAM_DRAW);
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data, GL_STREAM_DRAW);
  for (const ImDrawCmd& one : list.CmdBuffer) {
    const int left = std::max(0, static_cast<int>(one.ClipRect.x));
    const int top = std::max(0, static_cast<int>(one.ClipRect.y));
    const int right = std::min(width, static_cast<int>(one.ClipRect.z));
    const int bottom = std::min(height, static_cast<int>(one.ClipRect.w));
    if (right <= left || bottom <= top || one.ElemCount == 0) continue;
    glScissor(left, height - bottom, right - left, bottom - top);
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(one.ElemCount), GL_UNSIGNED_INT,
                   reinterpret_cast<const void*>(one.IdxOffset * sizeof(ImDrawIdx)));
  }
}

}  // namespace

void graphics::release() {
  ready_ = false;  // nothing of the context outlives the page
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

  const GLuint program = glCreateProgram();
  attach(program, GL_VERTEX_SHADER, vertex_source);
  attach(program, GL_FRAGMENT_SHADER, fragment_source);
  glLinkProgram(program);
  glUseProgram(program);
  size_place_ = glGetUniformLocation(program, "size");
  glUniform1i(glGetUniformLocation(program, "atlas"), 0);
  std::array<GLuint, 2> buffers{};
  GLuint vertices = 0;
  glGenVertexArrays(1, &vertices);
  glBindVertexArray(vertices);
  glGenBuffers(2, buffers.data());
  glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
  describe_vertices();
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  ImGui::GetIO().BackendRendererName = "dossier";
  ready_ = true;
}

void graphics::lose() {
  ready_ = false;
}

void graphics::restore() {
  // Every object of the old context is gone with it.
  texture_ = 0;
  create();
}

void graphics::upload_fonts() {
  unsigned char* pixels = nullptr;
  int width = 0;
  int height = 0;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.GetTexDataAsRGBA32(&pixels, &width, &height);
  if (texture_ == 0) {
    glGenTextures(1, &texture_);
    glBindTexture(GL_TEXTURE_2D, texture_);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
  atlas.SetTexID(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(texture_)));
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): others keep state
void graphics::update_fonts(int x, int y, int width, int height, const std::uint32_t* pixels) {
  glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
}

void graphics::draw(color background, int width, int height) {
  const ImVec4 back = ImGui::ColorConvertU32ToFloat4(background);
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  glClearColor(back.x, back.y, back.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glEnable(GL_SCISSOR_TEST);
  glUniform2f(size_place_, static_cast<float>(width), static_cast<float>(height));
  for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) draw_list(*list, width, height);
}

}  // namespace dossier::ui
