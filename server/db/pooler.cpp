#include "server/db/pooler.hpp"

#include <pqxx/pqxx>

namespace dossier::db {

namespace {

/// The roles of lanes: of requests, and of signing in.
constexpr std::array lane_roles{role::app, role::auth};

/// Tells databases apart, of any clusters, for as long as their servers run.
std::string mark_of_database(const std::string& conninfo) {
  pqxx::connection connection(conninfo);
  pqxx::work work(connection);
  return work
      .exec1(
          "SELECT format('%s %s', oid, extract(epoch FROM pg_postmaster_start_time())) FROM pg_database"
          " WHERE datname = current_database()")[0]
      .as<std::string>();
}

}  // namespace

result<void> check_pooler(const connection_settings& direct, const connection_settings& pooled) {
  for (const role each : lane_roles) {
    try {
      if (mark_of_database(pooled.conninfo(each, "check")) ==
          mark_of_database(direct.conninfo(each, "check")))
        continue;
      return problems::unavailable(
          "the pooler leads to another database than --database-url does; both must name the same one", 0);
    } catch (const pqxx::failure& error) {
      std::string why = error.what();
      while (!why.empty() && (why.back() == '\n' || why.back() == ' ')) why.pop_back();
      return problems::unavailable(fmt::format("cannot work through the pooler as {}: {}. It needs to know "
                                               "the roles dossier_app and dossier_auth, and to pool by "
                                               "transaction or by session.",
                                               role_name(each), why),
                                   0);
    }
  }
  return {};
}

}  // namespace dossier::db
