#include "server/domains/identity/messenger.hpp"

#include <spdlog/spdlog.h>

#include "shared/codec/json_text.hpp"

namespace dossier::identity {

void log_messenger::send(const link_message& what) {
  std::string line = R"({"event":"link","purpose":)";
  codec::append_json_string(line, what.purpose == link_purpose::invitation ? "invitation" : "password_reset");
  line += R"(,"to":)";
  codec::append_json_string(line, what.to);
  if (tells_links_) {
    line += R"(,"path":)";
    codec::append_json_string(line, what.path);
  } else {
    line += R"(,"sent":false,"why":"there is no mail server; dossier user link prints one")";
  }
  spdlog::info(line + "}");
}

}  // namespace dossier::identity
