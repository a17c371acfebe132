#include "server/records/activity_log.hpp"

#include <algorithm>
#include <limits>

#include "server/db/statement.hpp"
#include "server/records/list_query.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::records {
namespace {

using describe::any_record;
using describe::field;
using describe::record_type;

/// The head's seq, then the entry's; all of an entry are null where there is none.
enum column : int {
  head,
  seq,
  at,
  kind,
  resource,
  record_id,
  version,
  actor_id,
  actor_name,
  reason,
  before,
  after
};

constexpr std::string_view entry_columns =
    "c.seq, c.at, c.kind, c.resource, c.record_id, c.version, c.actor_id, c.actor_name, c.reason, c.before, "
    "c.after";

/// `$2` the seq below which entries are wanted, `$3` how many.
const db::statement& newest_statement() {
  static const db::statement made = db::tenant_statement(
      "activity_newest",
      "SELECT " + std::string(seq_column) + ", entry.*\nFROM (VALUES (1)) one_row LEFT JOIN (\n  SELECT " +
          std::string(entry_columns) +
          "\n  FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid AND c.seq < $2::bigint\n"
          "  ORDER BY c.seq DESC LIMIT $3::bigint\n) entry ON true ORDER BY entry.seq DESC");
  return made;
}

/// The same of one resource, `$4`, among the activity_walk_max entries below `$2`.
const db::statement& newest_of_resource_statement() {
  static const db::statement made = db::tenant_statement(
      "activity_newest_of_resource",
      "WITH log AS MATERIALIZED (SELECT coalesce(" + std::string(seq_column) +
          ", 0) AS head)\nSELECT log.head, entry.*\nFROM log LEFT JOIN LATERAL (\n  SELECT " +
          std::string(entry_columns) +
          "\n  FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid AND c.resource = $4::text\n"
          "    AND c.seq < $2::bigint AND c.seq >= least($2::bigint, log.head + 1) - " +
          std::to_string(activity_walk_max) +
          "\n  ORDER BY c.seq DESC LIMIT $3::bigint\n) entry ON true ORDER BY entry.seq DESC");
  return made;
}

/// The entry's record before and after it, as far as they can be read.
struct images {
  std::optional<any_record> older;  ///< empty for a creation
  std::optional<any_record> newer;
};

images read_images(const record_type& type, const db::rows& from, int row) {
  images read;
  if (auto newer = codec::read_stored(type, from.text(row, after))) read.newer = std::move(*newer);
  if (from.is_null(row, before)) return read;
  if (auto older = codec::read_stored(type, from.text(row, before))) {
    read.older = std::move(*older);
  } else {
    read.newer.reset();
  }
  return read;
}

/// The entry, as far as `who` may read it; nullopt: not at all.
std::optional<images> images_for(const http::principal& who, const record_type* type, const db::rows& from,
                                 int row) {
  using permissions::scope;
  using permissions::verb;
  if (type == nullptr) {
    if (permissions::allowed(who.role, verb::read, "audit") == scope::none) return std::nullopt;
    return images{};
  }
  if (refuse(who, verb::read, *type)) return std::nullopt;
  images read = read_images(*type, from, row);
  if (!permitted(who, verb::read, *type)) return read;
  if (!read.newer || !may(who, verb::read, *read.newer)) return std::nullopt;
  if (read.older && !may(who, verb::read, *read.older)) read.older.reset();
  return read;
}

void append_title(std::string& out, const http::principal& who, const any_record& record) {
  const field& title = record.type().title();
  out += ",\"title\":";
  if (permissions::may_read(who.role, record.type(), title)) {
    codec::append_value(out, title, record.data());
  } else {
    out += "null";
  }
}

/// `{"status":"published"}`: the choices that the record had then.
void append_state(std::string& out, const http::principal& who, const any_record& record) {
  out += ",\"state\":{";
  for (const field& described : record.type().fields) {
    if (described.kind != describe::kind::choice) continue;
    if (!permissions::may_read(who.role, record.type(), described)) continue;
    if (out.back() != '{') out += ',';
    codec::append_json_string(out, described.name);
    out += ':';
    codec::append_value(out, described, record.data());
  }
  out += '}';
}

void append_changed(std::string& out, const http::principal& who, const images& of) {
  out += ",\"changed\":[";
  if (of.older) {
    for (const field* changed : codec::changed_fields(*of.older, *of.newer)) {
      if (!permissions::may_read(who.role, of.newer->type(), *changed)) continue;
      if (out.back() != '[') out += ',';
      codec::append_json_string(out, changed->name);
    }
  }
  out += ']';
}

void append_number(std::string& out, std::string_view name, std::int64_t value) {
  out += name;
  codec::append_json_number(out, value);
}

void append_text(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  codec::append_json_string(out, value);
}

void append_entry(std::string& out, const http::principal& who, const db::rows& from, int row,
                  const record_type* type) {
  const auto readable = images_for(who, type, from, row);
  if (!readable) return;
  if (out.back() != '[') out += ',';
  append_number(out, "{\"seq\":", from.integer(row, seq));
  out += ",\"at\":\"";
  append_timestamp(out, from.moment(row, at));
  append_text(out, "\",\"kind\":", from.text(row, kind));
  append_text(out, ",\"resource\":", from.text(row, resource));
  out += ",\"record_id\":\"";
  append_uuid(out, from.id(row, record_id));
  append_number(out, "\",\"version\":", from.integer(row, version));
  out += ",\"actor\":{\"id\":\"";
  append_uuid(out, from.id(row, actor_id));
  append_text(out, "\",\"name\":", from.text(row, actor_name));
  out += "},\"reason\":";
  if (from.is_null(row, reason)) {
    out += "null";
  } else {
    codec::append_json_string(out, from.text(row, reason));
  }
  const images& of = *readable;
  if (of.newer) {
    append_title(out, who, *of.newer);
    append_changed(out, who, of);
    append_state(out, who, *of.newer);
  } else {
    out += R"(,"title":null,"changed":[],"state":{})";
  }
  out += '}';
}

const record_type* type_called(std::span<const record_type* const> types, std::string_view resource) {
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const record_type* each) { return each->names.resource == resource; });
  return found == types.end() ? nullptr : *found;
}

