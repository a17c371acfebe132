#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/desk.hpp"
#include "shared/records/insight.hpp"

namespace dossier::app {

/// What a reader does to an insight without editing it. Each is one write; what it changed is told, and
/// undone where that is possible. All outlive the call of what they are given.
class insight_acts {
 public:
  /// `open` is called with the id of a copy that was made.
  insight_acts(desk& at, std::function<void(notice)> tell, std::function<void(const uuid&)> open);

  void pin(const insight& it, bool pinned);
  /// Archives it, or brings it back as `status`; both can be undone.
  void set_status(const insight& it, insight_status status);
  void set_tags(const insight& it, std::vector<std::string> tags);
  /// Makes a draft of the same content.
  void duplicate(const insight& it);

 private:
  void patch(const insight& it, std::string body, std::function<void(const insight&)> done);

  desk& desk_;
  std::function<void(notice)> tell_;
  std::function<void(const uuid&)> open_;
};

/// The insight as a Markdown file: its title as a heading, then its text.
[[nodiscard]] std::string markdown_of(const insight& it);

}  // namespace dossier::app
