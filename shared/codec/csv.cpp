#include "shared/codec/csv.hpp"

#include "shared/codec/json_text.hpp"

namespace dossier::codec {
namespace {

using describe::field;

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

/// A text cell; quoted where it would else be read as something else.
void append_text(std::string& out, std::string_view text) {
  const std::string safe = neutralized(text);
  if (safe.empty() || safe.find_first_of(",\"\r\n") != std::string::npos || safe.front() == ' ' ||
      safe.back() == ' ') {
    append_quoted(out, safe);
  } else {
    out += safe;
  }
}

/// Writes a member's cell. Only texts can begin a formula: `-0.5` is a number and stays one.
struct cell_writer {
  std::string& out;
  const field& described;

  template <class T>
  void operator()(const std::optional<T>& value) const {
    if (value) (*this)(*value);
  }
  void operator()(const std::string& text) const { append_text(out, text); }
  void operator()(std::int64_t value) const { append_json_number(out, value); }
  void operator()(double value) const { append_json_number(out, value); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(const uuid& id) const { append_uuid(out, id); }
  void operator()(const timestamp& moment) const { append_timestamp(out, moment); }
  void operator()(std::uint8_t choice) const {
    if (choice < described.choices.size()) out += described.choices[choice];
  }
  void operator()(const std::vector<std::string>& list) const {
    std::string joined;
    for (const std::string& item : list) {
      if (!joined.empty()) joined += ", ";
      if (item.find_first_of(",\"") != std::string::npos) {
        append_quoted(joined, item);
      } else {
        joined += item;
      }
    }
    if (!joined.empty()) append_text(out, joined);
  }
};

}  // namespace

std::vector<const field*> csv_columns(const describe::record_type& type) {
  std::vector<const field*> columns;
  for (const field& described : type.fields) {
    if (described.name != "deleted_at") columns.push_back(&described);
  }
  return columns;
}

void append_csv_header(std::string& out, const std::vector<const field*>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i != 0) out += ',';
    out += columns[i]->name;
  }
  out += "\r\n";
}

void append_csv_row(std::string& out, const std::vector<const field*>& columns,
                    const describe::any_record& record) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i != 0) out += ',';
    describe::visit(*columns[i], record.data(), cell_writer{out, *columns[i]});
  }
  out += "\r\n";
}

std::string neutralized(std::string_view text) {
  const std::size_t first = text.find_first_not_of('\'');
  const bool formula = first != std::string_view::npos &&
                       std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
  return (formula ? "'" : "") + std::string(text);
}

}  // namespace dossier::codec
