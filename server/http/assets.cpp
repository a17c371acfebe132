#include "server/http/assets.hpp"

#include <spdlog/spdlog.h>
#include <condition_variable>
#include <mutex>

#include "server/http/accept_encoding.hpp"
#include "server/http/assets_snapshot.hpp"
#include "server/http/building_page.hpp"
#include "server/http/etag.hpp"

namespace dossier::http {

namespace {

std::string_view suffix_of(content_coding coding) {
  if (coding == content_coding::brotli) return "-br";
  return coding == content_coding::gzip ? "-gzip" : "";
}

/// The file in the coding that suits the client. Each coding is a representation of its own, with its own
/// tag.
response file_response(const assets::snapshot::file& file, const request& of) {
  const content_coding coding = choose_coding(of.header("accept-encoding").value_or(std::string_view{}),
                                              file.gzip != nullptr, file.brotli != nullptr);
  std::string tag = file.etag;
  tag += suffix_of(coding);
  response made;
  made.with("ETag", strong_etag(tag));
  made.with("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (file.gzip || file.brotli) made.with("Vary", "Accept-Encoding");
  if (const auto known = of.header("if-none-match"); known && if_none_match_holds(*known, tag)) {
    made.status = 304;
    return made;
  }
  made.content_type = file.type;
  made.shared_body = file.plain;
  if (coding == content_coding::brotli) {
    made.shared_body = file.brotli;
    made.with("Content-Encoding", "br");
  } else if (coding == content_coding::gzip) {
    made.shared_body = file.gzip;
    made.with("Content-Encoding", "gzip");
  }
  return made;
}

}  // namespace

assets::assets(std::filesystem::path folder, std::shared_ptr<spdlog::logger> log,
               std::chrono::milliseconds poll)
    : folder_(std::move(folder)), log_(std::move(log)), poll_(poll) {
  reload_if_changed();
  watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

assets::~assets() = default;

std::optional<response> assets::answer(const request& of) const {
  const auto now = current_.load(std::memory_order_acquire);
  if (!now) return answer_while_building(of.path);
  const auto found = now->files.find(of.path == "/" ? "/index.html" : of.path);
  if (found == now->files.end()) return std::nullopt;
  return file_response(found->second, of);
}

std::string assets::build() const {
  const auto now = current_.load(std::memory_order_acquire);
  return now ? now->build : std::string{};
}

void assets::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    ended.wait_for(lock, stop, poll_, [] { return false; });
    if (!stop.stop_requested()) reload_if_changed();
  }
}

void assets::reload_if_changed() {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(folder_ / "manifest.json", error);
  if (error || written == loaded_) return;  // none yet, or between two builds: what is loaded stays
  try {
    auto loaded = load_assets(folder_);
    if (log_) log_->info(R"({{"event":"dashboard_loaded","build":"{}"}})", loaded->build);
    current_.store(std::move(loaded), std::memory_order_release);
    loaded_ = written;
  } catch (const std::exception& thrown) {
    if (log_ && written != warned_)
      log_->warn(R"({{"event":"dashboard_not_loaded","error":"{}"}})", thrown.what());
    warned_ = written;
  }
}

}  // namespace dossier::http
