#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::db {

/// A named statement: prepared once on each connection under `name`. Text and name live as long as the
/// program's components do (repositories own theirs); two statements with one name have one text.
struct statement {
  std::string name;
  std::string sql;
};

/// Wraps `sql` so that it sets the tenant of its own transaction before it touches a table: `$1` is the
/// tenant's id in every statement that goes through a lane. In a pipeline a setting outlives its statement,
/// so none may rely on another's. The one place where this text is made.
///
/// `sql` is a SELECT, or INSERT/UPDATE whose rows come from a SELECT, that contains the marker `/*tenant*/`
/// where its WHERE clause takes one more condition: `SELECT … FROM brands WHERE /*tenant*/ AND id = $2`. The
/// marker becomes
/// `(SELECT set_config('app.tenant', $1::text, true)) IS NOT NULL`.
[[nodiscard]] statement tenant_statement(std::string name, std::string_view sql);

/// Parameters of one execution, in PostgreSQL's binary format. Values are typed and were checked before:
/// nothing here can make a statement fail for its form.
class parameters {
 public:
  parameters& add(const uuid& value);
  parameters& add(std::int64_t value);
  parameters& add(double value);
  parameters& add(bool value);
  parameters& add(timestamp value);
  parameters& add(std::string_view text);
  parameters& add(const std::vector<std::string>& list);  ///< text[]
  parameters& add(const std::vector<uuid>& list);         ///< uuid[]
  parameters& add_null();
  template <class T>
  parameters& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }

  [[nodiscard]] std::size_t size() const { return lengths_.size(); }
  /// Pointers as libpq wants them; valid while this object lives and is not changed.
  [[nodiscard]] std::vector<const char*> pointers() const;
  [[nodiscard]] std::span<const int> lengths() const { return lengths_; }

 private:
  void append(const void* bytes, std::size_t length);
  std::string bytes_;
  std::vector<std::size_t> offsets_;  ///< npos for null
  std::vector<int> lengths_;
};

}  // namespace dossier::db
