#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/core/role.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::live {

/// The fields that a subscription asked for, in the order of description, `id` and `version` among them.
struct projection {
  std::string key;  ///< the same for the same fields
  std::vector<const describe::field*> fields;

  [[nodiscard]] bool shows(std::string_view name) const;
};

/// Nothing when all are asked for (`names` is empty) and `who` may read all. 422 naming each that `type` does
/// not have for them.
[[nodiscard]] result<std::optional<projection>> make_projection(const describe::record_type& type, role who,
                                                                const std::vector<std::string>& names);

/// The record that a reference points to, or nullptr.
using referenced_record =
    std::function<const describe::any_record*(const describe::field& reference, const uuid& id)>;

/// The fields of a type that refer to described records.
[[nodiscard]] std::vector<const describe::field*> reference_fields(const describe::record_type& type);

/// A record as messages carry it: the members asked for (all without a projection; none that are derived),
/// then the short forms of the references among them.
[[nodiscard]] std::string record_json(const describe::any_record& record, const projection* only,
                                      const referenced_record& referenced);

}  // namespace dossier::live
