#include "server/records/clock.hpp"

#include <sodium.h>

#include <array>
#include <chrono>

namespace dossier::records {

timestamp system_clock::now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

uuid random_id_source::next() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  std::array<std::uint8_t, 10> noise{};
  randombytes_buf(noise.data(), noise.size());
  return make_uuid_v7(static_cast<std::uint64_t>(ms), noise);
}

}  // namespace dossier::records
