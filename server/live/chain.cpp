#include "server/live/chain.hpp"

#include <sodium/crypto_hash_sha256.h>

#include <cstring>

namespace dossier::live {
namespace {

constexpr std::uint32_t null_length = 0xFFFFFFFFU;
constexpr std::size_t buffer_bytes = 1024;

/// Feeds SHA-256 through a small buffer: most members are a few bytes long, and a call for each costs more
/// than they do.
class hasher {
 public:
  hasher() { crypto_hash_sha256_init(&state_); }

  void bytes(const void* data, std::size_t size) {
    if (size > buffer_.size() - used_) {
      flush();
      if (size > buffer_.size()) {
        crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(data), size);
        return;
      }
    }
    if (size != 0) std::memcpy(buffer_.data() + used_, data, size);
    used_ += size;
  }
  void length(std::uint32_t value) {
    const std::array<unsigned char, 4> big{
        static_cast<unsigned char>(value >> 24U), static_cast<unsigned char>(value >> 16U),
        static_cast<unsigned char>(value >> 8U), static_cast<unsigned char>(value)};
    bytes(big.data(), big.size());
  }
  void text(std::string_view value) {
    length(static_cast<std::uint32_t>(value.size()));
    bytes(value.data(), value.size());
  }
  void text(const std::optional<std::string_view>& value) {
    if (value) {
      text(*value);
    } else {
      length(null_length);
    }
  }
  void id(const uuid& value) {
    length(static_cast<std::uint32_t>(value.bytes.size()));
    bytes(value.bytes.data(), value.bytes.size());
  }
  void number(std::uint64_t value) {
    std::array<unsigned char, 8> big{};
    for (std::size_t i = 0; i < big.size(); ++i)
      big.at(i) = static_cast<unsigned char>(value >> (8U * (7U - static_cast<unsigned>(i))));
    length(static_cast<std::uint32_t>(big.size()));
    bytes(big.data(), big.size());
  }
  void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }

  chain_hash done() {
    flush();
    chain_hash out{};
    crypto_hash_sha256_final(&state_, out.data());
    return out;
  }

 private:
  void flush() {
    if (used_ != 0) crypto_hash_sha256_update(&state_, buffer_.data(), used_);
    used_ = 0;
  }
  crypto_hash_sha256_state state_;
  std::array<unsigned char, buffer_bytes> buffer_;
  std::size_t used_ = 0;
};

}  // namespace

chain_hash hash_link(const chain_hash& previous, const chain_link& link) {
  hasher out;
  out.bytes(previous.data(), previous.size());
  out.id(link.tenant_id);
  out.number(link.seq);
  out.number(link.sequenced_at.micros);
  out.number(link.at.micros);
  out.id(link.actor_id);
  out.text(link.actor_name);
  out.text(link.origin);
  out.text(link.reason);
  out.text(link.resource);
  out.id(link.record_id);
  out.text(link.kind);
  out.number(link.version);
  out.text(link.before);
  out.text(link.after);
  out.text(link.trace_id);
  out.number(link.xid);
  if (link.address) out.text(*link.address);
  return out.done();
}

}  // namespace dossier::live
