# DOSSIER_FUZZ: build the fuzz targets instead of the product (tests/fuzz). Needs clang, for libFuzzer.
option(DOSSIER_FUZZ "Build nothing but the fuzz targets" OFF)
if(DOSSIER_FUZZ)
  find_package(Boost 1.81.0 EXACT REQUIRED COMPONENTS json)
  find_package(OpenSSL 3.0 REQUIRED)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
  add_compile_options(-fno-sanitize-recover=all)
endif()
