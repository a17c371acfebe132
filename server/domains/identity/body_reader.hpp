#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// Reads the members of a request's body one by one and collects everything that is wrong with them; what was
/// not read is unknown.
class body_reader {
 public:
  explicit body_reader(boost::json::object body) : body_(std::move(body)) {}

  /// A text of `min` to `max` code points, without control characters.
  std::string text(std::string_view name, std::size_t min, std::size_t max);
  /// Absent or null: nullopt.
  std::optional<uuid> optional_id(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name, std::size_t min, std::size_t max);
  /// Absent: false.
  bool flag(std::string_view name);

  void refuse(std::string_view name, std::string code, std::string message);

  /// Nothing was wrong so far.
  [[nodiscard]] bool is_fine() const { return errors_.empty(); }
  /// 422 with all that was wrong, unknown members included.
  [[nodiscard]] result<void> finish();

 private:
  const boost::json::value* take(std::string_view name);
  boost::json::object body_;
  std::vector<std::string> known_;
  std::vector<field_error> errors_;
};

}  // namespace dossier::identity
