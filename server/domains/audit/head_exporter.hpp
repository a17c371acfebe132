#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include "server/domains/audit/signed_head.hpp"

namespace dossier::audit {

/// Appends the heads of all tenants' logs, signed, to a file: at the start, every `interval`, and at the end;
/// of each tenant only where its log has grown. The file is the memory that whoever rewrites the database
/// does not reach, as far as it, or what becomes of it, lies elsewhere.
class head_exporter {
 public:
  /// `conninfo` connects as the role sequencer, which sees all heads.
  head_exporter(std::string conninfo, std::filesystem::path file, const signing_key& key,
                std::chrono::seconds interval, std::function<timestamp()> now);
  ~head_exporter();
  head_exporter(const head_exporter&) = delete;
  head_exporter& operator=(const head_exporter&) = delete;

  /// Exports once more and ends. While the database still answers, after everything was sequenced.
  void stop();

  /// The head of a tenant's log that this exporter wrote last, once it lies on the disk.
  [[nodiscard]] std::optional<head> sealed(const uuid& tenant) const;

 private:
  void run();
  void export_heads();

  const std::string conninfo_;
  const std::filesystem::path file_;
  const signing_key key_;
  const std::chrono::seconds interval_;
  const std::function<timestamp()> now_;
  std::unordered_map<uuid, head> exported_;  ///< each tenant's last line; written by the thread alone
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Whether heads can be appended to the file; 400 with the reason when not. Makes it where there is none.
[[nodiscard]] result<void> check_heads_file(const std::filesystem::path& file);

}  // namespace dossier::audit
