#include "server/http/trace_context.hpp"

#include <algorithm>

namespace dossier::http {

namespace {

// version "-" trace-id "-" parent-id "-" flags
constexpr std::size_t traceparent_length = 55;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '0'; });
}

void write_hex(std::uint64_t value, char* to) {
  constexpr char digits[] = "0123456789abcdef";
  for (int i = 15; i >= 0; --i, value >>= 4U) to[i] = digits[value & 15U];
}

}  // namespace

std::uint64_t id_source::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
  mixed ^= mixed >> 31U;
  return mixed == 0 ? 1 : mixed;
}

std::string_view trace_id_of(std::string_view traceparent) {
  if (traceparent.size() < traceparent_length) return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace = traceparent.substr(3, 32);
  const std::string_view parent = traceparent.substr(36, 16);
  const std::string_view flags = traceparent.substr(53, 2);
  if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return {};
  if (!is_hex(version) || !is_hex(trace) || !is_hex(parent) || !is_hex(flags)) return {};
  if (version == "ff" || is_zero(trace) || is_zero(parent)) return {};
  // Later versions may be longer, but only by further dash-separated parts.
  if (traceparent.size() > traceparent_length &&
      (version == "00" || traceparent[traceparent_length] != '-')) {
    return {};
  }
  return trace;
}

void make_trace_id(id_source& from, std::string& out) {
  out.resize(32);
  write_hex(from.next(), out.data());
  write_hex(from.next(), out.data() + 16);
}

void make_span_id(id_source& from, std::string& out) {
  out.resize(16);
  write_hex(from.next(), out.data());
}

}  // namespace dossier::http
