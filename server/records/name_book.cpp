#include "server/records/name_book.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "server/db/session.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/text/fold.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;
using describe::any_record;
using describe::field;
using describe::record_type;

std::vector<std::string> keys_of(const std::vector<std::string>& names) {
  std::vector<std::string> keys;
  keys.reserve(names.size());
  for (const std::string& name : names) keys.push_back(text::fold(name));
  return keys;
}

const std::vector<std::string>& list_of(const field& described, const void* record) {
  return *static_cast<const std::vector<std::string>*>(described.read(record));
}

std::string find_text(const record_type& type) {
  const std::string key = std::string(type.names.title_field) + "_key";
  return "SELECT r." + key + " FROM " + std::string(type.names.resource) +
         " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r." + key +
         " = ANY ($2::text[]) AND r.deleted_at IS NULL";
}

std::string merge_text(const record_type& type) {
  const std::string table = named(type, "uses");
  return "WITH many AS (\n  SELECT u.key FROM " + table +
         " u WHERE /*tenant*/ AND u.tenant_id = $1::uuid\n  GROUP BY u.key HAVING count(*) > 1 LIMIT " +
         std::to_string(merged_names_max) + "),\ntaken AS (\n  DELETE FROM " + table +
         " u USING many WHERE /*tenant*/ AND u.tenant_id = $1::uuid AND u.key = many.key\n"
         "  RETURNING u.key, u.uses)\nINSERT INTO " +
         table +
         " (tenant_id, key, uses)\nSELECT $1::uuid, taken.key, sum(taken.uses) FROM taken GROUP BY taken.key "
         "HAVING sum(taken.uses) <> 0";
}

}  // namespace

name_book::name_book(const record_type& type, id_source& ids, std::shared_ptr<vocabulary> words)
    : repository_(type, std::move(words)),
      ids_(ids),
      find_(db::tenant_statement(named(type, "named"), find_text(type))),
      lock_uses_(db::tenant_statement(
          named(type, "lock_uses"), "SELECT pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || '" +
                                        named(type, "uses") + "', 0)) WHERE /*tenant*/")),
      merge_uses_(db::tenant_statement(named(type, "merge_uses"), merge_text(type))) {}

asio::awaitable<result<bool>> name_book::has_all(db::read_lane& lane, uuid tenant,
                                                 std::vector<std::string> names) {
  const std::vector<std::string> keys = keys_of(names);
  if (knows(tenant, keys)) co_return true;
  db::parameters with;
  with.add(tenant).add(keys);
  const auto found = co_await lane.query(find_, std::move(with));
  if (!found) co_return found.error();
  std::vector<std::string> there;
  there.reserve(static_cast<std::size_t>(found->size()));
  for (int row = 0; row < found->size(); ++row) there.emplace_back(found->text(row, 0));
  remember(tenant, there);
  const std::set<std::string> wanted(keys.begin(), keys.end());
  co_return wanted.size() == there.size();
}

void name_book::make_missing(db::session& in, const name_use& use,
                             const std::vector<std::string>& names) const {
  std::map<std::string, std::string> missing;  // in the order of keys, so that two writers cannot deadlock
  for (const std::string& name : names) missing.emplace(text::fold(name), name);
  std::vector<std::string> keys;
  keys.reserve(missing.size());
  for (const auto& [key, name] : missing) keys.push_back(key);
  const db::rows found = in.run(find_, db::parameters().add(use.tenant).add(keys));
  for (int row = 0; row < found.size(); ++row) missing.erase(std::string(found.text(row, 0)));

  const record_type& made_type = type();
  for (const auto& [key, name] : missing) {
    any_record made(made_type);
    *static_cast<std::string*>(made_type.title().write(made.data())) = name;
    describe::record_base& base = made.base();
    base.id = ids_.next();
    base.created_at = base.updated_at = use.note.at;
    base.created_by = base.updated_by = use.note.actor_id;
    const std::string after = codec::to_stored_json(made);
    change_note note = use.note;
    note.kind = live::change_kind::created;
    note.before.reset();
    note.after = after;
    const bound_write write = repository_.bind_insert_absent(use.tenant, made, note);
    in.run(*write.what, write.with);
  }
}

bool name_book::used(std::int64_t names) {
  const std::int64_t before = used_.fetch_add(names, std::memory_order_relaxed);
  return before / merge_uses_every != (before + names) / merge_uses_every;
}

void name_book::merge_uses(db::session& in, const uuid& tenant) const {
  const db::parameters with = std::move(db::parameters().add(tenant));
  if (in.run(lock_uses_, with).boolean(0, 0)) in.run(merge_uses_, with);
}

bool name_book::knows(const uuid& tenant, const std::vector<std::string>& keys) {
  const auto now = clock::now();
  const std::lock_guard lock(mutex_);
  const auto of_tenant = known_.find(tenant);
  if (of_tenant == known_.end()) return keys.empty();
  return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
    const auto found = of_tenant->second.find(key);
    return found != of_tenant->second.end() && now - found->second < known_name_lifetime;
  });
}

void name_book::remember(const uuid& tenant, const std::vector<std::string>& keys) {
  const auto now = clock::now();
  const std::lock_guard lock(mutex_);
  if (count_ + keys.size() > known_names_max) {
    known_.clear();
    count_ = 0;
  }
  auto& of_tenant = known_[tenant];
  for (const std::string& key : keys) {
    if (of_tenant.insert_or_assign(key, now).second) ++count_;
  }
}

void name_book::forget(const uuid& tenant) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(tenant);
  if (found == known_.end()) return;
  count_ -= found->second.size();
  known_.erase(found);
}

std::vector<std::string> names_added(const record_type& type, std::string_view resource, const void* before,
                                     const void* after) {
  std::vector<std::string> added;
  for (const field& described : type.fields) {
    if (described.names_of != resource) continue;
    const auto& now = list_of(described, after);
    static const std::vector<std::string> nothing;
    const auto& earlier = before != nullptr ? list_of(described, before) : nothing;
    for (const std::string& name : now) {
      if (std::find(earlier.begin(), earlier.end(), name) == earlier.end()) added.push_back(name);
    }
  }
  return added;
}

}  // namespace dossier::records
