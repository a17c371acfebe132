#include <limits>

#include "server/records/list_answer.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/service.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::records {

namespace asio = boost::asio;
using describe::any_record;
using describe::field;

namespace {

std::string history_binding(const describe::record_type& type, const uuid& tenant, const uuid& id) {
  return "history\n" + to_string(tenant) + "\n" + std::string(type.names.resource) + "\n" + to_string(id);
}

/// Columns of history entries, behind the tenant's seq and whether the record exists.
enum history_column : int { seq = 2, at, kind, version, actor_id, actor_name, reason, before, after };

/// What the reader of a history may see of a change.
struct change_images {
  std::optional<any_record> older;  ///< empty for what began with it
  std::optional<any_record> newer;
  bool began = false;
};

/// nullopt where the record was none of the reader's before nor after.
std::optional<change_images> images_for(const http::principal& who, const describe::record_type& type,
                                        const db::rows& from, int row) {
  change_images read;
  read.newer = codec::read_stored(type, from.text(row, after));
  if (!from.is_null(row, before)) read.older = codec::read_stored(type, from.text(row, before));
  read.began = from.is_null(row, before);
  if (!read.newer || (!read.began && !read.older)) {
    spdlog::error("a change of {} in the log is not as described", type.names.resource);
    read.newer.reset();
    return permitted(who, permissions::verb::read, type) ? std::nullopt : std::optional(std::move(read));
  }
  if (!may(who, permissions::verb::read, *read.newer)) return std::nullopt;
  if (read.older && !may(who, permissions::verb::read, *read.older)) {
    read.older.reset();
    read.began = true;
  }
  return read;
}

/// `[{"field":"name","before":"A","after":"B"},…]`
void append_changes(std::string& out, const http::principal& who, const describe::record_type& type,
                    const change_images& images) {
  out += '[';
  if (!images.newer) {
    out += ']';
    return;
  }
  const any_record nothing(type);
  const any_record& older = images.began ? nothing : *images.older;
  for (const field* changed : codec::changed_fields(older, *images.newer)) {
    if (!permissions::may_read(who.role, type, *changed)) continue;
    if (out.back() != '[') out += ',';
    out += "{\"field\":";
    codec::append_json_string(out, changed->name);
    out += ",\"before\":";
    if (images.began) {
      out += "null";
    } else {
      codec::append_value(out, *changed, older.data());
    }
    out += ",\"after\":";
    codec::append_value(out, *changed, images.newer->data());
    out += '}';
  }
  out += ']';
}

/// Nothing where the reader may see nothing of it.
void append_entry(std::string& out, const http::principal& who, const describe::record_type& type,
                  const db::rows& from, int row) {
  const auto images = images_for(who, type, from, row);
  if (!images) return;
  if (out.back() != '[') out += ',';
  out += "{\"seq\":";
  codec::append_json_number(out, from.integer(row, seq));
  out += ",\"at\":\"";
  append_timestamp(out, from.moment(row, at));
  out += "\",\"kind\":";
  codec::append_json_string(out, from.text(row, kind));
  out += ",\"version\":";
  codec::append_json_number(out, from.integer(row, version));
  out += ",\"actor\":{\"id\":\"";
  append_uuid(out, from.id(row, actor_id));
  out += "\",\"name\":";
  codec::append_json_string(out, from.text(row, actor_name));
  out += "},\"reason\":";
  if (from.is_null(row, reason)) {
    out += "null";
  } else {
    codec::append_json_string(out, from.text(row, reason));
  }
  out += ",\"changes\":";
  append_changes(out, who, type, *images);
  out += '}';
}

}  // namespace

/// The page that is asked for, and one row more, which tells whether there is another page.
list_query service::query_of(const caller& by, const list_request& what) const {
  list_query made;
  made.where = &what.where;
  made.at = {parts_.time.now(), by.who.user_id, {}};
  made.by = what.by;
  made.rows = what.page_size + 1;
  made.offset = what.skip;
  made.show_deleted = what.view.show_deleted;
  return made;
}

