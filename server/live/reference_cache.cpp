#include "server/live/reference_cache.hpp"

#include <algorithm>

#include "shared/codec/short_form.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::live {
namespace {

struct eraser {
  template <class T>
  void operator()(T& member) const {
    member = T{};
  }
};

/// Leaves what paths and short forms can name: long texts would make a full cache heavy.
void trim(describe::any_record& record) {
  for (const describe::field& described : record.type().fields) {
    const bool text = described.kind == describe::kind::text;
    const bool title = described.name == record.type().names.title_field;
    if (text && !described.is_filterable && !title) describe::visit(described, record.data(), eraser{});
  }
}

}  // namespace

reference_cache::reference_cache(record_source& source, db::read_lane& lane, uuid tenant_id,
                                 std::size_t capacity)
    : source_(source), lane_(lane), tenant_id_(tenant_id), capacity_(capacity) {}

void reference_cache::missing_of(const describe::any_record& record,
                                 std::vector<missing_reference>& into) const {
  for (const describe::field& reference : record.type().fields) {
    if (reference.references.empty()) continue;
    const std::optional<uuid> id = codec::referenced_id(reference, record.data());
    if (!id || entries_.contains(*id)) continue;
    const describe::record_type* type = describe::find_record(reference.references);
    const auto same = [&](const missing_reference& one) { return one.id == *id; };
    if (type != nullptr && std::none_of(into.begin(), into.end(), same)) into.push_back({type, *id});
  }
}

boost::asio::awaitable<bool> reference_cache::load(std::vector<missing_reference> wanted) {
  const auto self = shared_from_this();  // the tenant's last connection may leave meanwhile
  const std::uint64_t generation = generation_;
  for (const missing_reference& one : wanted) ++coming_[one.id];
  bool complete = true;
  for (const describe::record_type* type : describe::all_records()) {
    std::vector<uuid> ids;
    for (const missing_reference& one : wanted) {
      if (one.type == type) ids.push_back(one.id);
    }
    if (ids.empty()) continue;
    result<record_source::records> found = co_await source_.find(lane_, tenant_id_, *type, ids);
    if (!found || generation != generation_) {
      complete = false;
      break;
    }
    for (describe::any_record& record : *found) {
      const uuid id = record.base().id;
      put(id, std::move(record));
    }
    for (const uuid& id : ids) {
      if (!entries_.contains(id)) put(id, {});
    }
  }
  for (const missing_reference& one : wanted) {
    if (const auto coming = coming_.find(one.id); --coming->second == 0) coming_.erase(coming);
  }
  shrink();
  co_return complete;
}

void reference_cache::apply(const feed_change& change) {
  const uuid& id = change.record_id();
  if (!entries_.contains(id) && !coming_.contains(id)) return;
  if (change.readable()) return put(id, change.image());
  if (const auto found = entries_.find(id); found != entries_.end()) {
    used_.erase(found->second->used);
    entries_.erase(found);
  }
}

void reference_cache::clear() {
  ++generation_;
  entries_.clear();
  used_.clear();
}

const query::subject* reference_cache::find(const uuid& id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  used_.splice(used_.begin(), used_, found->second->used);
  return found->second->subject ? &*found->second->subject : nullptr;
}

/// Keeps the newer of what is known and what comes.
void reference_cache::put(const uuid& id, describe::any_record record) {
  std::unique_ptr<entry>& known = entries_[id];
  if (!known) {
    known = std::make_unique<entry>();
    known->used = used_.insert(used_.begin(), id);
  }
  if (record.empty()) return;
  if (!known->record.empty() && known->record.base().version >= record.base().version) return;
  known->subject.reset();
  known->record = std::move(record);
  trim(known->record);
  known->subject.emplace(known->record);
}

void reference_cache::shrink() {
  while (entries_.size() > capacity_) {
    entries_.erase(used_.back());
    used_.pop_back();
  }
}

}  // namespace dossier::live
