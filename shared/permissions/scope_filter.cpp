#include "shared/permissions/scope_filter.hpp"

#include <algorithm>

#include "shared/describe/registry.hpp"

namespace dossier::permissions {
namespace {

using describe::field;
using describe::record_type;

query::node equals(const field& described, query::literal value) {
  query::comparison made;
  made.field = &described;
  made.values.push_back(std::move(value));
  return {std::move(made)};
}

query::node made_by_oneself(const record_type& type) {
  return equals(*type.find("created_by"), query::caller_literal{});
}

/// No record has the nil id.
query::node nothing(const record_type& type) {
  return equals(*type.find("id"), uuid{});
}

query::node shared_by_its_maker(const record_type& type) {
  const field* visibility = type.find("visibility");
  if (visibility == nullptr) return made_by_oneself(type);
  const auto found = std::find(visibility->choices.begin(), visibility->choices.end(), "shared");
  query::choice_literal shared;
  shared.index = static_cast<std::uint8_t>(found - visibility->choices.begin());
  query::disjunction either;
  either.parts.push_back(made_by_oneself(type));
  either.parts.push_back(equals(*visibility, shared));
  return {std::move(either)};
}

query::node of_brand(const record_type& type, const uuid& brand) {
  constexpr std::string_view brands = "brands";
  if (type.names.resource == brands) return equals(*type.find("id"), brand);
  const auto about = std::find_if(type.fields.begin(), type.fields.end(),
                                  [&](const field& each) { return each.references == brands; });
  if (about == type.fields.end()) return nothing(type);
  return equals(*about, brand);
}

}  // namespace

std::optional<query::filter> records_in(scope which, const record_type& type, const uuid& brand) {
  switch (which) {
    case scope::all:
      return std::nullopt;
    case scope::own:
      return query::filter{&type, made_by_oneself(type)};
    case scope::shared:
      return query::filter{&type, shared_by_its_maker(type)};
    case scope::own_brand:
      return query::filter{&type, of_brand(type, brand)};
    case scope::none:
      break;
  }
  return query::filter{&type, nothing(type)};
}

const field* unreadable_in(const query::filter& where, role who) {
  const field* found = nullptr;
  query::for_each_comparison(where, [&](const query::comparison& one) {
    const record_type* of =
        one.through != nullptr ? describe::find_record(one.through->references) : where.type;
    if (found != nullptr || of == nullptr) return;
    if (!may_read(who, *of, *one.field)) found = one.field;
    if (one.through != nullptr && !may_read(who, *where.type, *one.through)) found = one.through;
  });
  return found;
}

}  // namespace dossier::permissions
