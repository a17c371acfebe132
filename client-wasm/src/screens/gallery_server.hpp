#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/net/transport.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::screens {

/// Answers as a server would, from a few made-up records: the gallery shows parts that ask for what they
/// show. Nothing leaves the page.
class gallery_server final : public net::transport {
 public:
  enum class manner : std::uint8_t { answers, waits, fails, is_empty };
  explicit gallery_server(manner how = manner::answers) : how_(how) {}

  int fetch(net::request what, std::function<void(net::response)> done) override;
  void abort(int id) override;
  int open_socket(std::string_view path, std::string_view protocol, net::socket_listener& listener) override;
  bool send(int socket, std::string_view text) override;
  void close(int socket, int code, std::string_view reason) override;

  /// Answers what was asked so far, and what is asked for because of that.
  void answer();
  /// Answers the oldest question so, whatever the manner.
  void answer_oldest(net::response with);
  /// Welcomes who opened a socket, as a server that knows nobody does: everything may be done.
  void welcome();

  /// The one insight that can be read whole.
  [[nodiscard]] static uuid open_insight();

 private:
  struct call {
    int id = 0;
    std::string target;
    std::function<void(net::response)> done;
  };
  [[nodiscard]] net::response response_to(const std::string& target);

  manner how_;
  std::vector<call> calls_;
  net::socket_listener* listener_ = nullptr;
  int last_id_ = 0;
  int counted_ = 0;  ///< bands that were counted
};

}  // namespace dossier::screens
