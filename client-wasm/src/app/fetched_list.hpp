#pragma once
#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/net/api_client.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {

/// A list that is no resource (people, keys, sessions), as it was when it was asked for. What is known stays
/// while it is asked for again.
template <class Item>
class fetched_list {
 public:
  using reader = std::optional<Item> (*)(const boost::json::object&);
  struct surroundings {
    std::function<double()> clock;  ///< milliseconds of a steady clock
    std::function<void()> changed;
  };

  /// `api` outlives it. `target` answers `{"items":[…]}`.
  fetched_list(net::api_client& api, std::string target, reader read, surroundings around)
      : api_(api), target_(std::move(target)), read_(read), around_(std::move(around)) {}
  ~fetched_list() {
    if (request_ != 0) api_.abort(request_);
  }
  fetched_list(const fetched_list&) = delete;
  fetched_list& operator=(const fetched_list&) = delete;

  void load() {
    if (request_ != 0) api_.abort(request_);
    if (!items_) loading_since_ = around_.clock();
    failure_.reset();
    request_ = api_.read(target_, [this](result<net::told_json> answer) { take(std::move(answer)); });
  }

  /// nullptr before the first answer.
  [[nodiscard]] const std::vector<Item>* items() const { return items_ ? &*items_ : nullptr; }
  /// Why it could not be had.
  [[nodiscard]] const std::optional<problem>& failure() const { return failure_; }
  /// When what is not known yet was asked for.
  [[nodiscard]] std::optional<double> loading_since() const { return loading_since_; }
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(result<net::told_json> answer) {
    request_ = 0;
    loading_since_.reset();
    if (answer) {
      read_items(answer->body);
    } else {
      failure_ = std::move(answer).error();
    }
    around_.changed();
  }

  void read_items(const std::string& body) {
    const auto object = codec::parse_json_object(body);
    const boost::json::value* list = object ? object->if_contains("items") : nullptr;
    if (list == nullptr || !list->is_array()) {
      failure_ = problems::malformed("The answer has no items");
      return;
    }
    std::vector<Item> read;
    for (const boost::json::value& each : list->get_array()) {
      const boost::json::object* one = each.if_object();
      if (auto item = one != nullptr ? read_(*one) : std::nullopt) read.push_back(std::move(*item));
    }
    items_ = std::move(read);
  }

  net::api_client& api_;
  std::string target_;
  reader read_;
  surroundings around_;
  int request_ = 0;
  std::optional<double> loading_since_;
  std::optional<problem> failure_;
  std::optional<std::vector<Item>> items_;
};

}  // namespace dossier::app
