#include "server/http/proxies.hpp"

#include <algorithm>
#include <charconv>

#include "server/http/field_text.hpp"
#include "server/http/transport_problems.hpp"

namespace dossier::http {
namespace {

namespace ip = boost::asio::ip;

constexpr unsigned address_bits = 128;
constexpr unsigned v4_offset_bits = 96;  // of an IPv4 address inside ::ffff:0:0/96

/// One proxy's words: `for`, `proto` and `host` of a Forwarded element.
struct hop {
  std::string client;
  std::string protocol;
  std::string host;
};

ip::address_v6 widened(const ip::address& one) {
  return one.is_v6() ? one.to_v6() : ip::make_address_v6(ip::v4_mapped, one.to_v4());
}

ip::address narrowed(const ip::address& one) {
  if (!one.is_v6() || !one.to_v6().is_v4_mapped()) return one;
  return ip::make_address_v4(ip::v4_mapped, one.to_v6());
}

std::optional<unsigned> number_up_to(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

/// An address with or without a port; IPv6 in brackets where it has one. nullopt for "unknown", made-up names
/// and what is no address.
std::optional<ip::address> node_address(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  boost::system::error_code error;
  const ip::address made = ip::make_address(std::string(text), error);
  if (error || (made.is_v6() && made.to_v6().scope_id() != 0)) return std::nullopt;
  return narrowed(made);
}

bool is_token_char(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         others.find(c) != std::string_view::npos;
}

/// Reads RFC 7239's grammar, which is that of a list whose members are `name=value` pairs.
class forwarded_reader {
 public:
  explicit forwarded_reader(std::string_view text) : text_(text) {}

  /// nullopt when it is not well-formed.
  std::optional<std::vector<hop>> read() {
    std::vector<hop> hops(1);
    while (true) {
      skip_blanks();
      if (at_ < text_.size() && text_[at_] != ';' && text_[at_] != ',' && !read_pair(hops.back()))
        return std::nullopt;
      skip_blanks();
      if (at_ == text_.size()) return hops;
      const char separator = text_[at_++];
      if (separator != ';' && separator != ',') return std::nullopt;
      if (separator == ',') hops.emplace_back();
    }
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  std::string_view token() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_token_char(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  bool read_pair(hop& into) {
    const std::string_view name = token();
    if (name.empty() || at_ == text_.size() || text_[at_++] != '=') return false;
    auto value = read_value();
    if (!value) return false;
    if (same_without_case(name, "for")) into.client = std::move(*value);
    if (same_without_case(name, "proto")) into.protocol = std::move(*value);
    if (same_without_case(name, "host")) into.host = std::move(*value);
    return true;
  }
  std::optional<std::string> read_value() {
    if (at_ == text_.size() || text_[at_] != '"') {
      const std::string_view plain = token();
      if (plain.empty()) return std::nullopt;
      return std::string(plain);
    }
    std::string made;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return made;
      }
      if (text_[at_] == '\\' && ++at_ == text_.size()) return std::nullopt;
      made += text_[at_];
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The members of a comma-separated list, in order.
std::vector<std::string_view> members_of(std::string_view list) {
  std::vector<std::string_view> made;
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (const auto member = trimmed(list.substr(0, comma)); !member.empty()) made.push_back(member);
    if (comma == list.size()) return made;
    list.remove_prefix(comma + 1);
  }
}

/// What the nearest proxy said: a single value, or the last of a list.
std::string last_member(const request& of, std::string_view field) {
  const auto value = of.header(field);
  if (!value) return {};
  const auto all = members_of(*value);
  return all.empty() ? std::string() : std::string(all.back());
}

result<std::vector<hop>> hops_of(const request& of) {
  if (const auto field = of.header("forwarded")) {
    auto read = forwarded_reader(*field).read();
    if (!read) return problems::malformed("The Forwarded field is not well-formed (RFC 7239).");
    return std::move(*read);
  }
  std::vector<hop> made;
  if (const auto field = of.header("x-forwarded-for")) {
    for (const std::string_view each : members_of(*field)) made.push_back({std::string(each), {}, {}});
  }
  if (made.empty()) return made;
  for (hop& each : made) {
    each.protocol = last_member(of, "x-forwarded-proto");
    each.host = last_member(of, "x-forwarded-host");
  }
  return made;
}

/// The outermost hop that a trusted proxy wrote down. nullopt: the nearest one did not say whom it asked for.
std::optional<passed_on> walk(const std::vector<hop>& hops, const trusted_proxies& trusted) {
  std::optional<passed_on> found;
  std::size_t looked_at = 0;
  for (auto each = hops.rbegin(); each != hops.rend() && looked_at < forwarded_hops_max;
       ++each, ++looked_at) {
    const auto client = node_address(each->client);
    if (!client) break;
    std::optional<bool> secure;
    if (!each->protocol.empty()) secure = same_without_case(each->protocol, "https");
    found = passed_on{*client, secure, each->host};
    if (!trusted.trust(*client)) break;
  }
  return found;
}

}  // namespace

result<trusted_proxies> trusted_proxies::parse(const std::vector<std::string>& networks) {
  trusted_proxies made;
  for (const std::string& each : networks) {
    const std::size_t slash = std::min(each.find('/'), each.size());
    boost::system::error_code error;
    const ip::address base = ip::make_address(each.substr(0, slash), error);
    const unsigned most = !error && base.is_v4() ? address_bits - v4_offset_bits : address_bits;
    const auto bits =
        slash == each.size() ? most : number_up_to(std::string_view(each).substr(slash + 1), most);
    if (error || !bits)
      return problems::malformed("'" + each + "' is neither an address nor a network (as in 10.0.0.0/8).");
    made.networks_.push_back({widened(base), base.is_v4() ? *bits + v4_offset_bits : *bits});
  }
  return made;
}

bool trusted_proxies::trust(const ip::address& one) const {
  const auto bytes = widened(one).to_bytes();
  return std::any_of(networks_.begin(), networks_.end(), [&bytes](const network& each) {
    const auto base = each.base.to_bytes();
    const std::size_t whole = each.bits / 8;
    if (!std::equal(base.begin(), base.begin() + static_cast<std::ptrdiff_t>(whole), bytes.begin()))
      return false;
    const unsigned rest = each.bits % 8;
    return rest == 0 || ((base[whole] ^ bytes[whole]) >> (8 - rest)) == 0;
  });
}

result<std::optional<passed_on>> read_passed_on(const request& of, const trusted_proxies& trusted) {
  const auto hops = hops_of(of);
  if (!hops) return hops.error();
  auto found = walk(*hops, trusted);
  const auto other = of.header("forwarded") ? of.header("x-forwarded-for") : std::nullopt;
  if (found && other) {
    std::vector<hop> others;
    for (const std::string_view each : members_of(*other)) others.push_back({std::string(each), {}, {}});
    const auto named = walk(others, trusted);
    if (named && named->client != found->client)
      return problems::malformed("Forwarded and X-Forwarded-For name different clients.");
  }
  return found;
}

}  // namespace dossier::http
