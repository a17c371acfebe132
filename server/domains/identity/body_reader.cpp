#include "server/domains/identity/body_reader.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "shared/describe/validate.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

bool has_controls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7FU;
  });
}

}  // namespace

const json::value* body_reader::take(std::string_view name) {
  known_.emplace_back(name);
  return body_.if_contains(name);
}

void body_reader::refuse(std::string_view name, std::string code, std::string message) {
  errors_.push_back({std::string(name), std::move(code), std::move(message)});
}

std::optional<std::string> body_reader::optional_text(std::string_view name, std::size_t min,
                                                      std::size_t max) {
  const json::value* found = take(name);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (!found->is_string()) {
    refuse(name, "type", "must be a text");
    return std::nullopt;
  }
  const std::string_view text{found->get_string().data(), found->get_string().size()};
  const std::size_t length = describe::count_characters(text);
  if (length < min) {
    refuse(name, "too_short", "must have at least " + std::to_string(min) + " characters");
  } else if (length > max) {
    refuse(name, "too_long", "must have at most " + std::to_string(max) + " characters");
  } else if (has_controls(text)) {
    refuse(name, "format", "must not have control characters");
  }
  return std::string(text);
}

std::string body_reader::text(std::string_view name, std::size_t min, std::size_t max) {
  const json::value* found = body_.if_contains(name);
  if (found == nullptr || found->is_null()) {
    known_.emplace_back(name);
    refuse(name, "required", "is required");
    return {};
  }
  return optional_text(name, min, max).value_or(std::string());
}

std::optional<uuid> body_reader::optional_id(std::string_view name) {
  const json::value* found = take(name);
  if (found == nullptr || found->is_null()) return std::nullopt;
  std::optional<uuid> id;
  if (found->is_string()) id = parse_uuid({found->get_string().data(), found->get_string().size()});
  if (!id) refuse(name, "format", "must be an id");
  return id;
}

bool body_reader::flag(std::string_view name) {
  const json::value* found = take(name);
  if (found == nullptr) return false;
  if (found->is_bool()) return found->get_bool();
  refuse(name, "type", "must be true or false");
  return false;
}

result<void> body_reader::finish() {
  for (const auto& member : body_) {
    const std::string_view name{member.key().data(), member.key().size()};
    if (std::find(known_.begin(), known_.end(), name) == known_.end())
      refuse(name, "unknown", "is not a member of this request");
  }
  if (errors_.empty()) return {};
  return problems::validation(std::move(errors_));
}

}  // namespace dossier::identity
