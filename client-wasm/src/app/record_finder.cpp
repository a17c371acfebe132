#include "client-wasm/src/app/record_finder.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/model/search_text.hpp"
#include "shared/text/fold.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view count_field = "usage_count";

/// Titles that begin with what was typed come first, then by title: the order of all titles before anything
/// is typed, so that rows stay where they are while answers follow the typing.
void sort_titles(std::vector<found_record>& found, std::string_view typed) {
  const std::string beginning = text::fold(typed);
  const auto key = [&](const found_record& one) {
    std::string title = text::fold(one.title);
    const bool elsewhere = title.compare(0, beginning.size(), beginning) != 0;
    return std::pair(elsewhere, std::move(title));
  };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

}  // namespace

record_finder::record_finder(const describe::record_type& type, net::api_client& api,
                             std::function<void()> changed)
    : type_(type), api_(api), changed_(std::move(changed)) {}

record_finder::~record_finder() {
  if (request_ != 0) api_.abort(request_);
}

void record_finder::look_for(std::string_view text) {
  if (wanted_ == text) return;
  wanted_ = std::string(text);
  if (request_ == 0) ask();
}

void record_finder::ask() {
  asked_ = *wanted_;
  net::list_query query;
  query.q = model::prefix_search(asked_);
  if (query.q.empty()) query.order_by = std::string(type_.names.title_field);
  query.page_size = finder_results_max;
  request_ = api_.list(type_, query, [this](result<net::record_page> answer) {
    request_ = 0;
    take(std::move(answer));
    changed_();
  });
}

void record_finder::take(result<net::record_page> answer) {
  if (answer) {
    const describe::field* count = type_.find(count_field);
    found_.clear();
    for (const net::told_record& item : answer->items) {
      const void* data = item.record.data();
      found_record one{item.record.base().id, *static_cast<const std::string*>(type_.title().read(data)), {}};
      if (count != nullptr) one.count = *static_cast<const std::int64_t*>(count->read(data));
      found_.push_back(std::move(one));
    }
    if (!model::prefix_search(asked_).empty()) sort_titles(found_, asked_);
    answered_ = asked_;
  }
  if (wanted_ != asked_) ask();
}

const found_record* record_finder::exact(std::string_view text) const {
  const std::string key = text::fold(text);
  const auto same = std::find_if(found_.begin(), found_.end(),
                                 [&](const found_record& one) { return text::fold(one.title) == key; });
  return same == found_.end() ? nullptr : &*same;
}

}  // namespace dossier::app
