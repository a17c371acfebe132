#pragma once
#include <memory>
#include <vector>

#include "server/domains/insights/insight_rules.hpp"
#include "server/domains/views/view_rules.hpp"
#include "server/records/engine.hpp"
#include "shared/records/insight.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::app {

/// The rules of every record that has some beyond its description.
[[nodiscard]] inline std::vector<records::rules_for> make_rules() {
  std::vector<records::rules_for> rules;
  rules.push_back({&describe::type_of<insight>(), std::make_unique<insights::insight_rules>()});
  rules.push_back({&describe::type_of<saved_view>(), std::make_unique<views::view_rules>()});
  return rules;
}

}  // namespace dossier::app
