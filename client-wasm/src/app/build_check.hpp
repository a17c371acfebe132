#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "client-wasm/src/net/transport.hpp"

namespace dossier::app {

/// Whether the server hands out another build of the dashboard than the one that runs. Asked for when the
/// connection was away, since that is when a server is replaced.
class build_check {
 public:
  /// `own` is the build that runs; empty (an unpackaged program) never asks.
  build_check(net::transport& way, std::string own, std::function<void()> changed);
  ~build_check();
  build_check(const build_check&) = delete;
  build_check& operator=(const build_check&) = delete;

  /// Notes whether the connection stands; asks when it stands again after it was lost.
  void connection(bool stands);
  [[nodiscard]] bool newer() const { return newer_; }

 private:
  void ask();

  net::transport& way_;
  std::string own_;
  std::function<void()> changed_;
  int request_ = 0;
  bool stood_ = false;  ///< it stood once
  bool lost_ = false;
  bool newer_ = false;
};

/// The build that a page names (`data-build="…"`); empty where it names none.
[[nodiscard]] std::string build_in(std::string_view page);

}  // namespace dossier::app
