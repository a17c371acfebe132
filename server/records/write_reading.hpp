#pragma once
#include <string_view>
#include <vector>

#include "server/http/message.hpp"
#include "server/records/write_operation.hpp"

/// What controllers read out of requests that write. Every problem names its place.
namespace dossier::records {

/// Operations of one batch.
inline constexpr std::size_t batch_operations_max = 1000;
/// Bytes of a batch's body.
inline constexpr std::size_t batch_body_max_bytes = 8 * 1024 * 1024;

/// `Idempotency-Key`: 1 to `request_key_max` visible ASCII characters, else 400. Together with a fingerprint
/// of what the request asks.
[[nodiscard]] result<std::optional<request_key>> read_request_key(const http::request& from);

/// Whether `Prefer` (RFC 7240) asks for `tx=rollback`. Of a preference that stands twice the first one
/// counts; what is unknown or malformed is ignored.
[[nodiscard]] bool prefers_rollback(const http::request& from);

/// The operations of a batch's body:
/// `{"operations":[{"create":{…}},{"update":{"id":…,…}},{"delete":{"id":…}}]}`, `version` beside an `id`
/// being the one meant. 422 with every place that is not of this form; what is wrong with a record stands in
/// its operation's errors.
[[nodiscard]] result<std::vector<write_operation>> read_batch(const describe::record_type& type,
                                                              const http::principal& who,
                                                              const boost::json::object& body);

}  // namespace dossier::records
