#include "client-wasm/src/app/audit_seal.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "client-wasm/src/net/status.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace {

std::optional<audit_seal::seal> read_seal(const std::string& body) {
  const auto object = codec::parse_json_object(body);
  const boost::json::value* const found = object ? object->if_contains("sealed") : nullptr;
  const boost::json::object* const sealed = found != nullptr ? found->if_object() : nullptr;
  if (sealed == nullptr) return std::nullopt;
  const auto at = parse_timestamp(codec::text_at(*sealed, "at"));
  if (!at) return std::nullopt;
  return audit_seal::seal{codec::number_at(*sealed, "seq"), *at};
}

}  // namespace

audit_seal::~audit_seal() {
  if (request_ != 0) work_.api().abort(request_);
}

std::optional<double> audit_seal::show(std::int64_t newest) {
  newest_ = std::max(newest_, newest);
  if (request_ != 0) return std::nullopt;
  if (last_ && last_->seq >= newest_) return std::nullopt;
  if (work_.around().clock() < again_at_) return again_at_;
  request_ =
      work_.api().read("/api/v1/audit:seal", [this](const result<net::told_json>& told) { take(told); });
  return std::nullopt;
}

void audit_seal::take(const result<net::told_json>& told) {
  request_ = 0;
  if (told) last_ = read_seal(told->body);
  const bool refused = !told && told.error().status >= net::status::bad_request &&
                       told.error().status < net::status::server_error;
  const bool absent = refused || (told && !last_);
  again_at_ = work_.around().clock() + (absent ? seal_absent_again_ms : seal_again_ms);
  work_.around().changed();
}

}  // namespace dossier::app
