#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// W3C Trace Context: `traceparent` in, `traceresponse` out.
namespace dossier::http {

/// Pseudo-random numbers for trace and span ids (splitmix64). They must differ, not be secret.
class id_source {
 public:
  explicit id_source(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

/// The trace id of a `traceparent` field (32 lower-case hexadecimal digits); empty when it is not a valid
/// one.
[[nodiscard]] std::string_view trace_id_of(std::string_view traceparent);

/// Writes a new id of 32 (trace) or 16 (span) hexadecimal digits, never all zero, over `out`.
void make_trace_id(id_source& from, std::string& out);
void make_span_id(id_source& from, std::string& out);

}  // namespace dossier::http
