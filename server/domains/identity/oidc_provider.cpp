#include "server/domains/identity/oidc_provider.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json.hpp>

#include "server/domains/identity/oidc_json.hpp"
#include "server/domains/identity/oidc_problems.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

std::string to_base64(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string made(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(made.data(), made.size(),
                    static_cast<const unsigned char*>(static_cast<const void*>(bytes.data())), bytes.size(),
                    variant);
  made.pop_back();  // the terminating zero
  return made;
}

/// The provider's answer is worth nothing, or there is none: to be seen by who runs the server.
problem not_as_it_should(const oidc_settings& of, std::string_view what) {
  spdlog::warn("the sign-in provider {} cannot be used: {}", of.name, what);
  return oidc::away();
}

}  // namespace

oidc_provider::oidc_provider(oidc_settings about, uuid tenant_id, std::function<timestamp()> now)
    : about_(std::move(about)), tenant_id_(tenant_id), now_(std::move(now)) {}

boost::asio::awaitable<result<std::shared_ptr<const oidc_metadata>>> oidc_provider::metadata() {
  {
    const std::lock_guard lock(mutex_);
    if (metadata_ && now_().micros - metadata_read_.micros < oidc_kept_micros) co_return metadata_;
  }
  const auto place = oidc_metadata_place(about_.issuer);
  if (!place) co_return not_as_it_should(about_, "its issuer is no address that may be asked");
  net::outgoing_request asking;
  asking.to = *place;
  const auto answer = co_await way_.fetch(std::move(asking));
  if (!answer) co_return not_as_it_should(about_, "it does not answer");
  auto read = answer->status == 200 ? read_oidc_metadata(answer->body, about_.issuer) : std::nullopt;
  if (!read) co_return not_as_it_should(about_, "what it says about itself is not that of its issuer");
  auto made = std::make_shared<const oidc_metadata>(std::move(*read));
  const std::lock_guard lock(mutex_);
  metadata_ = made;
  metadata_read_ = now_();
  co_return made;
}

net::outgoing_request oidc_provider::token_request(const oidc_metadata& at, const oidc_code& what) const {
  using net::percent_encode;
  net::outgoing_request made;
  made.to = at.token_endpoint;
  made.form = "grant_type=authorization_code&code=" + percent_encode(what.code) +
              "&redirect_uri=" + percent_encode(what.callback) +
              "&code_verifier=" + percent_encode(what.verifier);
  if (about_.client_secret.empty() || at.secret_in_body)
    made.form += "&client_id=" + percent_encode(about_.client_id);
  if (about_.client_secret.empty()) return made;
  if (at.secret_in_body) {
    made.form += "&client_secret=" + percent_encode(about_.client_secret);
  } else {
    made.authorization =
        "Basic " + to_base64(percent_encode(about_.client_id) + ":" + percent_encode(about_.client_secret));
  }
  return made;
}

boost::asio::awaitable<result<oidc_tokens>> oidc_provider::redeem(oidc_code what) {
  const auto at = co_await metadata();
  if (!at) co_return at.error();
  net::outgoing_request asking = token_request(**at, what);
  const auto answer = co_await way_.fetch(std::move(asking));
  if (!answer) co_return not_as_it_should(about_, "it does not answer");
  if (answer->status == 400) co_return oidc::refused();
  const auto read = codec::parse_json_object(answer->body);
  if (answer->status != 200 || !read)
    co_return not_as_it_should(about_, "it answers a code with status " + std::to_string(answer->status));
  oidc_tokens made{codec::text_at(*read, "id_token"), codec::text_at(*read, "access_token")};
  if (made.id_token.empty()) co_return not_as_it_should(about_, "it gives no ID token");
  co_return made;
}

boost::asio::awaitable<result<id_token_claims>> oidc_provider::complete(id_token_claims who,
                                                                        std::string access_token) {
  // Whatever is to stand in a header has to be of characters that may.
  const bool sendable =
      std::all_of(access_token.begin(), access_token.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!who.email.empty() || access_token.empty() || !sendable) co_return who;
  const auto at = co_await metadata();
  if (!at) co_return at.error();
  if (!(*at)->userinfo) co_return who;
  net::outgoing_request asking;
  asking.to = *(*at)->userinfo;
  asking.authorization = "Bearer " + access_token;
  const auto answer = co_await way_.fetch(std::move(asking));
  if (!answer) co_return not_as_it_should(about_, "it does not answer");
  if (answer->status != 200 || !read_userinfo(answer->body, who))
    co_return not_as_it_should(about_, "what it tells of people cannot be read, or is of somebody else");
  co_return who;
}

oidc_provider::keys oidc_provider::held_for(const id_token_head& token) {
  const std::lock_guard lock(mutex_);
  const timestamp now = now_();
  if (!keys_ || now.micros - keys_read_.micros >= oidc_kept_micros) return nullptr;
  if (!keys_for(*keys_, token.kid, token.algorithm).empty()) return keys_;
  if (now.micros - keys_wanted_.micros < oidc_refetch_micros) return keys_;
  keys_wanted_ = now;
  return nullptr;
}

boost::asio::awaitable<result<oidc_provider::keys>> oidc_provider::keys_of(id_token_head token) {
  if (const keys held = held_for(token)) co_return held;
  const auto at = co_await metadata();
  if (!at) co_return at.error();
  net::outgoing_request asking;
  asking.to = (*at)->keys;
  const auto answer = co_await way_.fetch(std::move(asking));
  if (!answer) co_return not_as_it_should(about_, "it does not answer");
  auto read = answer->status == 200 ? read_oidc_keys(answer->body) : std::nullopt;
  if (!read) co_return not_as_it_should(about_, "its keys cannot be read");
  const keys made = std::make_shared<const std::vector<oidc_key>>(std::move(*read));
  const std::lock_guard lock(mutex_);
  keys_ = made;
  keys_read_ = now_();
  co_return made;
}

}  // namespace dossier::identity
