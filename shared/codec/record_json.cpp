#include "shared/codec/record_json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "shared/codec/json_text.hpp"
#include "shared/describe/validate.hpp"

namespace dossier::codec {
namespace {

namespace json = boost::json;
using describe::any_record;
using describe::field;

/// Writes a member's value.
struct value_writer {
  std::string& out;
  const field& described;

  template <class T>
  void operator()(const std::optional<T>& value) const {
    if (value) {
      (*this)(*value);
    } else {
      out += "null";
    }
  }
  void operator()(const std::string& text) const { append_json_string(out, text); }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(const uuid& id) const {
    out += '"';
    append_uuid(out, id);
    out += '"';
  }
  void operator()(const timestamp& moment) const {
    out += '"';
    append_timestamp(out, moment);
    out += '"';
  }
  void operator()(std::uint8_t choice) const {
    append_json_string(out,
                       choice < described.choices.size() ? described.choices[choice] : std::string_view{});
  }
  void operator()(const std::vector<std::string>& list) const {
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i != 0) out += ',';
      append_json_string(out, list[i]);
    }
    out += ']';
  }
};

/// Reads a JSON value into a member; false (with an error added) when it is of another type. An explicit null
/// empties a nullable member.
class value_reader {
 public:
  value_reader(const json::value& value, const field& described, std::vector<field_error>& errors)
      : value_(value), field_(described), errors_(errors) {}

  template <class T>
  void operator()(std::optional<T>& member) {
    if (value_.is_null()) {
      member.reset();
    } else {
      (*this)(member.emplace());
    }
  }
  void operator()(std::string& member) {
    const json::string* text = value_.if_string();
    if (text == nullptr) return wrong("must be a string");
    member.assign(text->data(), text->size());
  }
  void operator()(std::int64_t& member) {
    if (const std::int64_t* whole = value_.if_int64()) {
      member = *whole;
    } else if (value_.is_uint64()) {
      errors_.push_back(
          {std::string(field_.name), "too_large", "must be at most " + std::to_string(field_.max)});
    } else {
      wrong("must be a whole number");
    }
  }
  void operator()(double& member) {
    if (!value_.is_number()) return wrong("must be a number");
    member = value_.to_number<double>();
  }
  void operator()(bool& member) {
    const bool* flag = value_.if_bool();
    if (flag == nullptr) return wrong("must be true or false");
    member = *flag;
  }
  void operator()(uuid& member) {
    const json::string* text = value_.if_string();
    const auto id = text != nullptr ? parse_uuid(*text) : std::nullopt;
    if (!id) return wrong("must be an id (a UUID)");
    member = *id;
  }
  void operator()(timestamp& member) {
    const json::string* text = value_.if_string();
    const auto moment = text != nullptr ? parse_timestamp(*text) : std::nullopt;
    if (!moment) return wrong("must be a time as in RFC 3339, such as 2026-11-20T21:22:03Z");
    member = *moment;
  }
  void operator()(std::uint8_t& member) {
    if (const json::string* text = value_.if_string()) {
      for (std::size_t i = 0; i < field_.choices.size(); ++i) {
        if (field_.choices[i] == std::string_view(*text)) {
          member = static_cast<std::uint8_t>(i);
          return;
        }
      }
    }
    wrong("must be one of " + choices_as_text());
  }
  void operator()(std::vector<std::string>& member) {
    member.clear();
    if (value_.is_null()) return;
    const json::array* list = value_.if_array();
    if (list == nullptr) return wrong("must be a list of strings");
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (const json::string* text = (*list)[i].if_string()) {
        member.emplace_back(text->data(), text->size());
      } else {
        errors_.push_back(
            {std::string(field_.name) + "[" + std::to_string(i) + "]", "type", "must be a string"});
      }
    }
  }

 private:
  void wrong(std::string message) {
    errors_.push_back({std::string(field_.name), "type", std::move(message)});
  }
  [[nodiscard]] std::string choices_as_text() const {
    std::string text;
    for (const std::string_view choice : field_.choices) {
      if (!text.empty()) text += ", ";
      text += choice;
    }
    return text;
  }

  const json::value& value_;
  const field& field_;
  std::vector<field_error>& errors_;
};

