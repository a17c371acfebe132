#pragma once
#include <map>
#include <pqxx/pqxx>
#include <string>

#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"
#include "tests/integration/live/live_world.hpp"

namespace dossier::tests {

/// Writes brands as a server does: row and outbox row in one transaction, as the role app within a tenant.
/// One connection, one transaction at a time, of as many steps as the test wants.
class brand_writer {
 public:
  brand_writer(test_database& database, const uuid& tenant)
      : database_(database), tenant_(tenant), connection_(database.connect(db::role::app)) {}

  /// Opens a transaction; answers its id, by which the log tells it apart.
  std::string begin() {
    work_ = std::make_unique<pqxx::work>(*connection_);
    work_->exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant_));
    return work_->exec("SELECT pg_current_xact_id()::text")[0][0].as<std::string>();
  }
  void commit() {
    work_->commit();
    work_.reset();
  }
  void roll_back() { work_.reset(); }
  [[nodiscard]] bool open() const { return work_ != nullptr; }

  uuid create(const std::string& name, const std::string& industry) {
    return create(name, industry, database_.make_id());
  }
  uuid create(const std::string& name, const std::string& industry, const uuid& id) {
    brand made;
    made.id = id;
    made.name = name;
    made.industry = industry;
    work_->exec_params(
        "INSERT INTO brands (tenant_id, id, version, name, name_key, industry, industry_key, created_at, "
        "updated_at, "
        "created_by, updated_by) VALUES ($1::uuid, $2::uuid, 1, $3, $3, $4, lower($4), to_timestamp(0), "
        "to_timestamp(0), "
        "$5::uuid, $5::uuid)",
        to_string(tenant_), to_string(made.id), name, industry, to_string(uuid{}));
    log("created", nullptr, made);
    return made.id;
  }
  void move_to(const uuid& id, const std::string& industry) {
    const brand before = read(id);
    brand after = before;
    ++after.version;
    after.industry = industry;
    store(after);
    log("updated", &before, after);
  }
  void remove(const uuid& id) {
    const brand before = read(id);
    brand after = before;
    ++after.version;
    after.deleted_at = timestamp{1};
    store(after);
    log("deleted", &before, after);
  }
  void restore(const uuid& id) {
    const brand before = read(id);
    brand after = before;
    ++after.version;
    after.deleted_at.reset();
    store(after);
    log("restored", &before, after);
  }

  /// One transaction of its own.
  uuid create_now(const std::string& name, const std::string& industry) {
    begin();
    const uuid id = create(name, industry);
    commit();
    return id;
  }
  void move_now(const uuid& id, const std::string& industry) {
    begin();
    move_to(id, industry);
    commit();
  }

 private:
  brand read(const uuid& id) {
    const auto row = work_->exec_params(
        "SELECT version, name, industry, deleted_at IS NOT NULL FROM brands WHERE id = $1::uuid FOR UPDATE",
        to_string(id))[0];
    brand read;
    read.id = id;
    read.version = row[0].as<std::int64_t>();
    read.name = row[1].as<std::string>();
    read.industry = row[2].as<std::string>();
    if (row[3].as<bool>()) read.deleted_at = timestamp{1};
    return read;
  }
  void store(const brand& after) {
    work_->exec_params(
        "UPDATE brands SET version = $2, industry = $3, industry_key = lower($3), deleted_at = CASE WHEN "
        "$4::boolean "
        "THEN to_timestamp(1) END WHERE id = $1::uuid",
        to_string(after.id), after.version, *after.industry, after.deleted_at.has_value());
  }
  void log(const char* kind, const brand* before, const brand& after) {
    const auto json = [](const brand& of) {
      describe::any_record any(describe::type_of<brand>());
      *any.get_if<brand>() = of;
      return codec::to_json(any);
    };
    work_->exec_params(
        "INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, "
        "version, before, "
        "after, trace_id) VALUES ($1::uuid, clock_timestamp(), $2::uuid, 'Ada Lovelace', 'test', 'brands', "
        "$3::uuid, $4, "
        "$5, $6, $7, '0')",
        to_string(tenant_), to_string(uuid{}), to_string(after.id), kind, after.version,
        before != nullptr ? std::optional<std::string>(json(*before)) : std::nullopt, json(after));
  }

  test_database& database_;
  uuid tenant_;
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<pqxx::work> work_;
};

/// The records in view by SQL: id → version.
inline std::map<uuid, std::int64_t> brands_by_sql(test_database& database, const uuid& tenant,
                                                  const std::string& industry = {}) {
  const auto connection = database.connect_as_superuser();
  pqxx::nontransaction work(*connection);
  std::map<uuid, std::int64_t> found;
  for (const auto& row : work.exec_params("SELECT id::text, version FROM brands WHERE tenant_id = $1::uuid "
                                          "AND deleted_at IS NULL AND ($2 = '' OR "
                                          "industry = $2)",
                                          to_string(tenant), industry))
    found[*parse_uuid(row[0].as<std::string>())] = row[1].as<std::int64_t>();
  return found;
}

/// The newest seq of the tenant once its outbox is empty.
inline std::int64_t settled_head(test_database& database, const uuid& tenant) {
  const auto connection = database.connect_as_superuser();
  pqxx::nontransaction work(*connection);
  std::int64_t head = 0;
  const bool settled = eventually([&] {
    const auto row = work.exec_params(
        "SELECT (SELECT count(*) FROM outbox WHERE tenant_id = $1::uuid), "
        "coalesce((SELECT seq FROM change_heads WHERE tenant_id = $1::uuid), 0)",
        to_string(tenant))[0];
    head = row[1].as<std::int64_t>();
    return row[0].as<std::int64_t>() == 0;
  });
  if (!settled) throw std::runtime_error("the outbox is not emptied");
  return head;
}

}  // namespace dossier::tests
