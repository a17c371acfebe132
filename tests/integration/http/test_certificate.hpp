#pragma once
#include <filesystem>

#include "server/net/tls_context.hpp"

namespace dossier::test {

/// A certificate of the test's own, for `localhost`, self-signed, in files that go with it.
class test_certificate {
 public:
  test_certificate();
  ~test_certificate();
  test_certificate(const test_certificate&) = delete;
  test_certificate& operator=(const test_certificate&) = delete;

  [[nodiscard]] net::tls_context::files files() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace dossier::test
