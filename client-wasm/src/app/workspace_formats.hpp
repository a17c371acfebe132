#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/app/session.hpp"
#include "client-wasm/src/model/formats.hpp"
#include "client-wasm/src/net/api_client.hpp"
#include "shared/records/workspace_settings.hpp"

namespace dossier::app {

/// How numbers and dates are written, for everybody in the workspace: what the server says, what is chosen
/// here, and what an earlier page kept until the server is heard.
class workspace_formats {
 public:
  /// `keep` puts a text into local storage. `api` outlives this.
  workspace_formats(net::api_client& api, std::function<void()> changed, std::function<void(notice)> tell,
                    std::function<void(const std::string& json)> keep)
      : api_(api), changed_(std::move(changed)), tell_(std::move(tell)), keep_(std::move(keep)) {}
  ~workspace_formats();
  workspace_formats(const workspace_formats&) = delete;
  workspace_formats& operator=(const workspace_formats&) = delete;

  [[nodiscard]] const model::formats& now() const { return now_; }
  /// Takes what an earlier page kept.
  void recall(std::string_view json);
  /// Takes the workspace's record as the server tells it; an older one than is known changes nothing.
  void take(std::string_view record_json);
  /// Asks the server: what is known is no base for changes any more.
  void load();
  /// Shows the formats at once and writes them for everybody; what is refused goes back, and says why.
  void choose(const model::formats& wanted);
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(const workspace_settings& told);
  void show(const model::formats& next);
  void refuse(const problem& why);
  void write();
  void take_written(const result<net::record_answer>& answer);

  net::api_client& api_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;
  std::function<void(const std::string& json)> keep_;
  model::formats now_;
  model::formats before_;                   ///< what was shown before the choice
  std::optional<workspace_settings> held_;  ///< as the server has it
  std::optional<model::formats> wanted_;    ///< chosen, and not stored yet
  struct {
    model::formats before, after;
  } on_its_way_;         ///< what the write under way replaces, and what it sets
  bool undoes_ = false;  ///< the choice takes one back: nothing more is offered
  int request_ = 0;
};

}  // namespace dossier::app
