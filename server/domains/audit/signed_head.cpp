#include "server/domains/audit/signed_head.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace dossier::audit {
namespace {

std::optional<std::string_view> text_of(const boost::json::object& in, std::string_view name) {
  const boost::json::value* const found = in.if_contains(name);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string_view(found->get_string());
}

std::optional<head> read_head(const boost::json::object& in) {
  const auto tenant = text_of(in, "tenant");
  const auto hash = text_of(in, "hash");
  const auto at = text_of(in, "at");
  const boost::json::value* const seq = in.if_contains("seq");
  if (!tenant || !hash || !at || seq == nullptr || !seq->is_int64()) return std::nullopt;
  const auto tenant_id = parse_uuid(*tenant);
  const auto bytes = from_hex(*hash);
  const auto moment = parse_timestamp(*at);
  head made;
  if (!tenant_id || !moment || !bytes || bytes->size() != made.hash.size()) return std::nullopt;
  made.tenant_id = *tenant_id;
  made.seq = seq->get_int64();
  std::copy(bytes->begin(), bytes->end(), made.hash.begin());
  made.at = *moment;
  return made;
}

}  // namespace

std::string hex_of(const live::chain_hash& hash) {
  return to_hex({static_cast<const char*>(static_cast<const void*>(hash.data())), hash.size()});
}

std::string signed_text(const head& of) {
  std::string text = "dossier audit head 1\n";
  for (const std::string& part :
       {to_string(of.tenant_id), std::to_string(of.seq), hex_of(of.hash), to_string(of.at)}) {
    text += part;
    text += '\n';
  }
  return text;
}

std::string line_of(const head& of, const signing_key& by) {
  // None of these texts needs an escape.
  std::string line = R"({"tenant":")" + to_string(of.tenant_id) + R"(","seq":)" + std::to_string(of.seq);
  line += R"(,"hash":")" + hex_of(of.hash) + R"(","at":")" + to_string(of.at);
  line += R"(","key":")" + by.open().id();
  line += R"(","signature":")" + to_hex(by.sign(signed_text(of))) + "\"}";
  return line;
}

std::optional<signed_head> read_line(std::string_view line) {
  if (line.size() > head_line_max) return std::nullopt;
  boost::system::error_code wrong;
  const boost::json::value read = boost::json::parse(line, wrong);
  if (wrong || !read.is_object()) return std::nullopt;
  const boost::json::object& members = read.get_object();
  const auto of = read_head(members);
  const auto key = text_of(members, "key");
  const auto signature = text_of(members, "signature");
  if (!of || !key || !signature) return std::nullopt;
  auto bytes = from_hex(*signature);
  if (!bytes) return std::nullopt;
  return signed_head{*of, std::string(*key), std::move(*bytes)};
}

}  // namespace dossier::audit
