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

/// What is decided for everybody in the workspace: what it is called, and how numbers and dates are written.
/// What the server says, what is chosen here, and of the formats what an earlier page kept until the server
/// is heard.
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

  /// What the workspace is called; empty until the server is heard.
  [[nodiscard]] const std::string& name() const;
  /// Calls it so at once and writes that for everybody. What is refused goes back; name_fault() says why.
  void rename(std::string wanted);
  /// Why it could not be called what was wanted last; empty for no reason.
  [[nodiscard]] const std::string& name_fault() const { return name_fault_; }
  /// Something else is being written: the reason is of no interest any more.
  void forget_name_fault() { name_fault_.clear(); }
  [[nodiscard]] bool settled() const { return request_ == 0; }

 private:
  void take(const workspace_settings& told);
  void show(const model::formats& next);
  void refuse(const problem& why);
  void write();
  [[nodiscard]] std::string body() const;
  void tell_formats();
  void tell_name();
  void take_written(const result<net::record_answer>& answer);

  net::api_client& api_;
  std::function<void()> changed_;
  std::function<void(notice)> tell_;
  std::function<void(const std::string& json)> keep_;
  model::formats now_;
  model::formats before_;                   ///< what was shown before the choice
  std::optional<workspace_settings> held_;  ///< as the server has it
  std::optional<model::formats> wanted_;    ///< chosen, and not stored yet
  std::optional<std::string> wanted_name_;
  std::string name_fault_;
  struct {
    model::formats before, after;
    std::string name_before, name_after;
  } on_its_way_;              ///< what the write under way replaces, and what it sets
  bool undoes_ = false;       ///< the choice takes one back: nothing more is offered
  bool undoes_name_ = false;  ///< the same of the name
  int request_ = 0;
};

/// What is wrong with a workspace's name, by the rules that the server has; empty for nothing.
[[nodiscard]] std::string workspace_name_fault(const std::string& name);

}  // namespace dossier::app
