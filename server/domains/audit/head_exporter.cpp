#include "server/domains/audit/head_exporter.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "server/domains/audit/head_repository.hpp"
#include "server/domains/audit/signed_head.hpp"

namespace dossier::audit {
namespace {

class appended_file {
 public:
  /// Opened for reading, too: its last byte tells whether its last line was finished.
  explicit appended_file(const std::filesystem::path& file)
      : handle_(open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP)) {
    if (handle_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
  }
  ~appended_file() { close(handle_); }
  appended_file(const appended_file&) = delete;
  appended_file& operator=(const appended_file&) = delete;

  /// One write, so that lines of several servers do not mix, and on the disk when it returns.
  void append(std::string text) const {
    char last = '\n';
    const off_t size = lseek(handle_, 0, SEEK_END);
    if (size > 0 && pread(handle_, &last, 1, size - 1) == 1 && last != '\n') text.insert(0, 1, '\n');
    if (write(handle_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || fsync(handle_) != 0)
      throw std::system_error(errno, std::generic_category(), "audit heads");
  }

 private:
  int handle_;
};

}  // namespace

head_exporter::head_exporter(std::string conninfo, std::filesystem::path file, const signing_key& key,
                             std::chrono::seconds interval, std::function<timestamp()> now)
    : conninfo_(std::move(conninfo)),
      file_(std::move(file)),
      key_(key),
      interval_(interval),
      now_(std::move(now)),
      thread_([this] { run(); }) {}

head_exporter::~head_exporter() {
  stop();
}

void head_exporter::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void head_exporter::run() {
  bool ending = false;
  while (true) {
    try {
      export_heads();
    } catch (const std::exception& error) {
      spdlog::error("the heads of the change logs were not exported: {}", error.what());
    }
    if (ending) return;
    std::unique_lock lock(mutex_);
    ending = wake_.wait_for(lock, interval_, [this] { return stopping_; });
  }
}

void head_exporter::export_heads() {
  const std::vector<head> heads = read_heads(conninfo_, now_());
  std::string lines;
  for (const head& one : heads) {
    const auto before = exported_.find(one.tenant_id);
    if (before == exported_.end() || before->second.seq != one.seq) lines += line_of(one, key_) + '\n';
  }
  if (lines.empty()) return;
  appended_file(file_).append(std::move(lines));
  const std::lock_guard lock(mutex_);
  for (const head& one : heads) {
    head& last = exported_[one.tenant_id];
    if (last.seq != one.seq) last = one;
  }
}

std::optional<head> head_exporter::sealed(const uuid& tenant) const {
  const std::lock_guard lock(mutex_);
  const auto found = exported_.find(tenant);
  return found == exported_.end() ? std::nullopt : std::optional(found->second);
}

result<void> check_heads_file(const std::filesystem::path& file) {
  try {
    appended_file opened(file);
    return {};
  } catch (const std::system_error& error) {
    return problems::malformed(std::string("audit heads cannot be written to ") + error.what());
  }
}

}  // namespace dossier::audit
