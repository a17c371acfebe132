#include "tests/integration/support/test_database.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <atomic>
#include <stdexcept>

#include "server/db/migrator.hpp"

namespace dossier::tests {

namespace fs = std::filesystem;

namespace {

constexpr const char* template_name = "dossier_template";

/// Fails the whole process: no test can run without it.
template <class T>
T& need(result<T>& made) {
  if (!made) throw std::runtime_error(made.error().detail);
  return *made;
}
void need(const result<void>& made) {
  if (!made) throw std::runtime_error(made.error().detail);
}

struct prepared_cluster {
  temporary_folder folder;
  std::unique_ptr<db::embedded_cluster> cluster;

  prepared_cluster() {
    auto started = db::embedded_cluster::start({folder.path() / "postgres", false});
    cluster = std::move(need(started));
    const auto settings = cluster->settings(template_name);
    need(db::prepare_installation(settings));
    auto migrated = db::migrate(settings, db::embedded_migrations());
    need(migrated);
  }
};

void on_maintenance_database(const db::connection_settings& settings, const std::string& sql) {
  pqxx::connection connection(settings.administrator_conninfo("postgres"));
  pqxx::nontransaction work(connection);
  work.exec(sql);
}

}  // namespace

temporary_folder::temporary_folder() {
  std::string name = (fs::temp_directory_path() / "dossier-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  chmod(name.c_str(), 0755);
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

db::embedded_cluster& shared_cluster() {
  static prepared_cluster prepared;
  return *prepared.cluster;
}

test_database::test_database() : settings_(shared_cluster().settings(template_name)) {
  static std::atomic<int> count = 0;
  const auto name = "test_" + std::to_string(++count);
  on_maintenance_database(settings_,
                          "CREATE DATABASE " + name + " TEMPLATE dossier_template OWNER dossier_owner");
  settings_ = settings_.with_database(name);
}

test_database::~test_database() {
  try {
    on_maintenance_database(settings_, "DROP DATABASE " + settings_.database() + " WITH (FORCE)");
  } catch (const std::exception& error) {
    spdlog::warn("cannot drop {}: {}", settings_.database(), error.what());
  }
}

std::unique_ptr<pqxx::connection> test_database::connect(db::role as) const {
  return std::make_unique<pqxx::connection>(settings_.conninfo(as, "test"));
}

std::unique_ptr<pqxx::connection> test_database::connect_as_superuser() const {
  return std::make_unique<pqxx::connection>(settings_.administrator_conninfo(settings_.database()));
}

uuid test_database::make_tenant(const std::string& name) {
  const auto tenant = make_id();
  const auto connection = connect_as_superuser();
  pqxx::work work(*connection);
  work.exec_params("INSERT INTO tenants (tenant_id, name) VALUES ($1::uuid, $2)", to_string(tenant), name);
  work.commit();
  return tenant;
}

uuid test_database::make_user(const uuid& tenant, const std::string& name) {
  const auto user = make_id();
  const auto connection = connect_as_superuser();
  pqxx::work work(*connection);
  work.exec_params("INSERT INTO users (tenant_id, id, name) VALUES ($1::uuid, $2::uuid, $3)",
                   to_string(tenant), to_string(user), name);
  work.commit();
  return user;
}

uuid test_database::make_id() {
  std::array<std::uint8_t, 10> bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
  return make_uuid_v7(++clock_ms_, bytes);
}

}  // namespace dossier::tests
