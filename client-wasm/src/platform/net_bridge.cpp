#include "client-wasm/src/platform/net_bridge.hpp"

#include <cstdlib>
#include <utility>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/platform/imports.hpp"

namespace dossier::platform {
namespace {

/// Where events queue until the bridge drains them; exported C functions carry no object, and a page has one
/// bridge.
std::vector<net_event>* the_queue = nullptr;

header_list parse_headers(std::string_view lines) {
  header_list headers;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) {
      headers.emplace_back(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    }
    if (end == std::string_view::npos) break;
    lines.remove_prefix(end + 1);
  }
  return headers;
}

}  // namespace

net_bridge::net_bridge() {
  the_queue = &events_;
}
net_bridge::~net_bridge() {
  the_queue = nullptr;
}

int net_bridge::start_fetch(std::string_view method, std::string_view url, const header_list& headers,
                            std::string_view body, int timeout_ms) {
  std::string lines;
  for (const auto& [name, value] : headers) lines.append(name).append(": ").append(value).append("\n");
  return nb_fetch(method.data(), method.size(), url.data(), url.size(), lines.data(), lines.size(),
                  body.data(), body.size(), timeout_ms);
}

void net_bridge::abort(int id) {
  nb_abort(id);
  std::erase_if(events_, [id](const net_event& e) { return e.id == id; });
}

int net_bridge::open_socket(std::string_view url, std::string_view protocol) {
  return nb_socket(url.data(), url.size(), protocol.data(), protocol.size());
}

bool net_bridge::send(int id, std::string_view text) {
  return nb_send(id, text.data(), text.size()) != 0;
}
int net_bridge::buffered(int id) const {
  return nb_buffered(id);
}
void net_bridge::close(int id, int code, std::string_view reason) {
  nb_close(id, code, reason.data(), reason.size());
}
int net_bridge::in_flight() const {
  return nb_in_flight();
}

void net_bridge::drain(const std::function<void(net_event&&)>& sink) {
  std::vector<net_event> events;
  events.swap(events_);
  for (net_event& e : events) sink(std::move(e));
}

}  // namespace dossier::platform

/// Queues one outcome. `memory` holds the headers, then the body or text; it is freed here.
extern "C" DOSSIER_EXPORTED void net_event(int id, int kind, int status, char* memory,
                                           std::size_t head_length, std::size_t body_length) {
  using namespace dossier::platform;
  if (the_queue != nullptr) {
    dossier::platform::net_event e;
    e.id = id;
    e.kind = static_cast<net_event_kind>(kind);
    e.status = status;
    e.headers = parse_headers(std::string_view(memory, head_length));
    e.text.assign(memory + head_length, body_length);
    the_queue->push_back(std::move(e));
  }
  std::free(memory);
  pf_network_ready();
}
