#pragma once
#include <string>
#include <string_view>

namespace dossier::app {

/// Where the person is: one value for the address, the view and the open record. Every part is a link.
struct route {
  std::string screen = "brands";
  std::string filter;
  std::string order;  ///< `order_by`; empty for the screen's own
  std::string open;   ///< id of the record in the panel, "new" for a new one, empty for none
  std::string tab;    ///< tab of the panel, empty for the first
  friend bool operator==(const route&, const route&) = default;
};

/// Reads the address after '#': "/brands?order=name%20desc&filter=…&open=…". Unknown parts are ignored; what
/// cannot be read is the start page.
[[nodiscard]] route parse_route(std::string_view location);
/// The address of a route; parts that are as by default are left out.
[[nodiscard]] std::string to_location(const route& where);

}  // namespace dossier::app
