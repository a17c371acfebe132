#pragma once
#include <map>
#include <string>
#include <string_view>

namespace dossier::app {

/// What the address without a screen shows.
inline constexpr std::string_view start_screen = "overview";

/// Where the person is: one value for the address, the view and the open record. Every part is a link.
struct route {
  std::string screen{start_screen};
  std::string filter;
  std::string q;      ///< words to search for
  std::string order;  ///< `order_by`; empty for the screen's own
  std::string open;   ///< id of the record in the panel, "new" for a new one, empty for none
  std::string tab;    ///< tab of the panel, empty for the first
  std::map<std::string, std::string> more;  ///< parts of one screen's own ("range"), never empty texts
  friend bool operator==(const route&, const route&) = default;
};

/// Reads the address after '#': "/brands?order=name%20desc&filter=…&open=…". Parts of other names are the
/// screen's own; what cannot be read is the start page.
[[nodiscard]] route parse_route(std::string_view location);
/// The address of a route; parts that are as by default are left out.
[[nodiscard]] std::string to_location(const route& where);

}  // namespace dossier::app
