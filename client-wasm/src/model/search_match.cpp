#include "client-wasm/src/model/search_match.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace dossier::model {
namespace {

/// The hits in a text, or in each of a list of texts.
struct hits_reader {
  const query::search& wanted;
  std::vector<std::vector<net::text_range>>& hits;

  void operator()(const std::string& text) const { hits.push_back(query::highlights(wanted, text)); }
  void operator()(const std::optional<std::string>& text) const {
    if (text) (*this)(*text);
  }
  void operator()(const std::vector<std::string>& texts) const {
    for (const std::string& text : texts) (*this)(text);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

bool search_match::finds(const describe::any_record& record) const {
  return query::matches(wanted_, query::searchable_words(record));
}

std::vector<net::field_highlights> search_match::hits_in(const describe::any_record& record) const {
  std::vector<net::field_highlights> all;
  for (const describe::field& field : record.type().fields) {
    if (!field.is_searchable) continue;
    net::field_highlights one{&field, {}};
    describe::visit(field, record.data(), hits_reader{wanted_, one.texts});
    const bool hit =
        std::any_of(one.texts.begin(), one.texts.end(), [](const auto& t) { return !t.empty(); });
    if (hit) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace dossier::model
