#include <gtest/gtest.h>

#include "server/db/migrator.hpp"
#include "tests/integration/records/records_world.hpp"
#include "tests/support/noted_tag.hpp"

// The database's part of tests/unit/adding_a_field_test.cpp: one migration adds the column, and the engine
// serves the field.
namespace dossier::tests {
namespace {

/// The record's table as it was before it had the field, as a migration of the product makes one.
constexpr const char* before_sql = R"(
  CREATE TABLE noted_tags (
    tenant_id   uuid NOT NULL REFERENCES tenants,
    id          uuid NOT NULL,
    version     bigint NOT NULL CHECK (version >= 1),
    name        text NOT NULL,
    name_key    text COLLATE "C" NOT NULL,
    description text,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    created_by  uuid NOT NULL,
    updated_by  uuid NOT NULL,
    deleted_at  timestamptz,
    PRIMARY KEY (tenant_id, id)
  );
  CREATE UNIQUE INDEX noted_tags_name_unique ON noted_tags (tenant_id, name_key) WHERE deleted_at IS NULL;
  CREATE INDEX noted_tags_by_name ON noted_tags (tenant_id, name_key, id) WHERE deleted_at IS NULL;
  CREATE INDEX noted_tags_by_created ON noted_tags (tenant_id, created_at, id) WHERE deleted_at IS NULL;
  CALL index_deleted('noted_tags', 'name_key');
  CALL index_deleted('noted_tags', 'created_at');
  CALL protect_table('noted_tags');
  GRANT SELECT, INSERT, UPDATE ON noted_tags TO dossier_app;
  CALL make_searchable('noted_tags');
  CALL keep_recency('noted_tags');
)";

/// The one migration.
constexpr const char* migration_sql = R"(
  ALTER TABLE noted_tags ADD COLUMN motto text, ADD COLUMN motto_key text COLLATE "C";
  CREATE INDEX noted_tags_by_motto ON noted_tags (tenant_id, motto_key, id) WHERE deleted_at IS NULL;
  CALL index_deleted('noted_tags', 'motto_key');
)";

class a_new_column : public testing::Test {
 protected:
  a_new_column() {
    migrate("9001_noted_tags", before_sql);
    {
      const auto connection = world_.tested.connect_as_superuser();
      pqxx::work insert(*connection);
      insert.exec_params(
          "INSERT INTO noted_tags (tenant_id, id, version, name, name_key, created_at, updated_at, "
          "created_by, "
          "updated_by) VALUES ($1, $2, 1, 'Older', 'older', now(), now(), $3, $3)",
          to_string(world_.tenant), to_string(older_), to_string(world_.ada.user_id));
      insert.commit();
    }
    migrate("9002_noted_tag_motto", migration_sql);

    const auto lanes_here = [this] {
      return db::lanes{*world_.lane, world_.database->writes(), world_.database->sessions()};
    };
    engine_ = std::make_unique<records::engine>(records::engine_dependencies{
        .time = world_.time, .ids = world_.ids, .rules = {}, .lanes_here = lanes_here, .types = types_});
    engine_->add_routes(routes_);
  }

  void migrate(std::string_view name, std::string_view sql) {
    const std::array<db::migration, 1> steps{db::migration{name, sql}};
    const auto done = db::migrate(world_.tested.settings(), steps);
    if (!done) throw std::runtime_error(done.error().detail);
  }

  boost::json::object call(http::method method, std::string path, int status, std::string body = {},
                           std::vector<http::query_parameter> query = {}) {
    http::request sent;
    sent.method = method;
    sent.path = sent.target = "/api/v1/noted_tags" + path;
    sent.query = std::move(query);
    sent.headers = {{"content-type", "application/json"}};
    sent.body = std::move(body);
    sent.trace_id = "0af7651916cd43dd8448eb211c80319c";
    sent.principal = world_.ada;
    http::router::match found = routes_.find(method, sent.path);
    if (found.found == nullptr) throw std::logic_error("there is no such route");
    sent.path_parameters = std::move(found.parameters);
    const http::response answered = world_.await(found.found->handle(sent));
    EXPECT_EQ(answered.status, status) << answered.body;
    return answered.body.empty() ? boost::json::object() : boost::json::parse(answered.body).as_object();
  }

  std::string names(std::vector<http::query_parameter> query) {
    std::string all;
    const auto page = call(http::method::get, "", 200, {}, std::move(query));
    for (const auto& item : page.at("items").as_array()) {
      if (!all.empty()) all += ' ';
      all += item.at("name").as_string();
    }
    return all;
  }

  records_world world_;
  const uuid older_ = make_uuid_v7(1'795'000'000'000, {});
  const std::array<const describe::record_type*, 1> types_{&describe::type_of<noted_tag>()};
  std::unique_ptr<records::engine> engine_;
  http::router routes_;
};

TEST_F(a_new_column, is_written_read_filtered_ordered_and_told_in_the_history_without_code_of_its_own) {
  const auto made = call(http::method::post, "", 201, R"({"name":"Renewal","motto":"Ask éarly"})");
  const std::string id(made.at("id").as_string());
  EXPECT_EQ(made.at("motto").as_string(), "Ask éarly");
  call(http::method::post, "", 422, R"({"name":"Long","motto":")" + std::string(81, 'x') + R"("})");
  call(http::method::post, "", 201, R"({"name":"Zeal","motto":"Be late"})");

  EXPECT_TRUE(call(http::method::get, "/" + to_string(older_), 200).at("motto").is_null());
  EXPECT_EQ(names({{"filter", R"(motto = "ask early")"}}), "Renewal");
  EXPECT_EQ(names({{"filter", "motto = null"}}), "Older");
  EXPECT_EQ(names({{"order_by", "motto desc"}}), "Zeal Renewal Older");
  EXPECT_EQ(names({{"q", "renewal"}}), "Renewal");

  call(http::method::patch, "/" + id, 200, R"({"motto":"Ask twice"})");
  world_.wait_for_the_log();
  const auto history = call(http::method::get, "/" + id + "/history", 200);
  const auto& change = history.at("items").as_array().at(0).at("changes").as_array().at(0);
  EXPECT_EQ(boost::json::serialize(change), R"({"field":"motto","before":"Ask éarly","after":"Ask twice"})");
}

}  // namespace
}  // namespace dossier::tests
