#pragma once
#include <utility>
#include <vector>

#include "client-wasm/src/net/list_page.hpp"
#include "shared/query/search.hpp"

namespace dossier::model {

/// A search as it meets records that change while it is shown: whether it finds them, and where. The same
/// words as the server's, misspellings aside (there it says what it searched for).
class search_match {
 public:
  explicit search_match(query::search wanted) : wanted_(std::move(wanted)) {}

  [[nodiscard]] bool finds(const describe::any_record& record) const;
  /// Of the fields that were hit.
  [[nodiscard]] std::vector<net::field_highlights> hits_in(const describe::any_record& record) const;

 private:
  query::search wanted_;
};

}  // namespace dossier::model
