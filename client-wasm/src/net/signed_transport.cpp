#include "client-wasm/src/net/signed_transport.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/live/messages.hpp"

namespace dossier::net {
namespace {

namespace json = boost::json;

constexpr std::string_view refresh_path = "/api/v1/auth/refresh";
constexpr std::string_view logout_path = "/api/v1/auth/logout";
constexpr int ok = 200;
constexpr int forbidden = 403;
constexpr int no_content = 204;
/// A socket that was never opened, as browsers call it.
constexpr int abnormal_closure = 1006;
constexpr double ms_per_second = 1'000;

struct granted {
  std::string token;
  token_holder holder;
  double lifetime_ms = 0;
};

std::string id_in(const json::object& from, std::string_view member) {
  const json::value* named = from.if_contains(json::string_view(member.data(), member.size()));
  const json::object* object = named != nullptr ? named->if_object() : nullptr;
  return object != nullptr ? codec::text_at(*object, "id") : std::string();
}

request refresh_in(const std::string& tenant) {
  request asked;
  asked.method = "POST";
  asked.target = refresh_path;
  asked.timeout_ms = refresh_timeout_ms;
  if (tenant.empty()) return asked;
  asked.headers.emplace_back("Content-Type", "application/json");
  asked.body = "{\"tenant\":";
  codec::append_json_string(asked.body, tenant);
  asked.body += '}';
  return asked;
}

std::optional<granted> read_grant(const std::string& body) {
  json::error_code wrong;
  const json::value parsed = json::parse(json::string_view(body.data(), body.size()), wrong);
  const json::object* from = wrong ? nullptr : parsed.if_object();
  if (from == nullptr) return std::nullopt;
  const json::value* token = from->if_contains("access_token");
  const json::value* seconds = from->if_contains("expires_in");
  if (token == nullptr || !token->is_string() || seconds == nullptr || !seconds->is_int64())
    return std::nullopt;
  return granted{{token->get_string().data(), token->get_string().size()},
                 {id_in(*from, "tenant"), id_in(*from, "user")},
                 static_cast<double>(seconds->get_int64()) * ms_per_second};
}

}  // namespace

class signed_transport::relay final : public socket_listener {
 public:
  relay(signed_transport& of, int id, std::string_view to_path, std::string_view by_protocol,
        socket_listener& to)
      : path(to_path), protocol(by_protocol), of_(of), id_(id), to_(to) {}

  void socket_opened() override { to_.socket_opened(); }
  void socket_message(std::string_view text) override { to_.socket_message(text); }
  void socket_closed(int code, std::string_view reason) override { of_.socket_ended(id_, code, reason); }
  void tell_closed(int code, std::string_view reason) { to_.socket_closed(code, reason); }

  std::string path;
  std::string protocol;
  int inner = 0;         ///< 0: waits to be opened
  std::string token{};   ///< that was held when it was opened
  bool refused = false;  ///< it ended for want of a token: its listener hears of it once there is one

 private:
  signed_transport& of_;
  int id_;
  socket_listener& to_;
};

signed_transport::signed_transport(transport& way, events told) : way_(way), told_(std::move(told)) {}

signed_transport::~signed_transport() = default;

int signed_transport::fetch(request what, std::function<void(response)> done) {
  const int id = next_id_++;
  if (ended_) return id;  // nothing is sent in another one's name
  requests_.emplace(id, pending{std::move(what), std::move(done), 0, false, {}});
  if (state_ == sign_in_state::unknown) start_asking();
  if (state_ != sign_in_state::asking) send_now(id);
  return id;
}

void signed_transport::send_now(int id) {
  pending& one = requests_.at(id);
  request sent = one.what;
  one.token = token_;
  if (!token_.empty()) sent.headers.emplace_back("Authorization", "Bearer " + token_);
  one.inner = way_.fetch(std::move(sent), [this, id](response answer) { take(id, std::move(answer)); });
}

void signed_transport::take(int id, response answer) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return;
  pending& one = found->second;
  if (answer.status == status::unauthenticated && !one.again && state_ != sign_in_state::open &&
      state_ != sign_in_state::signed_out) {
    one.again = true;
    one.inner = 0;
    const bool newer = !token_.empty() && one.token != token_;
    if (newer) return send_now(id);
    if (!refreshing_) start_asking();
    return;
  }
  const auto done = std::move(one.done);
  requests_.erase(found);
  done(std::move(answer));
}

void signed_transport::abort(int id) {
  const auto found = requests_.find(id);
  if (found == requests_.end()) return;
  if (found->second.inner != 0) way_.abort(found->second.inner);
  requests_.erase(found);
}

void signed_transport::start_asking() {
  refreshing_ = true;
  if (state_ == sign_in_state::unknown) state_ = sign_in_state::asking;
  // The session may have been taken to another tenant by another tab: this one stays where it is.
  const bool in_tenant = !holder_.tenant_id.empty();
  (void)way_.fetch(refresh_in(holder_.tenant_id),
                   [this, in_tenant](const response& refreshed) { answered(refreshed, in_tenant); });
}

void signed_transport::end_for_another() {
  if (std::exchange(ended_, true)) return;
  token_.clear();
  renew_at_.reset();
  if (told_.someone_else) told_.someone_else();
}

void signed_transport::switch_tenant(const std::string& id, std::function<void(const problem&)> refused) {
  (void)way_.fetch(refresh_in(id), [this, refused = std::move(refused)](const response& answer) {
    if (answer.status == ok) return end_for_another();
    refused(problem_of(answer));
  });
}

