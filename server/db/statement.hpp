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
  /// Planned for its parameters at each use instead of once for all: for one whose best plan depends on them.
  bool is_planned_anew = false;
};

/// Wraps `sql` so that it sets the tenant of its own transaction before it touches a table: `$1` is the
/// tenant's id in every statement that goes through a lane. In a pipeline a setting outlives its statement,
/// so none may rely on another's. The one place where this text is made.
///
/// `sql` is a SELECT, or INSERT/UPDATE whose rows come from a SELECT, that contains the marker `/*tenant*/`
/// where its WHERE clause takes one more condition: `SELECT … FROM brands WHERE /*tenant*/ AND id = $2`. The
/// marker becomes `(SELECT set_config('app.tenant', $1::text, true)) IS NOT NULL`, which PostgreSQL evaluates
/// once, before it reads a row of that query level; so every level that reads a table by itself (each branch
/// of a UNION, each WITH query) carries the marker. A text without it throws std::logic_error.
[[nodiscard]] statement tenant_statement(std::string name, std::string_view sql,
                                         bool is_planned_anew = false);

/// Parameters of one execution, typed, in PostgreSQL's binary format: `$1::uuid`, `$2::bigint`, … as added. A
/// value for a column of another type is cast by the statement's text (`$4::jsonb`). Values were checked
/// before: nothing here can make a statement fail for its form, except text with a zero byte, which
/// PostgreSQL has no room for.
class parameters {
 public:
  parameters& add(const uuid& value);
  parameters& add(std::int64_t value);
  parameters& add(int value) { return add(std::int64_t{value}); }
  parameters& add(double value);
  parameters& add(bool value);
  parameters& add(timestamp value);
  parameters& add(std::string_view text);
  parameters& add(const char* text) { return add(std::string_view(text)); }  // else it would become a bool
  parameters& add(const std::string& text) { return add(std::string_view(text)); }
  parameters& add(const std::vector<std::string>& list);   ///< text[]
  parameters& add(const std::vector<uuid>& list);          ///< uuid[]
  parameters& add(const std::vector<std::int64_t>& list);  ///< bigint[]
  parameters& add(const std::vector<double>& list);        ///< double precision[]
  parameters& add(const std::vector<timestamp>& list);     ///< timestamptz[]
  parameters& add_null();                                  ///< of whatever type the statement implies
  /// A null has T's type, so that one preparation of the statement serves it with and without a value.
  template <class T>
  parameters& add(const std::optional<T>& value) {
    return value ? add(*value) : add(T{}).make_last_null();
  }

  [[nodiscard]] std::size_t size() const { return lengths_.size(); }
  /// Pointers as libpq wants them; valid while this object lives and is not changed.
  [[nodiscard]] std::vector<const char*> pointers() const;
  void fill_pointers(std::vector<const char*>& out) const;
  [[nodiscard]] std::span<const int> lengths() const { return lengths_; }
  /// The types' object ids; 0 for a null of unknown type.
  [[nodiscard]] std::span<const unsigned> types() const { return types_; }

 private:
  void append(unsigned type, const void* bytes, std::size_t length);
  /// An array of items of eight bytes each.
  template <class T, class Bits>
  parameters& add_array(unsigned type, unsigned item_type, const std::vector<T>& list, Bits bits_of);
  parameters& make_last_null();
  std::string bytes_;
  std::vector<std::size_t> offsets_;  ///< npos for null
  std::vector<int> lengths_;
  std::vector<unsigned> types_;
};

}  // namespace dossier::db
