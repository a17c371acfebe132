#pragma once
#include <filesystem>
#include <string>

namespace dossier::db {

/// postgresql.conf of the embedded cluster, written anew at each start. An administrator's own settings go to
/// `local.conf` beside it, which is read last and never touched.
[[nodiscard]] std::string cluster_configuration(const std::filesystem::path& socket_directory, int port,
                                                bool durable);

/// pg_hba.conf: whoever can enter the socket's folder (PostgreSQL's user and root) is trusted; nobody else
/// has a way in.
[[nodiscard]] std::string cluster_authentication();

}  // namespace dossier::db
