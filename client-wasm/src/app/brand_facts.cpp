#include "client-wasm/src/app/brand_facts.hpp"

#include <utility>

#include "shared/records/insight.hpp"

namespace dossier::app {

brand_facts::brand_facts(net::api_client& api, std::function<void()> changed)
    : api_(api), changed_(std::move(changed)) {}

const brand_facts::facts& brand_facts::of(const uuid& id) {
  if (entries_.size() > most_brand_facts && entries_.count(id) == 0 && under_way_ == 0) entries_.clear();
  entry& one = entries_[id];
  if (!std::exchange(one.record_asked, true)) ask_record(id);
  if (!std::exchange(one.count_asked, true)) ask_count(id);
  return one.known;
}

void brand_facts::forget_counts() {
  for (auto& [id, one] : entries_) one.count_asked = false;
}

void brand_facts::ask_record(const uuid& id) {
  ++under_way_;
  api_.get(describe::type_of<brand>(), id,
           [this, id, alive = std::weak_ptr(alive_)](const result<net::record_answer>& answer) {
             if (alive.expired()) return;
             --under_way_;
             if (answer) entries_[id].known.record = *answer->record.get_if<brand>();
             changed_();
           });
}

void brand_facts::ask_count(const uuid& id) {
  ++under_way_;
  net::list_query query;
  query.filter = "brand_id = \"" + to_string(id) + "\"";
  query.fields = "id";
  query.page_size = 1;
  api_.list(describe::type_of<insight>(), query,
            [this, id, alive = std::weak_ptr(alive_)](const result<net::record_page>& answer) {
              if (alive.expired()) return;
              --under_way_;
              if (answer) entries_[id].known.insights = answer->total;
              changed_();
            });
}

}  // namespace dossier::app
