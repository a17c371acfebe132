#include "server/records/request_keys.hpp"

#include "server/db/session.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;

/// The lock that a key is claimed with, 64 bits of its hash: two keys that share them could answer each other
/// a 409, no more.
std::string claim_condition(std::string_view user, std::string_view key) {
  return "pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || ' ' || " + std::string(user) +
         "::text || ' ' || " + std::string(key) + ", 0))";
}

std::string lifetime() {
  return "interval '" + std::to_string(request_key_lifetime.count()) + " hours'";
}

constexpr std::array<std::string_view, 7> columns{"user_id", "key",  "request",   "record_id",
                                                  "tag",     "body", "created_at"};

std::array<std::string, 7> numbers_from(int first) {
  std::array<std::string, 7> numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = "$" + std::to_string(first++) + "::" + std::string(request_key_types[i]);
  }
  return numbers;
}

result<std::optional<first_answer>> read(const db::rows& found, const request_key_use& use) {
  if (found.empty()) return std::optional<first_answer>();
  if (found.text(0, 0) != use.once.fingerprint) {
    return problems::validation({{"", "idempotency_key", "was sent with another request before"}});
  }
  first_answer answer{std::nullopt, std::string(found.text(0, 2)), std::string(found.text(0, 3))};
  if (!found.is_null(0, 1)) answer.id = found.id(0, 1);
  return std::optional(std::move(answer));
}

db::parameters key_parameters(const request_key_use& use) {
  db::parameters with;
  with.add(use.tenant).add(use.user).add(use.once.key);
  return with;
}

}  // namespace

std::string request_key_insert(const std::array<std::string, 7>& numbers) {
  std::string names;
  std::string values;
  std::string assignments;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string name(columns[i]);
    names += ", " + name;
    values += ", " + numbers[i];
    if (i < 2) continue;  // the key itself
    if (!assignments.empty()) assignments += ", ";
    assignments += name + " = excluded." + name;
  }
  return "INSERT INTO idempotency_keys AS held (tenant_id" + names + ")\n  SELECT $1::uuid" + values +
         "\n  WHERE /*tenant*/ AND " + claim_condition(numbers[0], numbers[1]) +
         "\n  ON CONFLICT (tenant_id, user_id, key) DO UPDATE SET " + assignments +
         "\n  WHERE held.created_at <= excluded.created_at - " + lifetime() + "\n  RETURNING 1";
}

void bind(db::parameters& to, const request_key_use& use, const first_answer& answer) {
  to.add(use.user).add(use.once.key).add(use.once.fingerprint);
  to.add(answer.id).add(answer.tag).add(answer.body).add(use.now);
}

request_keys::request_keys()
    : find_(db::tenant_statement(
          "request_key_find",
          "SELECT k.request, k.record_id, k.tag, k.body FROM idempotency_keys k WHERE /*tenant*/ AND "
          "k.tenant_id = $1::uuid AND k.user_id = $2::uuid AND k.key = $3::text AND k.created_at > "
          "$4::timestamptz - " +
              lifetime())),
      lock_(db::tenant_statement("request_key_lock",
                                 "SELECT " + claim_condition("$2::uuid", "$3::text") + " WHERE /*tenant*/")),
      keep_(db::tenant_statement("request_key_keep", request_key_insert(numbers_from(2)))),
      sweep_(db::tenant_statement(
          "request_key_sweep",
          "DELETE FROM idempotency_keys WHERE /*tenant*/ AND tenant_id = $1::uuid AND (user_id, key) IN (\n"
          "  SELECT k.user_id, k.key FROM idempotency_keys k WHERE /*tenant*/ AND k.tenant_id = $1::uuid\n"
          "    AND k.created_at <= $2::timestamptz - " +
              lifetime() + " ORDER BY k.created_at LIMIT " + std::to_string(request_key_sweep_rows) +
              " FOR UPDATE SKIP LOCKED)")) {}

asio::awaitable<result<std::optional<first_answer>>> request_keys::find(db::read_lane& lane,
                                                                        request_key_use use) const {
  db::parameters with = key_parameters(use);
  with.add(use.now);
  const auto found = co_await lane.query(find_, std::move(with));
  if (!found) co_return found.error();
  co_return read(*found, use);
}

result<std::optional<first_answer>> request_keys::find(db::session& in, const request_key_use& use) const {
  db::parameters with = key_parameters(use);
  with.add(use.now);
  return read(in.run(find_, with), use);
}

bool request_keys::lock(db::session& in, const request_key_use& use) const {
  return in.run(lock_, key_parameters(use)).boolean(0, 0);
}

void request_keys::keep(db::session& in, const request_key_use& use, const first_answer& answer) const {
  db::parameters with;
  with.add(use.tenant);
  bind(with, use, answer);
  if (in.run(keep_, with).size() != 1) throw std::logic_error("a locked idempotency key was taken");
}

void request_keys::sweep(db::session& in, const uuid& tenant, timestamp now) const {
  in.run(sweep_, db::parameters().add(tenant).add(now));
}

problem request_key_in_flight() {
  return problems::duplicate("A request with this Idempotency-Key is being carried out",
                             {{"", "idempotency_key", "is in use at this moment"}});
}

}  // namespace dossier::records
