#include "server/records/write_reading.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <boost/json.hpp>

#include "server/http/field_text.hpp"
#include "server/records/permission_check.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/core/hex.hpp"

namespace dossier::records {
namespace {

namespace json = boost::json;
using kind = write_operation::kind;

/// Cuts off what stands before the first `separator` outside of quotes.
std::string_view next_part(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    if (quoted && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && rest[at] == separator) {
      break;
    }
  }
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(rest.size(), at + 1));
  return http::trimmed(part);
}

std::string_view without_quotes(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == '"' && word.back() == '"';
  return quoted ? word.substr(1, word.size() - 2) : word;
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// Reads a batch's operations one by one and gathers what is wrong with their form.
class batch_reader {
 public:
  batch_reader(const describe::record_type& type, const http::principal& who) : type_(type), who_(who) {}

  void read(const json::value& operation, std::size_t index) {
    const std::string place = "operations[" + std::to_string(index) + "]";
    const json::object* members = operation.if_object();
    if (members == nullptr) return wrong(place, "type", "must be an object");
    if (members->size() != 1) {
      return wrong(place, "required", "must have one member: `create`, `update` or `delete`");
    }
    const auto& [verb, what] = *members->begin();
    const std::string path = place + "." + std::string(verb);
    const auto named = std::find(verbs.begin(), verbs.end(), std::string_view(verb));
    if (named == verbs.end()) return wrong(path, "unknown", "is not `create`, `update` or `delete`");
    const json::object* of = what.if_object();
    if (of == nullptr) return wrong(path, "type", "must be an object");
    write_operation made;
    made.what = static_cast<kind>(named - verbs.begin());
    made.path = path + ".";
    const std::vector<field_error> hidden = hidden_members(who_, type_, *of);
    for (const field_error& each : hidden) wrong(made.path + each.field, each.code, each.message);
    if (!hidden.empty()) return;
    if (made.what == kind::create) {
      made.made.emplace(type_);
      codec::read_create(*of, *made.made, made.errors);
    } else if (!read_target(made, *of)) {
      return;
    }
    operations_.push_back(std::move(made));
  }

  [[nodiscard]] result<std::vector<write_operation>> done() {
    if (errors_.empty()) return std::move(operations_);
    for (write_operation& each : operations_) {
      for (field_error& error : each.errors) {
        error.field = each.path + error.field;
        errors_.push_back(std::move(error));
      }
    }
    return problems::validation(std::move(errors_));
  }

 private:
  static constexpr std::array<std::string_view, 3> verbs{"create", "update",
                                                         "delete"};  // as write_operation::kind

  void wrong(std::string place, std::string code, std::string message) {
    errors_.push_back({std::move(place), std::move(code), std::move(message)});
  }

  /// `id`, `version` and, of an update, the patch.
  bool read_target(write_operation& made, const json::object& from) {
    const std::size_t before = errors_.size();
    const json::value* id = from.if_contains("id");
    const auto parsed =
        id != nullptr && id->is_string() ? parse_uuid(std::string_view(id->get_string())) : std::nullopt;
    if (id == nullptr) {
      wrong(made.path + "id", "required", "is required");
    } else if (!parsed) {
      wrong(made.path + "id", "type", "must be an id (a UUID)");
    } else {
      made.id = *parsed;
    }
    if (const json::value* version = from.if_contains("version")) {
      const std::int64_t* number = version->if_int64();
      if (number == nullptr) {
        wrong(made.path + "version", "type", "must be a whole number");
      } else {
        made.when = {true, false, {*number}};
      }
    }
    for (const auto& member : from) {
      if (member.key() == "id" || member.key() == "version") continue;
      if (made.what == kind::update) {
        made.patch.emplace(member.key(), member.value());
      } else {
        wrong(made.path + std::string(member.key()), "unknown", "is not a member of a deletion");
      }
    }
    return errors_.size() == before;
  }

  const describe::record_type& type_;
  const http::principal& who_;
  std::vector<write_operation> operations_;
  std::vector<field_error> errors_;
};

}  // namespace

result<std::optional<request_key>> read_request_key(const http::request& from) {
  const auto field = from.header("idempotency-key");
  if (!field) return std::optional<request_key>();
  const bool visible = std::all_of(field->begin(), field->end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (field->empty() || field->size() > request_key_max || !visible) {
    return problems::malformed("`Idempotency-Key` must be 1 to " + std::to_string(request_key_max) +
                               " visible ASCII characters");
  }
  const std::string_view method = from.method == http::method::post  ? "POST "
                                  : from.method == http::method::del ? "DELETE "
                                                                     : "";
  return std::optional(
      request_key{std::string(*field), sha256_hex(std::string(method) + from.target + "\n" + from.body)});
}

bool prefers_rollback(const http::request& from) {
  std::string_view rest = from.header("prefer").value_or(std::string_view{});
  while (!rest.empty()) {
    std::string_view preference = next_part(rest, ',');
    std::string_view value = next_part(preference, ';');  // its parameters say nothing to us
    const std::string_view name = next_part(value, '=');
    if (http::same_without_case(name, "tx")) return without_quotes(http::trimmed(value)) == "rollback";
  }
  return false;
}

result<std::vector<write_operation>> read_batch(const describe::record_type& type, const http::principal& who,
                                                const json::object& body) {
  std::vector<field_error> errors;
  for (const auto& member : body) {
    if (member.key() != "operations") {
      errors.push_back({std::string(member.key()), "unknown", "is not a member of this request"});
    }
  }
  const json::value* list = body.if_contains("operations");
  const json::array* operations = list != nullptr ? list->if_array() : nullptr;
  if (list == nullptr) {
    errors.push_back({"operations", "required", "is required"});
  } else if (operations == nullptr) {
    errors.push_back({"operations", "type", "must be a list of operations"});
  } else if (operations->size() > batch_operations_max) {
    errors.push_back(
        {"operations", "too_many", "must have at most " + std::to_string(batch_operations_max) + " items"});
  }
  if (!errors.empty()) return problems::validation(std::move(errors));
  batch_reader reader(type, who);
  for (std::size_t i = 0; i < operations->size(); ++i) reader.read((*operations)[i], i);
  return reader.done();
}

}  // namespace dossier::records