/// Reads one member of a request and validates it when its type was right.
void read_member(const json::value& value, const field& described, any_record& record,
                 std::vector<field_error>& errors) {
  const std::size_t before = errors.size();
  if (value.is_null() && !described.nullable && described.kind != describe::kind::text_list) {
    errors.push_back({std::string(described.name), "type", "must not be null"});
    return;
  }
  describe::visit(described, record.data(), value_reader(value, described, errors));
  if (errors.size() == before) describe::validate_field(described, std::as_const(record).data(), errors);
}

/// The field a request's member sets; nullptr (with an error) when it may not.
const field* settable(const describe::record_type& type, std::string_view name,
                      std::vector<field_error>& errors) {
  const field* described = type.find(name);
  if (described == nullptr) {
    errors.push_back({std::string(name), "unknown", "is not a member of this resource"});
    return nullptr;
  }
  if (described->is_read_only) {
    errors.push_back({std::string(name), "read_only", "is set by the server"});
    return nullptr;
  }
  return described;
}

}  // namespace

void append_value(std::string& out, const field& described, const void* record) {
  describe::visit(described, record, value_writer{out, described});
}

namespace {

/// Without the object's closing brace.
void append_members(std::string& out, const any_record& record, bool with_derived,
                    const std::vector<const field*>& hidden = {}) {
  out += '{';
  for (const field& described : record.type().fields) {
    if (described.name == "deleted_at" && !record.base().deleted_at) continue;
    if (std::find(hidden.begin(), hidden.end(), &described) != hidden.end()) continue;
    if (described.is_derived && !with_derived) continue;
    if (out.back() != '{') out += ',';
    out += '"';
    out += described.name;
    out += "\":";
    append_value(out, described, record.data());
  }
}

}  // namespace

void append_record(std::string& out, const any_record& record, std::string_view extra) {
  append_record_without(out, record, {}, extra);
}

void append_record_without(std::string& out, const any_record& record,
                           const std::vector<const field*>& hidden, std::string_view extra) {
  append_members(out, record, true, hidden);
  if (!extra.empty()) {
    out += ',';
    out += extra;
  }
  out += '}';
}

std::string to_json(const any_record& record) {
  std::string out;
  out.reserve(512);
  append_record(out, record);
  return out;
}

std::string to_stored_json(const any_record& record) {
  std::string out;
  out.reserve(512);
  append_members(out, record, false);
  out += '}';
  return out;
}

void read_create(const json::object& body, any_record& record, std::vector<field_error>& errors) {
  for (const auto& member : body) {
    if (const field* described = settable(record.type(), member.key(), errors)) {
      read_member(member.value(), *described, record, errors);
    }
  }
  for (const field& described : record.type().fields) {
    if (described.is_required && !body.contains(described.name)) {
      errors.push_back({std::string(described.name), "required", "is required"});
    }
  }
}

void read_patch(const json::object& patch, any_record& record, std::vector<field_error>& errors) {
  for (const auto& member : patch) {
    if (const field* described = settable(record.type(), member.key(), errors)) {
      read_member(member.value(), *described, record, errors);
    }
  }
}

std::optional<any_record> read_stored(const describe::record_type& type, const json::object& stored) {
  any_record record(type);
  std::vector<field_error> errors;
  for (const auto& member : stored) {
    if (const field* described = type.find(member.key())) {
      describe::visit(*described, record.data(), value_reader(member.value(), *described, errors));
    }
  }
  if (!errors.empty()) return std::nullopt;
  return record;
}

std::optional<any_record> read_stored(const describe::record_type& type, std::string_view text) {
  const auto stored = parse_json_object(text);
  if (!stored) return std::nullopt;
  return read_stored(type, *stored);
}

bool same_value(const field& described, const void* left, const void* right) {
  return describe::visit(described, left, [&](const auto& mine) {
    using member = std::remove_cvref_t<decltype(mine)>;
    return mine == *static_cast<const member*>(described.read(right));
  });
}

std::vector<const field*> changed_fields(const any_record& before, const any_record& after) {
  std::vector<const field*> changed;
  for (const field& described : after.type().fields) {
    if (described.is_derived || (described.is_common && described.name != "deleted_at")) continue;
    if (!same_value(described, before.data(), after.data())) changed.push_back(&described);
  }
  return changed;
}

}  // namespace dossier::codec
