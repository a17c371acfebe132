#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "shared/core/role.hpp"

/// What each role may do to records: the one place where that stands. The
/// server obeys it, the API's document tells it, and a test walks every call as
/// every role and compares.
namespace dossier::permissions {

enum class verb : std::uint8_t {
  read,  ///< lists, counts, histories and live changes as well
  create,
  update,
  remove,  ///< and bring back
};
inline constexpr std::array<verb, 4> all_verbs = {verb::read, verb::create, verb::update, verb::remove};
[[nodiscard]] std::string_view to_string(verb what);

/// To which records. A record is one's own if one has made it.
enum class scope : std::uint8_t { none, own, all };
[[nodiscard]] std::string_view to_string(scope which);

/// What `who` may do to records of a resource ("brands").
[[nodiscard]] scope allowed(role who, verb what, std::string_view resource);

}  // namespace dossier::permissions
