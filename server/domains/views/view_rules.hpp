#pragma once
#include "server/records/rules.hpp"

namespace dossier::views {

/// A view can be opened: its filter, search, order and columns are ones of its resource. One that no longer
/// is, because a later release knows less, may still be renamed, pinned and deleted.
class view_rules final : public records::record_rules {
 public:
  void before_create(describe::any_record& made, const records::write_context& by,
                     std::vector<field_error>& errors) const override;
  void before_change(const describe::any_record& before, describe::any_record& after,
                     const records::write_context& by, std::vector<field_error>& errors) const override;
};

}  // namespace dossier::views
