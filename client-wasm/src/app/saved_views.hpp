#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/settings.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::app {

/// The part of an address that names the view it was opened as.
inline constexpr std::string_view view_part = "view";

/// How a list looks beside what its route says.
struct list_look {
  std::vector<std::string> columns;  ///< as saved_view::columns: empty for the list's own
  model::density density = model::density::normal;
  friend bool operator==(const list_look&, const list_look&) = default;
};
[[nodiscard]] list_look look_of(const saved_view& view);

/// The lists that people keep, as a live list of their own (whole, up to whole_list_rows of them; of more,
/// the oldest), with those that are shipped; and what is done to them. That goes the way of all writes: it is
/// seen at once, waits for the connection where there is none, and can be undone. Pointers are good until the
/// next change of a view and the next write of anything.
class saved_views {
 public:
  /// The workspace outlives it.
  explicit saved_views(workspace& work);

  /// Loads the views, and keeps them live from then on.
  void start();
  [[nodiscard]] bool loaded() const { return desk_.list().rows() != nullptr; }

  /// A resource's views as they are listed: those that are not shared, then the shared ones; the pinned
  /// first, then by when they were made.
  [[nodiscard]] const std::vector<const saved_view*>& of(std::string_view resource) const;
  /// All of them; resources in the order of the registry.
  [[nodiscard]] std::vector<const saved_view*> all() const;
  [[nodiscard]] const saved_view* find(const uuid& id) const;
  /// Whether it lists others as time goes by.
  [[nodiscard]] bool by_time(const saved_view& view) const { return by_time_.count(view.id) != 0; }

  /// The view that a route was opened as; nullptr where it names none, or one that is gone.
  [[nodiscard]] const saved_view* opened_by(const route& where) const;
  /// The same, else the first view that lists the same in the same order.
  [[nodiscard]] const saved_view* shown_by(const route& where) const;

  /// Makes a view of what `where` shows; without `look` of a list that has no columns. `done` hears of the
  /// new one, unless it had to wait for the connection.
  void create(const std::string& name, const route& where, const std::optional<list_look>& look,
              std::function<void(const saved_view&)> done);
  /// Makes a view what `where` shows now.
  void update(const saved_view& view, const route& where, const std::optional<list_look>& look);
  void rename(const saved_view& view, const std::string& name);
  void pin(const saved_view& view, bool pinned);
  void share(const saved_view& view, bool shared);
  void remove(const saved_view& view);

 private:
  void patch(const saved_view& before, const saved_view& after, const std::string& what);
  void refused(std::string_view what, const problem& why);
  void refresh() const;

  workspace& work_;
  desk& desk_;
  /// The views with all that is written to them and not answered; made when they are asked for, and anew when
  /// a view changed or anything was written.
  mutable std::vector<saved_view> known_;
  mutable std::map<std::string, std::vector<const saved_view*>, std::less<>> listed_;  ///< by resource
  mutable std::set<uuid> by_time_;
  mutable std::optional<std::pair<std::uint64_t, std::int64_t>> made_of_;  ///< revisions: rows, writes
};

/// Where a view leads.
[[nodiscard]] route route_to(const saved_view& view);
/// Whether a filter lists others as time goes by.
[[nodiscard]] bool counts_by_time(std::string_view resource, std::string_view filter);
/// Whether a route lists what the view lists, in its order.
[[nodiscard]] bool lists_the_same(const route& where, const saved_view& view);
/// Why a view cannot be called so; empty when it can.
[[nodiscard]] std::string name_fault(std::string_view name);
/// A name to begin with: the words that are looked for, else nothing.
[[nodiscard]] std::string suggested_name(const route& where);

}  // namespace dossier::app
