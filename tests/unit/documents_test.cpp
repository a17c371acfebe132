#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "server/app/documents.hpp"
#include "server/domains/identity/api_key_controller.hpp"
#include "server/domains/identity/link_controller.hpp"
#include "server/domains/identity/member_controller.hpp"
#include "server/domains/identity/oidc_controller.hpp"
#include "server/domains/identity/sign_in_controller.hpp"
#include "server/http/health.hpp"
#include "server/records/engine.hpp"
#include "server/telemetry/metrics.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/live/messages.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"

namespace dossier::documents {
namespace {

namespace json = boost::json;

const json::object& openapi_document() {
  static const json::value parsed = json::parse(app::openapi_text());
  return parsed.as_object();
}

const json::object& asyncapi_document() {
  static const json::value parsed = json::parse(app::asyncapi_text());
  return parsed.as_object();
}

/// `get /api/v1/brands/{id}` of everything that the server answers by its router.
std::set<std::string> registered() {
  records::system_clock clock;
  records::random_id_source ids;
  records::engine engine({.time = clock, .ids = ids, .rules = {}, .lanes_here = {}});
  http::health health;
  telemetry::metrics metrics;
  http::router routes;
  http::add_health_routes(routes, health);
  telemetry::add_metrics_route(routes, metrics);
  app::add_document_routes(routes);
  engine.add_routes(routes);
  identity::sign_in_controller sign_ins(nullptr, "0123456789abcdef", [] { return std::string(); });
  sign_ins.add_routes(routes);
  identity::api_key_controller(nullptr).add_routes(routes);
  identity::link_controller(nullptr).add_routes(routes);
  identity::member_controller(nullptr).add_routes(routes);
  identity::oidc_controller by_providers(nullptr, sign_ins, {});
  by_providers.add_routes(routes);
  std::set<std::string> all;
  for (const http::route& each : routes.routes()) {
    constexpr std::array<std::string_view, 6> names{"get", "head", "post", "put", "patch", "delete"};
    std::string path = each.pattern;
    if (const std::size_t at = path.find("{}"); at != std::string::npos) path.replace(at, 2, "{id}");
    if (path.starts_with("/docs/") || path.starts_with("/sign-in/")) continue;  // files of the pages there
    all.insert(std::string(names.at(static_cast<std::size_t>(each.method))) + " " + path);
  }
  return all;
}

std::set<std::string> documented() {
  std::set<std::string> all;
  for (const auto& path : openapi_document().at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      if (operation.key() == "parameters") continue;
      std::string named(path.key());
      if (const std::size_t at = named.find('{'); at != std::string::npos)
        named.replace(at, named.find('}') - at + 1, "{id}");  // whatever it is called
      all.insert(std::string(operation.key()) + " " + named);
    }
  }
  return all;
}

TEST(openapi, describes_every_route_there_is_and_no_other) {
  std::set<std::string> answered = registered();
  answered.insert("get /api/v1/live");  // the pipeline hands it to the live connections
  EXPECT_EQ(documented(), answered);
}

TEST(openapi, gives_every_operation_a_name_of_its_own) {
  std::set<std::string> names;
  for (const auto& path : openapi_document().at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      if (operation.key() == "parameters") continue;
      const std::string name(operation.value().at("operationId").as_string());
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
}

/// Every `$ref` in a document.
void collect_references(const json::value& in, std::set<std::string>& into) {
  if (const json::object* object = in.if_object()) {
    for (const auto& member : *object) {
      if (member.key() == "$ref") into.insert(std::string(member.value().as_string()));
      collect_references(member.value(), into);
    }
  } else if (const json::array* list = in.if_array()) {
    for (const json::value& item : *list) collect_references(item, into);
  }
}

TEST(documents, refer_to_nothing_that_is_not_there) {
  for (const json::object* document : {&openapi_document(), &asyncapi_document()}) {
    std::set<std::string> references;
    collect_references(*document, references);
    EXPECT_FALSE(references.empty());
    const json::value whole = *document;
    for (const std::string& reference : references) {
      boost::system::error_code missing;
      EXPECT_NE(whole.find_pointer(reference.substr(1), missing), nullptr) << reference;
    }
  }
}

TEST(documents, carry_the_contract_they_were_made_from) {
  EXPECT_EQ(openapi_document().at("info").at("x-contract").as_string(), describe::contract_hash());
  EXPECT_EQ(asyncapi_document().at("info").at("x-contract").as_string(), describe::contract_hash());
}

std::set<std::string> keys_of(const json::value& object) {
  std::set<std::string> keys;
  for (const auto& member : object.as_object()) keys.insert(std::string(member.key()));
  return keys;
}

TEST(record_schemas, have_exactly_the_members_that_records_and_bodies_have) {
  for (const describe::record_type* type : describe::all_records()) {
    std::set<std::string> all;
    std::set<std::string> settable;
    for (const describe::field& described : type->fields) {
      all.insert(std::string(described.name));
      if (!described.is_read_only) settable.insert(std::string(described.name));
      if (!described.references.empty()) all.insert(std::string(described.short_form_name()));
    }
    const json::object& schemas = openapi_document().at("components").at("schemas").as_object();
    EXPECT_EQ(keys_of(schemas.at(schema_name(*type)).at("properties")), all);
    EXPECT_EQ(schemas.contains(schema_name(*type) + "Create"), !type->names.is_single);
    if (!type->names.is_single) {
      EXPECT_EQ(keys_of(schemas.at(schema_name(*type) + "Create").at("properties")), settable);
    }
    EXPECT_EQ(keys_of(schemas.at(schema_name(*type) + "Patch").at("properties")), settable);
  }
}

TEST(examples, are_records_filters_and_orders_that_the_server_takes) {
  for (const describe::record_type* type : describe::all_records()) {
    describe::any_record made(*type);
    std::vector<field_error> errors;
    codec::read_create(create_example(*type), made, errors);
    EXPECT_TRUE(errors.empty()) << type->names.resource << ": " << errors.front().field;
    EXPECT_TRUE(codec::read_stored(*type, answer_example(*type)).has_value()) << type->names.resource;
    EXPECT_TRUE(query::parse_filter(*type, filter_example(*type))) << filter_example(*type);
    EXPECT_TRUE(query::parse_order(*type, order_example(*type))) << order_example(*type);
  }
}

/// The payload examples of the messages that go one way.
std::vector<std::string> payload_examples(std::string_view action) {
  std::set<std::string> wanted;
  for (const auto& operation : asyncapi_document().at("operations").as_object()) {
    const json::object& what = operation.value().as_object();
    const auto take = [&](const json::value& messages) {
      for (const json::value& message : messages.as_array()) {
        const std::string path(message.at("$ref").as_string());
        wanted.insert(path.substr(path.rfind('/') + 1));
      }
    };
    if (what.at("action").as_string() == action) take(what.at("messages"));
    if (action == "send" && what.contains("reply")) take(what.at("reply").at("messages"));
  }
  std::vector<std::string> made;
  for (const auto& message : asyncapi_document().at("components").at("messages").as_object()) {
    if (!wanted.contains(std::string(message.key()))) continue;
    for (const json::value& example : message.value().at("examples").as_array()) {
      made.push_back(json::serialize(example.at("payload")));
    }
  }
  return made;
}

TEST(asyncapi, shows_messages_that_both_sides_read) {
  EXPECT_GE(payload_examples("receive").size(), 6U);
  for (const std::string& text : payload_examples("receive")) {
    const auto read = live::parse_client_message(text);
    EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().detail);
  }
  EXPECT_GE(payload_examples("send").size(), 8U);
  for (const std::string& text : payload_examples("send")) {
    const auto read = live::parse_server_message(text);
    EXPECT_TRUE(read) << text << ": " << (read ? "" : read.error().detail);
  }
}

}  // namespace
}  // namespace dossier::documents
