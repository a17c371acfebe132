#include "client-wasm/src/app/audit_detail.hpp"

#include <boost/json.hpp>

#include <utility>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

namespace json = boost::json;

std::string image_at(const json::object& from, std::string_view name) {
  const json::value* const found = from.if_contains(name);
  return found != nullptr && found->is_object() ? json::serialize(*found) : std::string("{}");
}

std::optional<audit_detail::whole> read_whole(std::string body) {
  const auto object = codec::parse_json_object(body);
  if (!object) return std::nullopt;
  const auto record = codec::read_stored(describe::type_of<audit_entry>(), *object);
  const audit_entry* const entry = record ? record->get_if<audit_entry>() : nullptr;
  if (entry == nullptr) return std::nullopt;
  audit_detail::whole made;
  made.entry = *entry;
  made.before = image_at(*object, "before");
  made.after = image_at(*object, "after");
  made.patch = model::patch_of(made.before, made.after);
  made.previous_hash = codec::text_at(*object, "previous_hash");
  const json::value* const intact = object->if_contains("intact");
  if (intact != nullptr && intact->is_bool()) made.intact = intact->get_bool();
  made.json = std::move(body);
  return made;
}

}  // namespace

audit_detail::~audit_detail() {
  if (request_ != 0) work_.api().abort(request_);
}

void audit_detail::show(const uuid& id) {
  if (id == id_) return;
  if (request_ != 0) work_.api().abort(request_);
  request_ = 0;
  id_ = id;
  read_.reset();
  retry();
}

void audit_detail::retry() {
  failure_.clear();
  if (id_.is_nil() || request_ != 0) return;
  request_ = work_.api().read("/api/v1/audit/" + to_string(id_),
                              [this](result<net::told_json> told) { take(std::move(told)); });
}

void audit_detail::take(result<net::told_json> told) {
  request_ = 0;
  if (told) {
    read_ = read_whole(std::move(told->body));
    if (!read_) failure_ = "The entry cannot be read";
  } else {
    failure_ = explanation(told.error());
  }
  work_.around().changed();
}

}  // namespace dossier::app
