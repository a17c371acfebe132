#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "server/http/message.hpp"

namespace spdlog {
class logger;
}

namespace dossier::http {

/// How often a changed manifest is looked for.
inline constexpr std::chrono::milliseconds assets_poll_interval{1000};
/// All files of a manifest together, with their compressed forms (bytes); a bigger one is refused.
inline constexpr std::size_t assets_max_bytes = 256 * 1024 * 1024;

/// The dashboard's files, served from memory. `folder/manifest.json` names them:
/// `{"build":"<id>","files":{"/index.html":{"file":"index.html","type":"text/html; charset=utf-8","etag":"…",
/// "immutable":false,"br":"index.html.br","gzip":"index.html.gz"}, …}}`. Only names of the manifest are
/// served, so no path of a request ever reaches the file system. A thread of its own looks for a new manifest
/// once a second and puts it in place at once; while there is none, `/` answers a page that says so and
/// reloads itself.
class assets {
 public:
  /// `folder` need not exist yet. `log` may be null.
  explicit assets(std::filesystem::path folder, std::shared_ptr<spdlog::logger> log = nullptr,
                  std::chrono::milliseconds poll = assets_poll_interval);
  ~assets();
  assets(const assets&) = delete;
  assets& operator=(const assets&) = delete;

  /// The answer to GET or HEAD of `of.path` (`/` is `/index.html`), or nullopt when there is no such file.
  [[nodiscard]] std::optional<response> answer(const request& of) const;

  /// The build that is served; empty while there is none. Thread-safe.
  [[nodiscard]] std::string build() const;

  struct snapshot;

 private:
  void watch(const std::stop_token& stop);
  void reload_if_changed();

  std::filesystem::path folder_;
  std::shared_ptr<spdlog::logger> log_;
  std::chrono::milliseconds poll_;
  std::atomic<std::shared_ptr<const snapshot>> current_;
  std::filesystem::file_time_type loaded_{};  ///< the manifest's time
  std::filesystem::file_time_type warned_{};  ///< of the one that could not be loaded and was logged
  std::jthread watcher_;
};

}  // namespace dossier::http
