#pragma once
#include <string>
#include <string_view>

#include "server/domains/identity/identity_rows.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {

/// A JSON object of texts, as it grows.
class audit_text {
 public:
  audit_text& add(std::string_view name, std::string_view text) {
    made_ += made_.size() > 1 ? "," : "";
    codec::append_json_string(made_, name);
    made_ += ':';
    codec::append_json_string(made_, text);
    return *this;
  }
  [[nodiscard]] std::string done() const { return made_ + "}"; }

 private:
  std::string made_ = "{";
};

}  // namespace dossier::identity
