#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/net/transport.hpp"
#include "shared/describe/registry.hpp"
#include "shared/live/messages.hpp"

namespace dossier::test {

/// A transport in memory: keeps what was asked for until the test answers.
class fake_transport final : public net::transport {
 public:
  struct call {
    int id = 0;
    net::request what;
    std::function<void(net::response)> done;
  };
  struct socket {
    int id = 0;
    std::string path;
    net::socket_listener* listener = nullptr;
    std::vector<std::string> sent;
  };

  int fetch(net::request what, std::function<void(net::response)> done) override {
    calls.push_back({++last_id, std::move(what), std::move(done)});
    return last_id;
  }
  void abort(int id) override {
    std::erase_if(calls, [id](const call& c) { return c.id == id; });
  }
  int open_socket(std::string_view path, std::string_view, net::socket_listener& listener) override {
    current = socket{++last_id, std::string(path), &listener, {}};
    ++sockets_opened;
    return last_id;
  }
  bool send(int id, std::string_view text) override {
    if (id != current.id) return false;
    current.sent.emplace_back(text);
    return true;
  }
  void close(int id, int, std::string_view) override {
    if (id == current.id) current = {};
  }

  /// Answers the oldest open request.
  void answer(int status, std::string body, net::header_list headers = {}) {
    call first = std::move(calls.front());
    calls.pop_front();
    first.done({status, std::move(headers), std::move(body)});
  }
  /// Opens the socket as a server of this contract does, at position 7 of the log.
  void welcome(live::welcome hello = {}) {
    open();
    hello.seq = 7;
    hello.contract = describe::contract_hash();
    receive(live::to_json(live::server_message(hello)));
  }
  /// The server's side of the socket.
  void open() { current.listener->socket_opened(); }
  void receive(const std::string& text) { current.listener->socket_message(text); }
  void drop(int code) {
    net::socket_listener* listener = current.listener;
    current = {};
    listener->socket_closed(code, {});
  }

  std::deque<call> calls;
  socket current;
  int sockets_opened = 0;
  int last_id = 0;
};

}  // namespace dossier::test
