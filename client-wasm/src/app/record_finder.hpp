#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {

inline constexpr int finder_results_max = 8;  ///< as many as are shown below a field

/// A record that was found by its title.
struct found_record {
  uuid id;
  std::string title;
  std::optional<std::int64_t> count;  ///< how often it is used, where the resource counts that (tags)
};

/// Finds records of one resource by the beginning of what they are called, for completion. One request is
/// under way at a time; what was typed last is what is looked for next.
class record_finder {
 public:
  record_finder(const describe::record_type& type, net::api_client& api, std::function<void()> changed);
  ~record_finder();
  record_finder(const record_finder&) = delete;
  record_finder& operator=(const record_finder&) = delete;

  /// Looks for records called `text…`; without text for the first by title. Asks only when it is another text
  /// than before.
  void look_for(std::string_view text);
  /// What was found for `looked_for()`: titles that begin with it first, each part by title.
  [[nodiscard]] const std::vector<found_record>& found() const { return found_; }
  [[nodiscard]] const std::string& looked_for() const { return answered_; }
  [[nodiscard]] bool busy() const { return request_ != 0; }
  /// A record whose title is this text but for case and accents; nullptr where none was found.
  [[nodiscard]] const found_record* exact(std::string_view text) const;

 private:
  void ask();
  void take(result<net::record_page> answer);

  const describe::record_type& type_;
  net::api_client& api_;
  std::function<void()> changed_;
  std::optional<std::string> wanted_;
  std::string asked_;
  std::string answered_;
  std::vector<found_record> found_;
  int request_ = 0;
};

}  // namespace dossier::app
