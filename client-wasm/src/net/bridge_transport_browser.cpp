#include "client-wasm/src/net/bridge_transport_browser.hpp"

#include <utility>

namespace dossier::net {

int bridge_transport::fetch(request what, std::function<void(response)> done) {
  const int id = bridge_.start_fetch(what.method, what.target, what.headers, what.body, what.timeout_ms);
  waiting_.emplace(id, std::move(done));
  return id;
}

void bridge_transport::abort(int id) {
  if (waiting_.erase(id) != 0) bridge_.abort(id);
}

int bridge_transport::open_socket(std::string_view path, std::string_view protocol,
                                  socket_listener& listener) {
  const int id = bridge_.open_socket(path, protocol);
  sockets_.emplace(id, &listener);
  return id;
}

bool bridge_transport::send(int socket, std::string_view text) {
  return bridge_.send(socket, text);
}

void bridge_transport::close(int socket, int code, std::string_view reason) {
  if (sockets_.erase(socket) != 0) bridge_.close(socket, code, reason);
}

void bridge_transport::deliver() {
  bridge_.drain([this](platform::net_event&& event) { handle(std::move(event)); });
}

void bridge_transport::handle(platform::net_event&& event) {
  using platform::net_event_kind;
  if (event.kind == net_event_kind::response || event.kind == net_event_kind::fetch_failed) {
    const auto found = waiting_.find(event.id);
    if (found == waiting_.end()) return;
    const auto done = std::move(found->second);
    waiting_.erase(found);
    const bool answered = event.kind == net_event_kind::response;
    done({answered ? event.status : 0, std::move(event.headers), std::move(event.text)});
    return;
  }
  const auto found = sockets_.find(event.id);
  if (found == sockets_.end()) return;
  socket_listener& listener = *found->second;
  if (event.kind == net_event_kind::socket_open) {
    listener.socket_opened();
  } else if (event.kind == net_event_kind::socket_message) {
    listener.socket_message(event.text);
  } else {
    sockets_.erase(found);
    listener.socket_closed(event.status, event.text);
  }
}

}  // namespace dossier::net