void signed_transport::answered(const response& refreshed, bool in_tenant) {
  refreshing_ = false;
  if (ended_) return;
  if (refreshed.status == forbidden && in_tenant) return end_for_another();
  if (refreshed.status == ok) {
    if (auto grant = read_grant(refreshed.body)) {
      const bool first = holder_ == token_holder{};
      if (!first && grant->holder != holder_) return end_for_another();
      holder_ = std::move(grant->holder);
      token_ = std::move(grant->token);
      renew_at_ = told_.clock() + std::max(renewal_retry_ms, grant->lifetime_ms - renewal_lead_ms);
      settle(sign_in_state::signed_in);
      told_.renewed(token_);
      return;
    }
  }
  if (refreshed.status == no_content || refreshed.status == status::not_found) {
    return settle(sign_in_state::open);
  }
  if (refreshed.status == status::unauthenticated) {
    token_.clear();
    renew_at_.reset();
    settle(sign_in_state::signed_out);
    if (!std::exchange(ended_, true)) told_.signed_out();
    return;
  }
  // No answer, or none of use: what holds a token goes on with it, the rest fails and will ask again.
  if (!token_.empty()) renew_at_ = told_.clock() + renewal_retry_ms;
  settle(token_.empty() ? sign_in_state::unknown : sign_in_state::signed_in);
}

/// Sends what has waited, or tells it that it waited in vain.
void signed_transport::settle(sign_in_state next) {
  state_ = next;
  std::vector<int> waiting;
  for (const auto& [id, one] : requests_) {
    if (one.inner == 0) waiting.push_back(id);
  }
  for (const int id : waiting) {
    if (requests_.count(id) == 0) continue;  // ended by what another one's end led to
    if (next == sign_in_state::signed_in || next == sign_in_state::open) {
      send_now(id);
    } else {
      give_up(id);
    }
  }
  std::vector<int> closed;
  for (const auto& [id, one] : sockets_) {
    if (one->inner == 0) closed.push_back(id);
  }
  for (const int id : closed) {
    const auto found = sockets_.find(id);
    if (found == sockets_.end()) continue;
    const bool refused = found->second->refused;
    const bool may_open = next == sign_in_state::signed_in || next == sign_in_state::open;
    if (may_open && !refused) {
      open_now(id);
    } else {
      // With a new token its listener tries again by itself.
      const bool in_vain = next == sign_in_state::signed_out;
      gone_.push_back(std::move(found->second));
      sockets_.erase(found);
      const auto unauthorized = static_cast<int>(live::close_code::unauthorized);
      gone_.back()->tell_closed(in_vain ? unauthorized : abnormal_closure, {});
    }
  }
  gone_.clear();
}

/// Without an answer to why, the request had none either; refused, it is told so.
void signed_transport::give_up(int id) {
  const auto found = requests_.find(id);
  const auto done = std::move(found->second.done);
  requests_.erase(found);
  response answer;
  answer.status = state_ == sign_in_state::signed_out ? status::unauthenticated : no_answer;
  done(std::move(answer));
}

int signed_transport::open_socket(std::string_view path, std::string_view protocol,
                                  socket_listener& listener) {
  const int id = next_id_++;
  sockets_.emplace(id,
                   std::make_unique<relay>(*this, id, std::string(path), std::string(protocol), listener));
  if (state_ == sign_in_state::unknown) start_asking();
  if (state_ != sign_in_state::asking) open_now(id);
  return id;
}

void signed_transport::open_now(int id) {
  relay& one = *sockets_.at(id);
  one.token = token_;
  one.inner = way_.open_socket(one.path, one.protocol, one);
}

bool signed_transport::send(int socket, std::string_view text) {
  const auto found = sockets_.find(socket);
  return found != sockets_.end() && found->second->inner != 0 && way_.send(found->second->inner, text);
}

void signed_transport::close(int socket, int code, std::string_view reason) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) return;
  if (found->second->inner != 0) way_.close(found->second->inner, code, reason);
  sockets_.erase(found);
}

void signed_transport::socket_ended(int id, int code, std::string_view reason) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return;
  const bool refused = code == static_cast<int>(live::close_code::unauthorized) &&
                       state_ != sign_in_state::open && state_ != sign_in_state::signed_out;
  found->second->inner = 0;
  if (refused && (refreshing_ || found->second->token == token_)) {
    // Its token has ended, or its session has: the next answer tells which.
    found->second->refused = true;
    if (!refreshing_) start_asking();
    return;
  }
  const std::unique_ptr<relay> ended = std::move(found->second);
  sockets_.erase(found);
  ended->tell_closed(refused ? abnormal_closure : code, reason);
}

void signed_transport::begin(const response& refreshed) {
  if (state_ == sign_in_state::unknown && refreshed.status != no_answer) answered(refreshed, false);
}

void signed_transport::tick() {
  if (!renew_at_ || told_.clock() < *renew_at_ || refreshing_) return;
  renew_at_.reset();
  start_asking();
}

void signed_transport::sign_out() {
  if (std::exchange(ended_, true)) return;
  request asked;
  asked.method = "POST";
  asked.target = logout_path;
  asked.timeout_ms = refresh_timeout_ms;
  (void)way_.fetch(std::move(asked), [this](const response&) { told_.signed_out(); });
}

}  // namespace dossier::net