/// Where the page behind this one begins; 0: there is none.
std::int64_t next_before(const activity_request& what, const db::rows& found, int shown, std::int64_t below) {
  if (found.size() > what.page_size) return found.integer(shown - 1, seq);
  if (what.of == nullptr) return 0;
  const std::int64_t looked_at_from = std::min(below, found.integer(0, head) + 1) - activity_walk_max;
  return std::max<std::int64_t>(looked_at_from, 1) == 1 ? 0 : looked_at_from;
}

}  // namespace

boost::asio::awaitable<result<activity_page>> read_activity(db::read_lane& lane, http::principal who,
                                                            activity_request what,
                                                            std::span<const record_type* const> types) {
  const std::int64_t below = what.before > 0 ? what.before : std::numeric_limits<std::int64_t>::max();
  db::parameters with;
  with.add(who.tenant_id).add(below).add(what.page_size + 1);
  if (what.of != nullptr) with.add(what.of->names.resource);
  const auto found = co_await lane.query(
      what.of != nullptr ? newest_of_resource_statement() : newest_statement(), std::move(with));
  if (!found) co_return found.error();

  activity_page made;
  if (!found->is_null(0, head)) made.seq = found->integer(0, head);
  const bool none = found->is_null(0, seq);
  const int shown = none ? 0 : std::min(found->size(), static_cast<int>(what.page_size));
  made.json = "{\"items\":[";
  for (int row = 0; row < shown; ++row) {
    append_entry(made.json, who, *found, row, type_called(types, found->text(row, resource)));
  }
  made.json += "],\"next_before\":";
  const std::int64_t next = next_before(what, *found, shown, below);
  if (next == 0) {
    made.json += "null";
  } else {
    codec::append_json_number(made.json, next);
  }
  append_number(made.json, ",\"page_size\":", what.page_size);
  made.json += '}';
  co_return made;
}

}  // namespace dossier::records
