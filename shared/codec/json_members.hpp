#pragma once
#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>

/// Members of JSON that the product wrote itself (answers, messages, what is kept on a device): what is
/// absent, or is something else, reads as empty. Where people wrote it they are told what is wrong instead.
namespace dossier::codec {

/// Empty for anything but a text.
[[nodiscard]] std::string text_of(const boost::json::value& value);
[[nodiscard]] std::string text_at(const boost::json::object& object, std::string_view name);
/// 0 for anything but a whole number.
[[nodiscard]] std::int64_t number_at(const boost::json::object& object, std::string_view name);

/// Sets `to` to the value that the member names; one that names none leaves it as it is.
template <class Enum, std::size_t N>
void read_choice(const boost::json::object& object, std::string_view name,
                 const std::array<std::string_view, N>& names, Enum& to) {
  const std::string text = text_at(object, name);
  for (std::size_t i = 0; i < N; ++i) {
    if (names.at(i) == text) to = static_cast<Enum>(i);
  }
}

}  // namespace dossier::codec
