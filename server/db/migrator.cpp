#include "server/db/migrator.hpp"

#include <openssl/sha.h>

#include <map>
#include <pqxx/pqxx>

namespace dossier::db {

namespace {

/// Session lock that serializes preparing and migrating among nodes; the number is arbitrary and ours alone.
constexpr std::int64_t migration_lock = 0x646f737369657201;
constexpr std::array all_roles{role::owner, role::app, role::sequencer, role::auth, role::finder};

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string hex;
  for (const auto byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

problem failed(std::string detail) {
  auto made = problems::internal();
  made.detail = std::move(detail);
  return made;
}

/// PostgreSQL's message without its trailing line feed.
std::string message_of(const std::exception& error) {
  std::string text = error.what();
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

void make_roles(pqxx::nontransaction& sql, const connection_settings& settings) {
  for (const auto each : all_roles) {
    const std::string name(role_name(each));
    if (!sql.exec_params("SELECT 1 FROM pg_roles WHERE rolname = $1", name).empty()) continue;
    const auto password =
        settings.password().empty() ? std::string() : " PASSWORD " + sql.quote(settings.password());
    sql.exec("CREATE ROLE " + name + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS" + password);
  }
}

void make_database(pqxx::nontransaction& sql, const connection_settings& settings) {
  const auto name = sql.quote_name(settings.database());
  const auto found = sql.exec_params("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1",
                                     settings.database());
  if (found.empty()) {
    // A user that is no superuser must be a member of the role it gives a database to.
    sql.exec("GRANT dossier_owner TO CURRENT_USER");
    sql.exec("CREATE DATABASE " + name + " OWNER dossier_owner TEMPLATE template0 ENCODING 'UTF8'");
  } else if (found[0][0].as<std::string>() != role_name(role::owner)) {
    sql.exec("GRANT dossier_owner TO CURRENT_USER");
    sql.exec("ALTER DATABASE " + name + " OWNER TO dossier_owner");
  }
  sql.exec("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
  sql.exec("GRANT CONNECT ON DATABASE " + name +
           " TO dossier_app, dossier_sequencer, dossier_auth, dossier_finder");
  sql.exec("GRANT TEMPORARY ON DATABASE " + name + " TO dossier_app");  // imports COPY into temporary tables
}

/// Names and checksums of what was applied, oldest first.
std::map<std::string, std::string> applied_steps(pqxx::connection& connection) {
  pqxx::work sql(connection);
  if (sql.exec("SELECT to_regclass('public.schema_migrations')")[0][0].is_null()) {
    // Behind a wall like every other table, so that "all tables are" needs no exception.
    sql.exec(
        "CREATE TABLE schema_migrations ("
        "  name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());"
        "ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE schema_migrations FORCE ROW LEVEL SECURITY;"
        "CREATE POLICY migrator ON schema_migrations TO dossier_owner USING (true) WITH CHECK (true)");
  }
  std::map<std::string, std::string> steps;
  for (const auto& row : sql.exec("SELECT name, sha256 FROM schema_migrations")) {
    steps.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  }
  sql.commit();
  return steps;
}

void apply(pqxx::connection& connection, const migration& step) {
  pqxx::work sql(connection);
  sql.exec(std::string(step.sql));
  sql.exec_params("INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)", std::string(step.name),
                  sha256_hex(step.sql));
  sql.commit();
}

/// Lets the owner make functions that run as the role finder, for as long as this object lives and no longer:
/// a member would see what finder's policies show. Migrations of several databases of a cluster wait for each
/// other.
class finder_membership {
 public:
  explicit finder_membership(const connection_settings& settings)
      : connection_(settings.administrator_conninfo("postgres")), sql_(connection_) {
    sql_.exec("SET client_min_messages = warning");
    sql_.exec("SELECT pg_advisory_lock(" + std::to_string(migration_lock) + ")");
    sql_.exec("GRANT dossier_finder TO dossier_owner");
  }
  ~finder_membership() {
    try {
      sql_.exec("REVOKE dossier_finder FROM dossier_owner");
    } catch (const std::exception& error) {
      spdlog::error("dossier_owner is still a member of dossier_finder: {}", message_of(error));
    }
  }
  finder_membership(const finder_membership&) = delete;
  finder_membership& operator=(const finder_membership&) = delete;

 private:
  pqxx::connection connection_;
  pqxx::nontransaction sql_;
};

}  // namespace

result<void> prepare_installation(const connection_settings& settings) {
  try {
    pqxx::connection connection(settings.administrator_conninfo("postgres"));
    pqxx::nontransaction sql(connection);
    sql.exec("SET client_min_messages = warning");
    sql.exec("SELECT pg_advisory_lock(" + std::to_string(migration_lock) + ")");
    make_roles(sql, settings);
    make_database(sql, settings);
    return {};
  } catch (const pqxx::broken_connection& error) {
    return failed("cannot connect to PostgreSQL to prepare the installation: " + message_of(error));
  } catch (const pqxx::sql_error& error) {
    return failed("cannot prepare the roles and the database " + settings.database() + ": " +
                  message_of(error) +
                  ". Give the URL of a user who may create roles and databases for the first start.");
  }
}

result<std::vector<std::string>> migrate(const connection_settings& settings,
                                         std::span<const migration> steps) {
  std::string_view current = "(before the first)";
  try {
    pqxx::connection connection(settings.conninfo(role::owner, "migrator"));
    {
      pqxx::nontransaction sql(connection);
      sql.exec("SET client_min_messages = warning");
      sql.exec("SELECT pg_advisory_lock(" + std::to_string(migration_lock) + ")");
    }
    const auto applied = applied_steps(connection);
    std::optional<finder_membership> membership;
    std::vector<std::string> done;
    for (const auto& step : steps) {
      current = step.name;
      const auto known = applied.find(std::string(step.name));
      if (known == applied.end()) {
        if (!membership) membership.emplace(settings);
        apply(connection, step);
        done.emplace_back(step.name);
      } else if (known->second != sha256_hex(step.sql)) {
        return failed(
            fmt::format("migration {} was applied to this database with another text than this program "
                        "carries. An applied migration never changes: restore its text and add a new one.",
                        step.name));
      }
    }
    return done;
  } catch (const pqxx::broken_connection& error) {
    return failed("cannot connect to PostgreSQL to migrate: " + message_of(error));
  } catch (const pqxx::sql_error& error) {
    return failed(fmt::format("migration {} failed and was rolled back: {}", current, message_of(error)));
  }
}

}  // namespace dossier::db
