#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/app/reference_names.hpp"
#include "client-wasm/src/model/row_cache.hpp"
#include "client-wasm/src/model/search_match.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/live_connection.hpp"
#include "shared/query/filter.hpp"

namespace dossier::app {

inline constexpr std::size_t most_requests = 2;  ///< pages of one list under way at once
/// Rows loaded beyond the screen where scrolling goes, and on the other side.
inline constexpr std::int64_t rows_ahead = 200;
inline constexpr std::int64_t rows_behind = 100;
/// A list of at most so many rows is loaded whole.
inline constexpr std::int64_t whole_list_rows = 1'000;
/// While a whole page passes within this time, nothing is loaded: it would come too late. Milliseconds; also
/// how long the view must rest then.
inline constexpr double rest_ms = 120;
/// Moves that follow one another within so many milliseconds are one motion, however few frames are drawn of
/// it.
inline constexpr double motion_ms = 500;
/// When a page that failed is asked for again, unless the server says: doubled each time, up to the last.
inline constexpr double first_retry_ms = 2'000;
inline constexpr double last_retry_ms = 30'000;

/// A page that could not be loaded: rows [begin, end) of the list.
struct failed_page {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  problem why;
};

/// One resource's list as the person sees it: what was asked for, its rows, loading and failing, kept live.
/// A new query keeps the rows of the last good one until its first page is there. One that cannot be shown
/// (a filter that is not understood, an order that is refused) is said to be wrong while the last good one
/// stays, loads on and is kept live.
///
/// A search (`q`) is matched here, too, for what changes live: a record whose new text is not found leaves,
/// and hits are marked anew. What a ranked search finds later is counted only, see model::row_cache.
class record_list {
 public:
  /// `clock` gives milliseconds of a steady clock; `changed` is called when something shown is another now.
  record_list(const describe::record_type& type, net::api_client& api, net::live_connection& live,
              std::function<double()> clock, std::function<void()> changed);
  ~record_list();
  record_list(const record_list&) = delete;
  record_list& operator=(const record_list&) = delete;

  [[nodiscard]] const describe::record_type& type() const { return type_; }

  /// Asks for the records that match `filter` and are found by `search`, in the order `order_by` (empty: by
  /// the record's title; a search's by rank).
  void show(const std::string& filter, const std::string& order_by, const std::string& search = {});
  /// Loads again what is on the screen, rows stay while it comes (after a reset, or a failure).
  void reload();
  /// Asks at once for the pages that failed.
  void retry();
  /// Says that the rows of the view, up to `end`, are about to be seen.
  void want(std::int64_t end);

  /// The rows shown; nullptr before the first page.
  [[nodiscard]] model::row_cache* rows() { return rows_.get(); }
  [[nodiscard]] const model::row_cache* rows() const { return rows_.get(); }
  /// What is shown, or being loaded to be: what was asked for last, unless that cannot be shown.
  [[nodiscard]] const std::string& filter() const { return query_.filter; }
  [[nodiscard]] const std::string& search() const { return query_.search; }
  [[nodiscard]] const model::sort_order& order() const { return query_.order; }
  /// Whether the rows are in the order of a search's rank, and not in order().
  [[nodiscard]] bool ranked() const { return rows_ && rows_->ranked(); }
  /// What was searched for in place of words that nothing had; empty otherwise.
  [[nodiscard]] const std::string& searched_for() const { return searched_for_; }
  /// When the first page was asked for, while it is under way.
  [[nodiscard]] std::optional<double> loading_since() const { return loading_since_; }
  /// How long the first page took, in milliseconds.
  [[nodiscard]] double answered_in_ms() const { return answered_in_ms_; }
  /// Why the query cannot be shown, where it cannot; then the last good rows are still there.
  [[nodiscard]] const std::optional<problem>& failure() const { return refusal_ ? refusal_ : failure_; }
  /// Pages near the screen that could not be loaded, to be told in their rows' place.
  [[nodiscard]] std::vector<failed_page> failed_pages() const;
  /// True when nothing is under way.
  [[nodiscard]] bool settled() const { return request_ == 0 && pages_.empty() && rests_at_ == 0; }

