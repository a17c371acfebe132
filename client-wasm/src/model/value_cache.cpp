#include "client-wasm/src/model/value_cache.hpp"

#include <algorithm>
#include <utility>

namespace dossier::model {

const std::vector<known_value>* value_cache::want(const value_question& question) {
  const auto found = std::find_if(answers_.begin(), answers_.end(),
                                  [&](const answer& one) { return one.question == question && one.fresh; });
  if (found != answers_.end()) return &found->values;
  // A question that has no answer stays asked, so that it is not asked again with each frame.
  if (asked_ == question || !service_.ask) return nullptr;
  stop();
  asked_ = question;
  request_ = service_.ask(
      question, [this, question](std::vector<known_value> values) { take(question, std::move(values)); });
  return nullptr;
}

const std::vector<known_value>* value_cache::known(const value_question& question) const {
  const answer* latest = nullptr;
  for (const answer& one : answers_) {
    if (one.question == question) return &one.values;
    if (latest == nullptr && one.question.path == question.path) latest = &one;
  }
  return latest == nullptr ? nullptr : &latest->values;
}

std::string value_cache::label_of(const filter_path& path, std::string_view text) const {
  for (const answer& one : answers_) {
    if (one.question.path != path) continue;
    for (const known_value& value : one.values) {
      if (value.text == text && !value.label.empty()) return value.label;
    }
  }
  return {};
}

void value_cache::refresh() {
  for (answer& one : answers_) one.fresh = false;
  if (request_ == 0) asked_.reset();
}

void value_cache::stop() {
  if (request_ != 0 && service_.abort) service_.abort(request_);
  request_ = 0;
  asked_.reset();
}

void value_cache::take(const value_question& question, std::vector<known_value> values) {
  request_ = 0;
  std::erase_if(answers_, [&](const answer& one) { return one.question == question; });
  answers_.push_front({question, std::move(values)});
  if (answers_.size() > value_answers_max) answers_.pop_back();
  asked_.reset();
  changed_();
}

}  // namespace dossier::model
