#pragma once
#include <vector>

#include "server/http/principal.hpp"
#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::records {

/// Who writes, and when: the moment the change will carry.
struct write_context {
  const http::principal& who;
  timestamp at;
};

/// What is a record's own beyond its description: rules between fields, and fields that the server sets.
/// Called with records that are valid by description, inside no transaction; must be quick and must not
/// block. What a rule refuses it adds to `errors` (422); it may change the record's read-only fields, but
/// none of the common ones.
class record_rules {
 public:
  virtual ~record_rules() = default;

  virtual void before_create(describe::any_record& made, const write_context& by,
                             std::vector<field_error>& errors) const = 0;

  /// `after` is `before` with a patch applied.
  virtual void before_change(const describe::any_record& before, describe::any_record& after,
                             const write_context& by, std::vector<field_error>& errors) const = 0;
};

}  // namespace dossier::records
