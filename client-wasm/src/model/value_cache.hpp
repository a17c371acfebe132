#pragma once
#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/model/filter_completion.hpp"

namespace dossier::model {

/// Answers kept at most.
inline constexpr std::size_t value_answers_max = 24;

/// Which values a field has among the records that match `filter`.
struct value_question {
  filter_path path;
  std::string filter;
  friend bool operator==(const value_question&, const value_question&) = default;
};

/// Where values come from: the server.
struct value_service {
  /// Asks, returns the request's id (> 0; 0: there is no answer to this), calls `done` once, later.
  std::function<int(const value_question&, std::function<void(std::vector<known_value>)> done)> ask;
  std::function<void(int request)> abort;
};

/// Values of fields, asked for when they are first wanted and kept. One question is under way at a time: a
/// new one means that the person has moved on.
class value_cache {
 public:
  explicit value_cache(value_service service, std::function<void()> changed)
      : service_(std::move(service)), changed_(std::move(changed)) {}
  ~value_cache() { stop(); }
  value_cache(const value_cache&) = delete;
  value_cache& operator=(const value_cache&) = delete;

  /// The answer where it is known; otherwise asks, and nullptr.
  const std::vector<known_value>* want(const value_question& question);
  /// The answer where it is known; the latest of the path, whatever the filter was, where not.
  [[nodiscard]] const std::vector<known_value>* known(const value_question& question) const;
  /// What the value of a path, an id, is called; empty where no answer named it.
  [[nodiscard]] std::string label_of(const filter_path& path, std::string_view text) const;
  [[nodiscard]] bool asking() const { return request_ != 0; }
  /// Forgets all answers but the names: counts grow old.
  void refresh();

 private:
  struct answer {
    value_question question;
    std::vector<known_value> values;
    bool fresh = true;
  };
  void stop();
  void take(const value_question& question, std::vector<known_value> values);

  value_service service_;
  std::function<void()> changed_;
  std::list<answer> answers_;  ///< the latest first
  std::optional<value_question> asked_;
  int request_ = 0;
};

}  // namespace dossier::model
