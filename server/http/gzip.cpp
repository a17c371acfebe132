#include "server/http/gzip.hpp"

#include <zlib.h>

namespace dossier::http {

namespace {
constexpr int level = 1;  // JSON shrinks to about a fifth at it; higher ones cost thrice the time
constexpr int gzip_window_bits = 15 + 16;  // the largest window, in gzip's wrapping
constexpr int memory_level = 8;
}  // namespace

gzip_compressor::gzip_compressor() = default;

gzip_compressor::~gzip_compressor() {
  if (stream_) deflateEnd(stream_.get());
}

std::optional<std::string> gzip_compressor::compress(std::string_view text) {
  if (!stream_) {
    auto made = std::make_unique<z_stream>();
    if (deflateInit2(made.get(), level, Z_DEFLATED, gzip_window_bits, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      return std::nullopt;
    }
    stream_ = std::move(made);
  } else if (deflateReset(stream_.get()) != Z_OK) {
    return std::nullopt;
  }
  std::string out(deflateBound(stream_.get(), text.size()), '\0');
  stream_->next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));  // zlib only reads it
  stream_->avail_in = static_cast<uInt>(text.size());
  stream_->next_out = reinterpret_cast<Bytef*>(out.data());
  stream_->avail_out = static_cast<uInt>(out.size());
  if (deflate(stream_.get(), Z_FINISH) != Z_STREAM_END) return std::nullopt;
  out.resize(out.size() - stream_->avail_out);
  return out;
}

}  // namespace dossier::http
