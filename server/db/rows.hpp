#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

struct pg_result;  // libpq's PGresult

namespace dossier::db {

/// Rows a statement answered, in PostgreSQL's binary format. Cheap to copy (shared, immutable). Asking for a
/// column as another type than it has is a defect of the caller and throws std::logic_error.
class rows {
 public:
  rows() = default;
  explicit rows(pg_result* owned);

  [[nodiscard]] int size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Rows that an INSERT, UPDATE or DELETE touched.
  [[nodiscard]] std::int64_t affected() const;

  [[nodiscard]] bool is_null(int row, int column) const;
  [[nodiscard]] std::string_view text(int row, int column) const;  ///< text, json; valid while `rows` lives
  [[nodiscard]] std::int64_t integer(int row, int column) const;   ///< smallint, integer, bigint
  [[nodiscard]] double number(int row, int column) const;
  [[nodiscard]] bool boolean(int row, int column) const;
  [[nodiscard]] uuid id(int row, int column) const;
  [[nodiscard]] timestamp moment(int row, int column) const;
  [[nodiscard]] std::vector<std::string> text_list(int row, int column) const;
  [[nodiscard]] std::string_view bytes(int row, int column) const;  ///< bytea

 private:
  std::shared_ptr<pg_result> result_;
};

}  // namespace dossier::db
