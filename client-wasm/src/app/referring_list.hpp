#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"

namespace dossier::app {

/// Records that refer to those of a resource, and the field they do it by.
struct referring {
  const describe::record_type* type = nullptr;  ///< nullptr: none do
  const describe::field* by = nullptr;
};
[[nodiscard]] referring referring_to(std::string_view resource);

/// The newest records of another resource that refer to one record (the insights of a brand), kept live.
class referring_list {
 public:
  /// `type` are the records listed, `reference` their field that refers to the record.
  referring_list(workspace& work, const describe::record_type& type, const describe::field& reference);
  ~referring_list();
  referring_list(const referring_list&) = delete;
  referring_list& operator=(const referring_list&) = delete;

  /// Loads what refers to `id`, where that is not shown already.
  void show(const uuid& id);

  [[nodiscard]] const describe::record_type& type() const { return type_; }
  /// The filter that lists all of them.
  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] const std::vector<net::told_record>& items() const { return items_; }
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] bool loaded() const { return loaded_; }

 private:
  void load();
  void take(result<net::record_page> page);

  workspace& work_;
  const describe::record_type& type_;
  const describe::field& reference_;
  uuid id_;
  std::string filter_;
  std::vector<net::told_record> items_;
  std::int64_t total_ = 0;
  std::unique_ptr<watch> watch_;
  int request_ = 0;
  bool loaded_ = false;
  bool again_ = false;  ///< something changed while a page was under way
};

}  // namespace dossier::app
