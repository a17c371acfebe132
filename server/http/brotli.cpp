#include "server/http/brotli.hpp"

#include <brotli/encode.h>

namespace dossier::http {

namespace {
constexpr int quality = 1;
constexpr int window_bits = 18;  // 256 KiB: as far back as a page of records reaches
}  // namespace

std::optional<std::string> compress_brotli(std::string_view text) {
  std::string out(BrotliEncoderMaxCompressedSize(text.size()), '\0');
  std::size_t size = out.size();
  if (BrotliEncoderCompress(quality, window_bits, BROTLI_MODE_TEXT, text.size(),
                            reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

}  // namespace dossier::http
