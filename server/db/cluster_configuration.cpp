#include "server/db/cluster_configuration.hpp"

namespace dossier::db {

namespace {

/// A value in postgresql.conf: quotes are doubled.
std::string quoted(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'') text += '\'';
    text += c;
  }
  return text + "'";
}

}  // namespace

std::string cluster_configuration(const std::filesystem::path& socket_directory, int port, bool durable) {
  std::string text =
      "# Written by the server at each start. Your own settings: local.conf, in this folder.\n";
  text += "listen_addresses = ''\n";
  text += "unix_socket_directories = " + quoted(socket_directory.string()) + "\n";
  text += "unix_socket_permissions = 0700\n";
  text += "port = " + std::to_string(port) + "\n";
  text += R"(
max_connections = 50
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off

wal_level = replica
max_wal_senders = 0
synchronous_commit = on
max_wal_size = 2GB
# Scattered updates log whole pages after a checkpoint; packed they are a third of that on a slow disk.
wal_compression = lz4
checkpoint_timeout = 15min

# The outbox is a queue: its dead rows must go quickly.
autovacuum_naptime = 5s
autovacuum_vacuum_cost_delay = 0

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'

# The lanes log what PostgreSQL refuses. Values of records never go to a log: no DETAIL, no parameters.
log_min_messages = log
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] %q%u '
log_checkpoints = off
)";
  if (!durable) text += "\nfsync = off\nfull_page_writes = off\n";
  return text + "\ninclude_if_exists = 'local.conf'\n";
}

std::string cluster_authentication() {
  return "# Written by the server at each start.\nlocal all all trust\n";
}

}  // namespace dossier::db
