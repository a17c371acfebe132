#include "server/records/row_mapping.hpp"

#include <stdexcept>

#include "shared/codec/json_text.hpp"
#include "shared/text/fold.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::kind;

struct value_binder {
  db::parameters& to;
  const field& described;

  void operator()(const std::optional<std::string>& member) const {
    to.add(member);
    if (described.has_key()) to.add(member ? std::optional(text::fold(*member)) : std::nullopt);
  }
  void operator()(const std::string& member) const {
    to.add(member);
    if (described.has_key()) to.add(text::fold(member));
  }
  void operator()(const std::vector<std::string>& member) const {
    to.add(member);
    if (!described.has_key()) return;
    std::vector<std::string> keys;
    keys.reserve(member.size());
    for (const std::string& item : member) keys.push_back(text::fold(item));
    to.add(keys);
  }
  void operator()(std::uint8_t member) const { to.add(described.choices[member]); }
  void operator()(const std::optional<std::uint8_t>& member) const {
    to.add(member ? std::optional(described.choices[*member]) : std::nullopt);
  }
  template <class T>
  void operator()(const T& member) const {
    to.add(member);
  }
};

struct key_binder {
  db::parameters& to;

  void operator()(std::monostate) const { throw std::logic_error("no value is not a key"); }
  template <class T>
  void operator()(const T& value) const {
    to.add(value);
  }
};

std::uint8_t choice_of(const field& described, std::string_view text) {
  for (std::size_t i = 0; i < described.choices.size(); ++i) {
    if (described.choices[i] == text) return static_cast<std::uint8_t>(i);
  }
  throw std::logic_error("a stored choice is not described");
}

struct value_reader {
  const field& described;
  const db::rows& from;
  int row;
  int column;

  template <class T>
  void operator()(std::optional<T>& member) const {
    if (from.is_null(row, column)) {
      member.reset();
    } else {
      (*this)(member.emplace());
    }
  }
  void operator()(std::string& member) const { member = from.text(row, column); }
  void operator()(std::int64_t& member) const { member = from.integer(row, column); }
  void operator()(double& member) const { member = from.number(row, column); }
  void operator()(bool& member) const { member = from.boolean(row, column); }
  void operator()(uuid& member) const { member = from.id(row, column); }
  void operator()(timestamp& member) const { member = from.moment(row, column); }
  void operator()(std::uint8_t& member) const { member = choice_of(described, from.text(row, column)); }
  void operator()(std::vector<std::string>& member) const { member = from.text_list(row, column); }
};

void append_list(std::string& out, const std::vector<std::string>& list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out += ',';
    codec::append_json_string(out, list[i]);
  }
  out += ']';
}

void append_column(std::string& out, kind what, const db::rows& from, int row, int column) {
  switch (what) {
    case kind::text:
    case kind::choice:
      return codec::append_json_string(out, from.text(row, column));
    case kind::integer:
      return codec::append_json_number(out, from.integer(row, column));
    case kind::number:
      return codec::append_json_number(out, from.number(row, column));
    case kind::boolean:
      out += from.boolean(row, column) ? "true" : "false";
      return;
    case kind::uuid:
      out += '"';
      append_uuid(out, from.id(row, column));
      out += '"';
      return;
    case kind::timestamp:
      out += '"';
      append_timestamp(out, from.moment(row, column));
      out += '"';
      return;
    case kind::text_list:
      return append_list(out, from.text_list(row, column));
  }
}

}  // namespace

std::string_view sql_type(const field& described) {
  switch (described.kind) {
    case kind::text:
    case kind::choice:
      return "text";
    case kind::integer:
      return "bigint";
    case kind::number:
      return "double precision";
    case kind::boolean:
      return "boolean";
    case kind::uuid:
      return "uuid";
    case kind::timestamp:
      return "timestamptz";
    case kind::text_list:
      break;
  }
  return "text[]";
}

std::string comparison_column(const field& described) {
  std::string column(described.name);
  if (described.has_key()) column += described.kind == kind::text_list ? "_keys" : "_key";
  return column;
}

bool is_last_change(const field& described) {
  return described.is_common && described.name == "updated_at";
}

void bind_field(db::parameters& to, const field& described, const void* record) {
  if (described.is_derived) return;
  describe::visit(described, record, value_binder{to, described});
}

void bind_key(db::parameters& to, const query::sort_key& key) {
  std::visit(key_binder{to}, key);
}

row_fields all_fields(const describe::record_type& type) {
  row_fields fields;
  for (const field& described : type.fields) fields.push_back(&described);
  return fields;
}

describe::any_record read_row(const describe::record_type& type, const row_fields& fields,
                              const db::rows& from, int row, int first_column) {
  describe::any_record record(type);
  int column = first_column;
  for (const field* described : fields) {
    describe::visit(*described, record.data(), value_reader{*described, from, row, column});
    ++column;
  }
  return record;
}

describe::any_record read_row(const describe::record_type& type, const db::rows& from, int row,
                              int first_column) {
  return read_row(type, all_fields(type), from, row, first_column);
}

row_writer::row_writer(const row_fields& fields, const std::vector<bool>& shown) {
  int column = 0;
  for (const field* described : fields) {
    const auto at = static_cast<std::size_t>(column);
    if (shown.empty() || shown[at]) {
      std::string head = members_.empty() ? "{" : ",";
      codec::append_json_string(head, described->name);
      head += ':';
      members_.push_back({std::move(head), described, column, described->name == "deleted_at"});
    }
    ++column;
  }
}

void row_writer::append(std::string& out, const db::rows& from, int row, int first_column,
                        std::string_view extra) const {
  const std::size_t begin = out.size();
  for (const member& next : members_) {
    const int column = first_column + next.column;
    const bool null = next.described->nullable && from.is_null(row, column);
    if (null && next.left_out_when_null) continue;
    out += next.head;
    if (null) {
      out += "null";
    } else {
      append_column(out, next.described->kind, from, row, column);
    }
  }
  if (out.size() == begin) {
    out += '{';
  } else if (!extra.empty()) {
    out += ',';
  }
  out += extra;
  out += '}';
}

}  // namespace dossier::records
