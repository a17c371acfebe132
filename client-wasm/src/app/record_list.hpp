#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/model/row_cache.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"
#include "shared/query/filter.hpp"

namespace dossier::app {

/// Rows that are loaded ahead without being asked for, so that scrolling rarely waits.
inline constexpr std::int64_t rows_loaded_ahead = 1'000;

/// One resource's list as the person sees it: what was asked for, its rows, loading and failing, kept live.
/// A new query keeps the rows of the last good one until its first page is there. One that cannot be shown
/// (a filter that is not understood, an order that is refused) is said to be wrong while the last good one
/// stays, loads on and is kept live.
class record_list {
 public:
  /// `clock` gives milliseconds of a steady clock; `changed` is called when something shown is another now.
  record_list(const describe::record_type& type, net::api_client& api, net::live_connection& live,
              std::function<double()> clock, std::function<void()> changed);
  ~record_list();
  record_list(const record_list&) = delete;
  record_list& operator=(const record_list&) = delete;

  [[nodiscard]] const describe::record_type& type() const { return type_; }

  /// Asks for the records that match `filter` in the order `order_by` (empty: by the record's title).
  void show(const std::string& filter, const std::string& order_by);
  /// Loads again what is shown, rows stay while it comes (after a reset, or a failure).
  void reload();
  /// Says that rows up to `end` are about to be seen.
  void want(std::int64_t end);

  /// The rows shown; nullptr before the first page.
  [[nodiscard]] model::row_cache* rows() { return rows_.get(); }
  [[nodiscard]] const model::row_cache* rows() const { return rows_.get(); }
  /// What is shown, or being loaded to be: what was asked for last, unless that cannot be shown.
  [[nodiscard]] const std::string& filter() const { return query_.filter; }
  [[nodiscard]] const model::sort_order& order() const { return query_.order; }
  /// When the first page was asked for, while it is under way.
  [[nodiscard]] std::optional<double> loading_since() const { return loading_since_; }
  /// How long the first page took, in milliseconds.
  [[nodiscard]] double answered_in_ms() const { return answered_in_ms_; }
  /// Why the query cannot be shown, where it cannot; then the last good rows are still there.
  [[nodiscard]] const std::optional<problem>& failure() const { return refusal_ ? refusal_ : failure_; }
  /// True when nothing is under way.
  [[nodiscard]] bool settled() const { return request_ == 0; }

  /// Takes a live change that may be for this list; true when it changed what is shown.
  bool take_change(const live::change& change, const describe::any_record& record);
  bool take_reset(const std::string& subscription);
  bool take_refusal(const std::string& subscription, const problem& why);
  /// Takes the answer to a write of ours; a record that the filter leaves out is not put in. Nor is one where
  /// only the server can tell (a filter that looks through references, at the time or at who asks): its
  /// change comes a moment later and says so.
  void take_own(const describe::any_record& record);
  void take_removal(const uuid& id, std::int64_t version);

 private:
  struct query_text {
    std::string filter;
    model::sort_order order;
    query::filter parsed;
  };

  void load_first();
  void load_next();
  void take_first(result<net::record_page> answer);
  void take_next(result<net::record_page> answer);
  void subscribe(std::int64_t after);
  bool apply(const live::change& change, const describe::any_record& record);
  void apply_held();
  [[nodiscard]] model::sort_order default_order() const;

  const describe::record_type& type_;
  net::api_client& api_;
  net::live_connection& live_;
  std::function<double()> clock_;
  std::function<void()> changed_;

  std::string asked_filter_;
  std::string asked_order_;
  bool asked_ = false;
  query_text query_;          ///< the one that is loaded and kept live
  query_text shown_;          ///< the one whose rows are here
  bool after_reset_ = false;  ///< the page under way belongs to the subscription that was reset
  std::vector<std::pair<live::change, describe::any_record>> held_;  ///< changes that came meanwhile
  std::int64_t included_seq_ = 0;  ///< changes of this subscription that the page includes; 0 for none
  bool fresh_query_ = false;       ///< the first page replaces the rows instead of patching them
  std::unique_ptr<model::row_cache> rows_;
  std::optional<problem> refusal_;  ///< what is wrong with the query that was asked for
  std::optional<problem> failure_;  ///< why loading did not succeed
  std::optional<double> loading_since_;
  double answered_in_ms_ = 0;
  std::int64_t wanted_ = rows_loaded_ahead;
  int request_ = 0;
  std::string subscription_;
  int generation_ = 0;
};

/// Rows the person has checked: some by name, or all that match but some.
class row_selection {
 public:
  void clear() { *this = {}; }
  void toggle(const uuid& id);
  void set(const uuid& id, bool checked);
  void check_all() { all_ = true, named_.clear(); }
  [[nodiscard]] bool contains(const uuid& id) const { return all_ != (named_.count(id) != 0); }
  [[nodiscard]] bool empty() const { return !all_ && named_.empty(); }
  [[nodiscard]] bool all() const { return all_; }
  [[nodiscard]] std::int64_t count(std::int64_t total) const;
  /// The ids named: the checked ones, or with all() those left out.
  [[nodiscard]] const std::set<uuid>& named() const { return named_; }

 private:
  bool all_ = false;
  std::set<uuid> named_;
};

}  // namespace dossier::app