  /// Does what is due now, at `now` of the clock: loads where the view came to rest, asks again for what
  /// failed.
  void tick(double now);
  /// When tick() has something to do; nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline() const;

  /// Takes a live change that may be for this list; true when it changed what is shown.
  bool take_change(const live::change& change, const describe::any_record& record);
  /// Takes what a change says of the name of a record that this list's refer to; nullopt when it says nothing
  /// of that.
  std::optional<rename> take_name(const live::change& change);
  bool take_reset(const std::string& subscription);
  bool take_refusal(const std::string& subscription, const problem& why);
  /// Takes the answer to a write of ours; a record that the filter leaves out is not put in. Nor is one where
  /// only the server can tell (a filter that looks through references, at the time or at who asks): its
  /// change comes a moment later and says so.
  void take_own(const describe::any_record& record);
  void take_removal(const uuid& id, std::int64_t version);
  /// The connection stands again: what got no answer is asked for again.
  void connected();

 private:
  struct query_text {
    std::string filter;
    std::string search;
    std::string order_by;  ///< as asked of the server; empty: by rank
    model::sort_order order;
    query::filter parsed;
  };
  /// A page under way, or one that failed.
  struct page_load {
    int id = 0;       ///< among the rows' expected pages
    int request = 0;  ///< 0: failed
    model::page_request asked;
    problem why;
    std::optional<double> retry_at;
  };

  void load_first();
  void take_first(const model::page_request& asked, result<net::record_page> answer);
  void begin_rows(const net::record_page& first);
  void refuse(problem why);
  void load_missing();
  void ask(const model::page_request& page);
  void take_page(int id, result<net::record_page> answer);
  void fail(page_load& page, problem why);
  void abort_pages();
  void leave_behind(std::int64_t begin, std::int64_t end);
  void follow_view();
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> window() const;
  [[nodiscard]] std::optional<model::page_request> next_request() const;
  [[nodiscard]] net::list_query request_of(const model::page_request& page) const;
  void subscribe(std::int64_t after);
  bool apply(const live::change& change, const describe::any_record& record);
  bool apply_found(live::change change, net::told_record told);
  void apply_held();
  void follow_names(std::int64_t seq);
  [[nodiscard]] model::sort_order default_order() const;

  const describe::record_type& type_;
  net::api_client& api_;
  net::live_connection& live_;
  std::function<double()> clock_;
  std::function<void()> changed_;

  std::string asked_filter_;
  std::string asked_order_;
  std::string asked_search_;
  bool asked_ = false;
  query_text query_;          ///< the one that is loaded and kept live
  query_text shown_;          ///< the one whose rows are here
  bool after_reset_ = false;  ///< the page under way belongs to the subscription that was reset
  std::vector<std::pair<live::change, describe::any_record>> held_;  ///< changes that came meanwhile
  std::int64_t included_seq_ = 0;  ///< changes of this subscription that the page includes; 0 for none
  bool fresh_query_ = false;       ///< the first page replaces the rows instead of patching them
  std::unique_ptr<model::row_cache> rows_;
  std::optional<model::search_match> match_;
  std::string searched_for_;
  std::optional<problem> refusal_;  ///< what is wrong with the query that was asked for
  std::optional<problem> failure_;  ///< why loading did not succeed
  std::optional<double> loading_since_;
  double answered_in_ms_ = 0;
  int request_ = 0;               ///< for the first page
  std::vector<page_load> pages_;  ///< other pages under way
  std::vector<page_load> failed_;
  int page_number_ = 0;
  int failures_ = 0;         ///< in a row
  double traveled_ = 0;      ///< what the view had scrolled, in rows, when it was last looked at
  double moved_at_ = 0;      ///< when it was last seen to move
  double rests_at_ = 0;      ///< when it counts as resting; 0: it rests
  bool scrolls_up_ = false;  ///< which way it moved last
  std::string subscription_;
  int generation_ = 0;
  reference_names names_;
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
