#include "server/records/search.hpp"

#include <algorithm>

#include "server/db/session.hpp"
#include "server/records/search_query.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;
using ending = db::session_pool::ending;

/// What narrows a frequent search, in one spelling.
std::string narrowed_name(const search_outcome& found, const list_query& list) {
  const query::filter where = query::bound_to(*list.where, list.at.caller);
  return tsquery_of(found.searched) + (list.show_deleted ? "\n+" : "\n-") + query::to_string(where);
}

/// Not by where the page begins: a later one may be quick, but as the first it was late.
std::string late_name(const search_outcome& found, const list_query& list) {
  return "late\n" + query::to_string(list.by) + "\n" + narrowed_name(found, list);
}

void take_hits(search_outcome& into, found_hits found) {
  into.seq = found.seq;
  into.count = static_cast<std::int64_t>(found.hits.size());
  into.frequent = into.count > ranked_hits_max;
  if (!into.frequent) into.hits = std::move(found.hits);
}

/// Whether a hit stands behind a position in the order of rank.
bool stands_behind(const search_hit& hit, const query::page_position& position) {
  const double rank = std::get<double>(position.keys.front());
  return hit.rank != rank ? hit.rank < rank : hit.id < position.id;
}

}  // namespace

asio::awaitable<result<search_outcome>> searches::find(db::session_pool& sessions, uuid tenant,
                                                       query::search wanted) {
  search_outcome found;
  found.searched = std::move(wanted);
  if (const auto known = frequency_.find(tenant, tsquery_of(found.searched))) {
    found.frequent = true;
    found.count = *known;
    co_return found;
  }
  std::vector<std::string> written;
  const db::session_pool::transaction_job job = [&](db::session& in) {
    take_hits(found, repository_.find(in, tenant, found.searched, ranked_hits_max + 1));
    if (found.count == 0) {
      remember_words(in, tenant, written);
      if (auto right = corrected(in, tenant, found.searched)) {
        found.searched = *std::move(right);
        found.corrected = true;
        take_hits(found, repository_.find(in, tenant, found.searched, ranked_hits_max + 1));
      }
    }
    if (found.frequent) {
      found.count = repository_.count(in, tenant, tsquery_of(found.searched), counted_hits_max);
    }
    return ending::commit;
  };
  const result<void> done = co_await sessions.transact(job);
  if (!done) {
    words_->give_back(tenant, written);
    co_return done.error();
  }
  if (found.frequent && !found.corrected) {
    frequency_.remember(tenant, tsquery_of(found.searched), found.count);
  }
  co_return found;
}

asio::awaitable<result<search_outcome>> searches::narrow(db::session_pool& sessions, uuid tenant,
                                                         search_outcome found, const list_query& list) {
  const std::string name = narrowed_name(found, list);
  if (const auto known = frequency_.find(tenant, name)) {
    found.count = *known;
    co_return found;
  }
  const std::int64_t hits = found.count;
  const db::session_pool::transaction_job job = [&](db::session& in) {
    take_hits(found, repository_.find(in, tenant, found.searched, list, ranked_hits_max + 1));
    return ending::commit;
  };
  const result<void> done = co_await sessions.transact(job);
  if (!done) co_return done.error();
  if (found.frequent) {
    found.count = hits;
    frequency_.remember(tenant, name, hits);
  }
  co_return found;
}

/// Writes the words that wait, and adds them to `written`: who rolls back gives them back.
void searches::remember_words(db::session& in, const uuid& tenant, std::vector<std::string>& written) const {
  written = words_->take(tenant);
  if (!written.empty()) repository_.remember(in, tenant, written);
}

asio::awaitable<void> searches::remember_words(db::session_pool& sessions) {
  for (const uuid& tenant : words_->tenants()) {
    std::vector<std::string> written;
    const db::session_pool::transaction_job job = [&](db::session& in) {
      remember_words(in, tenant, written);
      return ending::commit;
    };
    if (co_await sessions.transact(job)) continue;
    words_->give_back(tenant, written);
    co_return;  // the database is away
  }
}

asio::awaitable<result<bool>> searches::fill_some(db::session_pool& sessions, uuid tenant) {
  return repository_.fill_some(sessions, tenant, *words_);
}

/// The search with each word that no record has replaced; nothing when there is nothing to replace, or
/// nothing to replace it by.
std::optional<query::search> searches::corrected(db::session& in, const uuid& tenant,
                                                 const query::search& wanted) const {
  query::search right = wanted;
  for (const searched_word& word : included_words(wanted)) {
    if (repository_.count(in, tenant, tsquery_of_word(word.word, word.prefix), 1) > 0) continue;
    const auto meant = existing(in, tenant, word.word, word.prefix);
    if (!meant) return std::nullopt;  // no record could have all words
    right = replaced(right, word, *meant);
  }
  if (right == wanted) return std::nullopt;
  return right;
}

std::optional<std::string> searches::existing(db::session& in, const uuid& tenant,
                                              const std::string& misspelt, bool prefix) const {
  std::vector<std::string> words =
      repository_.resembling(in, tenant, misspelt, near_words(misspelt), resembling_words_max);
  for (int tried = 0; tried < corrections_tried_max; ++tried) {
    const std::string* best = likeliest(misspelt, words);
    if (best == nullptr) return std::nullopt;
    if (repository_.count(in, tenant, tsquery_of_word(*best, prefix), 1) > 0) return *best;
    words.erase(words.begin() + (best - words.data()));  // its last record has gone
  }
  return std::nullopt;
}

list_search searches::part_in_list(const search_outcome& found, bool ranked,
                                   const std::optional<query::page_position>& behind) const {
  list_search part;
  if (found.frequent) {
    part.condition = [this, wanted = tsquery_of(found.searched)](int first) {
      return repository_.probe(wanted, first);
    };
    return part;
  }
  part.ids_are_the_order = ranked;
  std::vector<uuid>& ids = part.ids.emplace();
  ids.reserve(found.hits.size());
  for (const search_hit& hit : found.hits) {
    if (!ranked || !behind || stands_behind(hit, *behind)) ids.push_back(hit.id);
  }
  return part;
}

list_search searches::part_by_hits(const search_outcome& found) const {
  list_search part;
  part.condition = [this, wanted = tsquery_of(found.searched)](int first) {
    return repository_.among_hits(wanted, first);
  };
  return part;
}

bool searches::is_late(const uuid& tenant, const search_outcome& found, const list_query& list) {
  return frequency_.find(tenant, late_name(found, list)).has_value();
}

void searches::remember_late(const uuid& tenant, const search_outcome& found, const list_query& list) {
  frequency_.remember(tenant, late_name(found, list), found.count);
}

query::page_position position_of(const search_hit& hit) {
  return {{hit.rank}, hit.id};
}

}  // namespace dossier::records
