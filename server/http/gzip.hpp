#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct z_stream_s;

namespace dossier::http {

/// Compresses whole texts, one after the other, with one state (about 270 KB) that is made at the first use.
class gzip_compressor {
 public:
  gzip_compressor();
  ~gzip_compressor();
  gzip_compressor(const gzip_compressor&) = delete;
  gzip_compressor& operator=(const gzip_compressor&) = delete;

  /// The text as one gzip member (RFC 1952); nullopt when there is no memory for it.
  [[nodiscard]] std::optional<std::string> compress(std::string_view text);

 private:
  std::unique_ptr<z_stream_s> stream_;
};

}  // namespace dossier::http