asio::awaitable<result<page_answer>> service::list(db::lanes lanes, const caller& by,
                                                   const list_request& what) {
  if (auto why = refuse(by.who, permissions::verb::read, type_)) co_return std::move(*why);
  const auto scope = permitted(by.who, permissions::verb::read, type_);
  const auto readable = readable_fields(by.who, type_);
  if (!scope && !readable) co_return co_await list_permitted(lanes, by, what);
  list_request narrowed = what;
  if (scope) narrowed.where = query::both(what.where, *scope);
  if (!what.view.fields) narrowed.view.fields = readable;
  co_return co_await list_permitted(lanes, by, narrowed);
}

asio::awaitable<result<page_answer>> service::list_permitted(db::lanes lanes, const caller& by,
                                                             const list_request& what) {
  if (what.search) co_return co_await list_found(lanes, by, what);
  const uuid tenant = by.who.tenant_id;
  list_query wanted = query_of(by, what);
  const chosen_answers chosen(type_, what.view.fields, &what.by, answers_);
  wanted.fields = chosen.fields();
  const row_answers& answers = chosen.rows();

  const page_token_signer* signer = nullptr;
  const std::string binding = list_binding(type_, tenant, wanted);
  if (!what.page_token.empty()) {
    const auto known = co_await parts_.tokens.signer(lanes.read, tenant);
    if (!known) co_return known.error();
    signer = *known;
    wanted.behind = signer->open(what.page_token, binding);
    if (!wanted.behind || wanted.behind->keys.size() != what.by.keys.size()) co_return bad_token();
  }
  const auto rare = co_await find_rare_items(lanes, by, wanted);
  if (!rare) co_return rare.error();
  const auto allowed = co_await check_order(lanes, by, wanted);
  if (!allowed) co_return allowed.error();
  const auto jumped = co_await jump(lanes, by, wanted);
  if (!jumped) co_return jumped.error();
  const std::int64_t writes = writes_.load(std::memory_order_acquire);
  const auto found = co_await repository_.page(lanes.read, tenant, wanted);
  if (!found) co_return found.error();

  page_answer made;
  made.seq = answers.seq(*found);
  const bool more = found->size() > what.page_size;
  const int shown = answers.none(*found) ? 0 : (more ? static_cast<int>(what.page_size) : found->size());
  made.json.reserve(static_cast<std::size_t>(shown) * item_bytes_guess + 256);
  made.json = "{\"items\":[";
  for (int row = 0; row < shown; ++row) {
    if (row != 0) made.json += ',';
    answers.append(made.json, *found, row, answers.derived(*found, row));
  }
  std::string token;
  if (more) {
    if (signer == nullptr) {
      const auto known = co_await parts_.tokens.signer(lanes.read, tenant);
      if (!known) co_return known.error();
      signer = *known;
    }
    token = signer->seal(query::position_of(what.by, answers.read(*found, shown - 1)), binding);
  }
  append_next_page(made.json, token, what.page_size);

  total all{shown, true};
  if (more || wanted.behind || wanted.offset > 0) {
    all = co_await total_of(lanes, by, wanted, made.seq, writes);
  }
  append_total(made.json, all);
  made.json += '}';
  co_return made;
}

/// An index serves the first field; what shares its value is sorted by the others, which is quick for a small
/// group. A page behind a token is of a list that was allowed.
asio::awaitable<result<void>> service::check_order(db::lanes lanes, const caller& by,
                                                   const list_query& what) {
  const field& first = *what.by.first().field;
  if (what.by.keys.size() == 1 || what.behind || first.is_unique) co_return result<void>();
  const uuid tenant = by.who.tenant_id;
  const std::string set = (what.show_deleted ? "all groups of " : "groups of ") + std::string(first.name);
  std::optional<bool> large = sizes_.find(tenant, set);
  if (!large) {
    const auto found = co_await repository_.has_large_group(lanes.sessions, tenant, what);
    if (!found) co_return found.error();
    large = *found;
    sizes_.remember(tenant, set, *large);
  }
  if (!*large) co_return result<void>();
  const auto counted = co_await repository_.count(lanes.read, tenant, what);
  if (!counted) co_return counted.error();
  if (counted->integer(0, 0) <= counted_rows_max) co_return result<void>();
  co_return problems::malformed("`order_by` cannot be had: more than " + std::to_string(listed_ids_max) +
                                " records match, and as many "
                                "share a value of `" +
                                std::string(first.name) +
                                "`. Filter further, or order by another field first.");
}

