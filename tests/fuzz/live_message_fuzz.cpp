// Messages of the live connection, both directions: what is read is written and read again as the same.
#include "shared/live/messages.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {

void run(std::string_view input) {
  if (const auto message = live::parse_client_message(input); message.ok()) {
    const std::string written = live::to_json(*message);
    const auto again = live::parse_client_message(written);
    expect(again.ok() && live::to_json(*again) == written, "a client's message reads as it is written");
  }
  if (const auto message = live::parse_server_message(input); message.ok()) {
    const std::string written = live::to_json(*message);
    const auto again = live::parse_server_message(written);
    expect(again.ok() && live::to_json(*again) == written, "a server's message reads as it is written");
  }
}

}  // namespace dossier::fuzz
