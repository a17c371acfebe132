# Libraries of the server and the tests, all from the system's packages.
# Boost 1.81 is named exactly: Debian's default 1.74 lives beside it.
find_package(Boost 1.81.0 EXACT REQUIRED COMPONENTS json url)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
