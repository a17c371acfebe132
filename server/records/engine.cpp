#include "server/records/engine.hpp"

#include <map>
#include <stdexcept>

#include "shared/describe/registry.hpp"

namespace dossier::records {

engine::engine(engine_dependencies from)
    : rules_(std::move(from.rules)),
      activity_(from.lanes_here, from.types),
      audit_(from.lanes_here, from.time, tokens_, from.seal_of) {
  std::map<const describe::record_type*, std::shared_ptr<vocabulary>> words;
  for (const describe::record_type* type : from.types) {
    words[type] = std::make_shared<vocabulary>();
  }
  for (const describe::record_type* type : from.types) {
    for (const describe::field& described : type->fields) {
      const describe::record_type* named = describe::find_record(described.names_of);
      const auto same = [&](const auto& book) { return &book->type() == named; };
      if (named == nullptr || std::any_of(names_.begin(), names_.end(), same)) continue;
      names_.push_back(std::make_unique<name_book>(*named, from.ids, words[named]));
    }
  }
  for (const describe::record_type* type : from.types) {
    const auto own =
        std::find_if(rules_.begin(), rules_.end(), [&](const auto& each) { return each.type == type; });
    const record_rules* rules = own == rules_.end() ? nullptr : own->rules.get();
    service_parts parts{from.time, from.ids, tokens_, keys_, names_, rules};
    parts.words = words[type];
    parts.tracked = from.tracked;
    services_.push_back(std::make_unique<service>(*type, std::move(parts)));
    controllers_.push_back(std::make_unique<controller>(*services_.back(), from.lanes_here));
  }
}

void engine::add_routes(http::router& to) {
  for (const auto& each : controllers_) each->add_routes(to);
  activity_.add_routes(to);
  audit_.add_routes(to);
}

service& engine::of(const describe::record_type& type) {
  for (const auto& each : services_) {
    if (&each->type() == &type) return *each;
  }
  throw std::logic_error("not a described record");
}

}  // namespace dossier::records
