#pragma once
#include "server/app/configuration.hpp"

namespace dossier::app {

/// What each command of the program does. Each returns the exit code, by sysexits(3), and tells people on
/// standard error what went wrong.
[[nodiscard]] int serve(const serve_configuration& configuration);
[[nodiscard]] int migrate(const migrate_configuration& configuration);
[[nodiscard]] int verify(const verify_configuration& configuration);
[[nodiscard]] int add_user(const user_add_configuration& configuration);
[[nodiscard]] int link_user(const user_link_configuration& configuration);
[[nodiscard]] int print(const print_configuration& configuration);

}  // namespace dossier::app