asio::awaitable<result<void>> service::find_rare_items(db::lanes lanes, const caller& by, list_query& what) {
  for (const query::comparison* item : rare_items_of(*what.where)) {
    const std::string set = std::string(item->field->name) + ":" + rare_key(*item);
    std::optional<bool> large = sizes_.find(by.who.tenant_id, set);
    if (!large) {
      const auto counted = co_await repository_.count_having(lanes.sessions, by.who.tenant_id, *item);
      if (!counted) co_return counted.error();
      large = *counted > static_cast<std::int64_t>(listed_ids_max);
      sizes_.remember(by.who.tenant_id, set, *large);
    }
    if (!*large) what.rare.push_back(item);
  }
  co_return result<void>();
}

/// A count that cannot be had now is no reason to withhold the page: it answers an estimate of 0 then.
asio::awaitable<total> service::total_of(db::lanes lanes, const caller& by, const list_query& what,
                                         std::int64_t seq_of_page, std::int64_t writes) {
  if (auto exact = co_await tracked_total(lanes, by, what, seq_of_page)) co_return *exact;
  total_key key{by.who.tenant_id, (what.show_deleted ? "deleted " : "") + filter_text(what)};
  const totals::position position{seq_of_page, writes};
  std::optional<total> known;
  if (!query::has_relative_time(*what.where)) known = totals_.find(key, position);
  if (!known) {
    const auto counted = co_await repository_.count(lanes.read, key.tenant, what);
    if (!counted) co_return total{0, false};
    known = totals_.counted(key, position, counted->integer(0, 0));
  }
  if (known->exact || what.show_deleted) co_return *known;
  if (auto name = tracked_name(by, what)) {
    parts_.tracked->track(*name);
  } else if (totals_.claim_full_count(key)) {
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, count_all(lanes, std::move(key), *what.where, what.at), asio::detached);
  }
  co_return *known;
}

asio::awaitable<void> service::count_all(db::lanes lanes, total_key key, query::filter where,
                                         query::context at) {
  const auto counted =
      co_await repository_.count_all(lanes.sessions, key.tenant, std::move(where), std::move(at));
  totals_.counted_all(key, counted ? std::optional(*counted) : std::nullopt);
}

asio::awaitable<result<page_answer>> service::history(db::lanes lanes, const caller& by,
                                                      const history_request& what) {
  const auto readable = co_await check_readable(lanes, by, what.id);
  if (!readable) co_return readable.error();
  const uuid tenant = by.who.tenant_id;
  const std::string binding = history_binding(type_, tenant, what.id);
  const auto signer = co_await parts_.tokens.signer(lanes.read, tenant);
  if (!signer) co_return signer.error();
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  if (!what.page_token.empty()) {
    const auto position = (*signer)->open(what.page_token, binding);
    if (!position || !std::holds_alternative<std::int64_t>(position->keys.front())) co_return bad_token();
    below = std::get<std::int64_t>(position->keys.front());
  }
  const auto found = co_await repository_.history(lanes.read, tenant, what.id, below, what.page_size + 1);
  if (!found) co_return found.error();
  if (found->empty() || !found->boolean(0, 1)) co_return not_found();

  page_answer made;
  made.seq = found->is_null(0, 0) ? 0 : found->integer(0, 0);
  const bool none = found->is_null(0, seq);
  const bool more = !none && found->size() > what.page_size;
  const int shown = none ? 0 : (more ? static_cast<int>(what.page_size) : found->size());
  made.json = "{\"items\":[";
  for (int row = 0; row < shown; ++row) {
    append_entry(made.json, by.who, type_, *found, row);
  }
  std::string token;
  if (more) token = (*signer)->seal({{found->integer(shown - 1, seq)}, what.id}, binding);
  append_next_page(made.json, token, what.page_size);
  made.json += '}';
  co_return made;
}

}  // namespace dossier::records
