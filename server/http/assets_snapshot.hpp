#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

#include "server/http/assets.hpp"

namespace dossier::http {

/// The files of one manifest, in memory.
struct assets::snapshot {
  struct file {
    std::string type;
    std::string etag;  ///< without quotes
    bool immutable = false;
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;    ///< null: not there
    std::shared_ptr<const std::string> brotli;  ///< null: not there
  };
  std::string build;
  std::unordered_map<std::string, file> files;  ///< by path
};

/// Reads `folder/manifest.json` and all it names. Throws std::runtime_error with a sentence that names what
/// is wrong; names that lead out of the folder are refused.
[[nodiscard]] std::shared_ptr<const assets::snapshot> load_assets(const std::filesystem::path& folder);

}  // namespace dossier::http
