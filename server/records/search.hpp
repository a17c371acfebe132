#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/records/remembered.hpp"
#include "server/records/search_repository.hpp"

/// Full-text search of one record type (`q`).
///
/// Rare: up to ranked_hits_max records are found by the index of words, ranked, and a list is given by their
/// ids. Frequent: a list walks the index of its order and asks each record's document; where a filter leaves
/// more than a few records, it is tried first whether few of them match, since such a walk would find its
/// page late or never. All of it runs on the session pool, since the words decide how long it takes.
namespace dossier::records {

/// How long a search is taken to be frequent after it was seen to be, and how many such are remembered.
inline constexpr std::chrono::minutes frequency_kept_for{5};
inline constexpr std::size_t frequencies_max = 2'000;

/// What a search came to.
struct search_outcome {
  query::search searched;  ///< as it was asked for, or with misspelt words replaced
  bool corrected = false;
  /// More hits than are ranked: `hits` is empty then, and `count` a guess.
  bool frequent = false;
  std::vector<search_hit> hits;  ///< the best first
  std::int64_t count = 0;
  std::optional<std::int64_t> seq = {};  ///< of the log, which the hits include at least; frequent: none
};

/// Words tried for a misspelt one, by their similarity.
inline constexpr std::int64_t resembling_words_max = 20;
/// Of those, how many are looked for in documents.
inline constexpr int corrections_tried_max = 3;
/// Hits that are counted when a search was found to be frequent, for an estimate.
inline constexpr std::int64_t counted_hits_max = 1'000'000;

/// Thread-safe.
class searches {
 public:
  /// `words` are those of new records, which wait to be written.
  searches(const describe::record_type& type, std::shared_ptr<vocabulary> words)
      : repository_(type), words_(std::move(words)) {}

  /// Looks for `wanted`, which is not empty. Where nothing at all has its words, those that stand in no
  /// record are replaced by the likeliest words that do.
  boost::asio::awaitable<result<search_outcome>> find(db::session_pool& sessions, uuid tenant,
                                                      query::search wanted);

  /// For a frequent search in a list whose filter leaves many records: its hits in that list, if they are few
  /// enough to be ranked; else the outcome as it was.
  boost::asio::awaitable<result<search_outcome>> narrow(db::session_pool& sessions, uuid tenant,
                                                        search_outcome found, const list_query& list);

  /// How a list takes part in it. `ranked`: the list stands in the order of rank, and begins behind the hit
  /// at the position, if any.
  [[nodiscard]] list_search part_in_list(const search_outcome& found, bool ranked,
                                         const std::optional<query::page_position>& behind) const;

  [[nodiscard]] const describe::record_type& type() const { return repository_.type(); }

  /// The part of a frequent search in a list that finds its hits first; `is_late`: that a walk of the list
  /// came upon too few of them in time, remembered as long as that the search is frequent.
  [[nodiscard]] list_search part_by_hits(const search_outcome& found) const;
  [[nodiscard]] bool is_late(const uuid& tenant, const search_outcome& found, const list_query& list);
  void remember_late(const uuid& tenant, const search_outcome& found, const list_query& list);

  /// Writes the words that wait. A search that finds nothing does so for its tenant by itself.
  boost::asio::awaitable<void> remember_words(db::session_pool& sessions);

  /// Makes search rows for some of a tenant's records that are older than search. False when there are no
  /// more.
  boost::asio::awaitable<result<bool>> fill_some(db::session_pool& sessions, uuid tenant);

 private:
  void remember_words(db::session& in, const uuid& tenant, std::vector<std::string>& written) const;
  [[nodiscard]] std::optional<query::search> corrected(db::session& in, const uuid& tenant,
                                                       const query::search& wanted) const;
  [[nodiscard]] std::optional<std::string> existing(db::session& in, const uuid& tenant,
                                                    const std::string& misspelt, bool prefix) const;

  search_repository repository_;
  std::shared_ptr<vocabulary> words_;
  /// Searches with more hits than are ranked, and how many: only the first of them is counted.
  remembered<std::int64_t> frequency_{frequency_kept_for, frequencies_max};
};

/// The position of a hit in the order of rank.
[[nodiscard]] query::page_position position_of(const search_hit& hit);

}  // namespace dossier::records
