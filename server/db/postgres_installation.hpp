#pragma once
#include <filesystem>
#include <string>

#include "server/db/child_process.hpp"
#include "shared/core/result.hpp"

namespace dossier::db {

/// Major version this product is built for and tested with.
inline constexpr std::string_view postgres_major_version = "15";

/// The folder with `initdb` and `postgres` of that version: Debian's place, else the first on PATH. 500 with
/// the package to install when there is none.
[[nodiscard]] result<std::filesystem::path> find_postgres_binaries();

/// Whether `user` can enter `directory`, asked as that user. The problem names the folder that bars the way
/// and what to do about it.
[[nodiscard]] result<void> check_reachable(const std::filesystem::path& directory, const system_user& user);

/// A folder for `user` alone (mode 0700), made if missing; 500 when it is somebody else's or no folder.
[[nodiscard]] result<void> make_private_folder(const std::filesystem::path& directory,
                                               const system_user& user);

/// Where the socket goes: `preferred`, or, when its path would be longer than a socket's may be (107 bytes),
/// a short one under /run or /tmp that is always the same for `preferred`.
[[nodiscard]] std::filesystem::path socket_directory_for(const std::filesystem::path& preferred);

}  // namespace dossier::db
