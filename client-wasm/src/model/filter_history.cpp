#include "client-wasm/src/model/filter_history.hpp"

#include <algorithm>

#include "shared/query/filter.hpp"

namespace dossier::model {

void filter_history::add(std::string_view filter) {
  rest();
  const bool blank = filter.find_first_not_of(' ') == std::string_view::npos;
  if (blank || filter.size() > query::filter_max_length || filter.find('\n') != std::string_view::npos)
    return;
  std::string kept(filter);
  std::erase(filters_, kept);
  filters_.insert(filters_.begin(), std::move(kept));
  if (filters_.size() > filter_history_max) filters_.resize(filter_history_max);
}

std::string_view filter_history::step(int by) {
  at_ = std::clamp(at_ + by, -1, static_cast<int>(filters_.size()) - 1);
  return at_ < 0 ? std::string_view() : filters_[static_cast<std::size_t>(at_)];
}

std::string filter_history::to_text() const {
  std::string text;
  for (const std::string& one : filters_) text += one + "\n";
  return text;
}

void filter_history::load(std::string_view text) {
  filters_.clear();
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) add(*line);
}

}  // namespace dossier::model
