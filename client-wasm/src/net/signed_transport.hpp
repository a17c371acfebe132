#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/net/transport.hpp"
#include "shared/core/result.hpp"

namespace dossier::net {

/// An access token is renewed that long before it ends …
inline constexpr double renewal_lead_ms = 60'000;
/// … and again after that, when the server did not answer.
inline constexpr double renewal_retry_ms = 5'000;
inline constexpr int refresh_timeout_ms = 15'000;

/// Whether the server knows who works here.
enum class sign_in_state : std::uint8_t {
  unknown,     ///< nobody has asked yet, or no answer came
  asking,      ///< for the first token
  open,        ///< nobody signs in at this installation
  signed_in,   ///< a token is held, or being renewed
  signed_out,  ///< the session is over: the person has to sign in again
};

/// Whose token it is, and where they work; both empty where nobody signs in.
struct token_holder {
  std::string tenant_id;
  std::string user_id;
  friend bool operator==(const token_holder&, const token_holder&) = default;
};

/// The way to the server for somebody who signed in: gets an access token for the refresh cookie, holds it in
/// memory, sends it with every request and lets live connections say it, and renews it before it ends. Until
/// it is known whether one is needed, everything waits; a request that is refused because its token has ended
/// waits for the next and is sent again. It speaks for one person in one tenant for as long as it lives:
/// where the cookie has become somebody else's, it sends nothing any more.
class signed_transport final : public transport {
 public:
  struct events {
    std::function<double()> clock;                          ///< milliseconds of a steady clock
    std::function<void()> signed_out;                       ///< once: nobody is signed in here
    std::function<void(const std::string& token)> renewed;  ///< for connections that stand
    std::function<void()> someone_else{};  ///< once: the cookie is another person's, or of another tenant
  };

  /// `way` outlives this object.
  signed_transport(transport& way, events told);
  ~signed_transport() override;
  signed_transport(const signed_transport&) = delete;
  signed_transport& operator=(const signed_transport&) = delete;

  int fetch(request what, std::function<void(response)> done) override;
  void abort(int id) override;
  int open_socket(std::string_view path, std::string_view protocol, socket_listener& listener) override;
  bool send(int socket, std::string_view text) override;
  void close(int socket, int code, std::string_view reason) override;
  [[nodiscard]] std::string token() const override { return token_; }

  /// Before anything is asked for: the answer to a refresh that the page sent while the program was loading.
  /// One without an answer (status no_answer) changes nothing.
  void begin(const response& refreshed);
  [[nodiscard]] const token_holder& holder() const { return holder_; }
  /// Goes on in another of the person's tenants. `someone_else` follows, or `refused` says why not.
  void switch_tenant(const std::string& id, std::function<void(const problem&)> refused);

  /// Renews a token that is about to end.
  void tick();
  /// When tick() has something to do next, nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline() const { return renew_at_; }
  /// Ends the session on the server; `signed_out` follows, also when no answer comes.
  void sign_out();

  [[nodiscard]] sign_in_state state() const { return state_; }

 private:
  struct pending {
    request what;
    std::function<void(response)> done;
    int inner = 0;       ///< 0: waits for a token
    bool again = false;  ///< it was sent before, and refused
    std::string token;   ///< that it was sent with
  };
  /// Stands between a socket and its listener, who may have closed it.
  class relay;

  void start_asking();
  void answered(const response& refreshed, bool in_tenant);
  void end_for_another();
  void settle(sign_in_state next);
  void send_now(int id);
  void take(int id, response answer);
  void give_up(int id);
  void open_now(int id);
  void socket_ended(int id, int code, std::string_view reason);

  transport& way_;
  events told_;
  sign_in_state state_ = sign_in_state::unknown;
  bool refreshing_ = false;
  bool ended_ = false;  ///< `signed_out` was told
  std::string token_;
  token_holder holder_;
  std::optional<double> renew_at_;
  int next_id_ = 1;
  std::map<int, pending> requests_;
  std::map<int, std::unique_ptr<relay>> sockets_;
  std::vector<std::unique_ptr<relay>> gone_;  ///< ended within a call of their own
};

}  // namespace dossier::net
