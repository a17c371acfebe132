#include "client-wasm/src/app/reference_counts.hpp"

#include <algorithm>
#include <utility>

#include "shared/codec/record_json.hpp"

namespace dossier::app {

reference_counts::reference_counts(workspace& work, const describe::record_type& counted,
                                   const describe::field& reference)
    : work_(work), counted_(counted), reference_(reference) {}

reference_counts::~reference_counts() {
  if (request_ != 0) work_.api().abort(request_);
}

std::optional<std::int64_t> reference_counts::of(const uuid& id) {
  entry& known = known_[id];
  if (known.stale && !known.wanted) {
    known.wanted = true;
    wanted_.push_back(id);
  }
  return known.count;
}

std::optional<double> reference_counts::ask() {
  if (request_ != 0 || wanted_.empty()) return std::nullopt;
  const double now = work_.around().clock();
  if (asked_at_ != 0 && now < asked_at_ + counts_interval_ms) return asked_at_ + counts_interval_ms;
  asked_at_ = now;
  const std::size_t size = std::min(counts_at_once, wanted_.size());
  // What was shown last is still on the screen.
  const auto begin = wanted_.end() - static_cast<std::ptrdiff_t>(size);
  const std::vector<uuid> asked(begin, wanted_.end());
  wanted_.erase(begin, wanted_.end());
  // A facet leaves out the conditions that are about its own field only. The second half of this one is never
  // true and is about another.
  std::string filter = "(" + std::string(reference_.name) + " IN (";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    filter += (i == 0 ? "\"" : ",\"") + to_string(asked[i]) + "\"";
  }
  filter += ") OR " + std::string(counted_.names.title_field) + " = \"\")";
  request_ =
      work_.api().facets(counted_, reference_.name, filter, {},
                         [this, asked](result<net::facet_page> page) { take(asked, std::move(page)); });
  return std::nullopt;
}

void reference_counts::take(const std::vector<uuid>& asked, result<net::facet_page> page) {
  request_ = 0;
  // What changed meanwhile the answer may lack: it is asked for once more.
  const bool again = std::exchange(changed_meanwhile_, false);
  for (const uuid& id : asked) {
    known_[id].wanted = false;
    known_[id].stale = again;
  }
  if (!page) return;  // the next change asks again; until then the counts are as they were
  const net::field_facet* facet = page->of(reference_);
  for (const uuid& id : asked) known_[id].count = 0;
  for (std::size_t i = 0; facet != nullptr && i < facet->values.size(); ++i) {
    const net::facet_count& counted = facet->values[i];
    const auto id = counted.value ? parse_uuid(*counted.value) : std::nullopt;
    if (id) known_[*id].count = counted.count;
  }
  if (watch_ == nullptr) watch(page->change_seq);
  work_.around().changed();
}

void reference_counts::watch(std::int64_t after) {
  watch_ = work_.watch_changes(
      std::string(counted_.names.resource), {}, after,
      [this](const live::change& change) { take_change(change); }, [this] { forget_all(); });
}

/// Only what comes, goes or refers to another record moves a count.
void reference_counts::take_change(const live::change& change) {
  const bool moved =
      change.kind != live::change_kind::updated ||
      std::find(change.changed.begin(), change.changed.end(), reference_.name) != change.changed.end();
  if (!moved) return;
  const bool alone = change.kind == live::change_kind::created && !change.record.empty();
  const auto record = alone ? codec::read_stored(counted_, change.record) : std::nullopt;
  if (!record) return forget_all();  // who it referred to before is not told
  const auto at = known_.find(*static_cast<const uuid*>(reference_.read(record->data())));
  if (at == known_.end()) return;
  at->second.stale = true;
  changed_meanwhile_ = request_ != 0;
  work_.around().changed();
}

/// Everything is asked for again where it is shown; what was known stays to be seen until then.
void reference_counts::forget_all() {
  if (known_.size() > most_counts) {
    known_.clear();
    wanted_.clear();
  }
  for (auto& [id, known] : known_) known.stale = true;
  changed_meanwhile_ = request_ != 0;
  work_.around().changed();
}

}  // namespace dossier::app
