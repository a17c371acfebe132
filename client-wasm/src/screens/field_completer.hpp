#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/record_finder.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/formats.hpp"
#include "client-wasm/src/ui/completer.hpp"

namespace dossier::screens {

/// Completes fields by the records of the server; one search a field is under way at a time.
class field_completer final : public ui::completer {
 public:
  explicit field_completer(app::workspace& work) : work_(work) {}

  void look_for(const describe::field& field, std::string_view typed) override;
  [[nodiscard]] std::vector<ui::suggestion> offered(const describe::field& field) override;
  [[nodiscard]] bool busy(const describe::field& field, std::string_view typed) override;
  [[nodiscard]] std::string name_of(const describe::field& field, std::string_view id) override;

  model::formats formats{};  ///< how counts are written; whoever draws with it says so

 private:
  app::record_finder* finder(const describe::field& field);

  app::workspace& work_;
  std::map<const describe::field*, std::unique_ptr<app::record_finder>> finders_;
  std::map<std::string, std::string, std::less<>> names_;  ///< of what was found so far, by id
};

}  // namespace dossier::screens
