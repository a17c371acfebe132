#pragma once
#include <string>

#include "server/domains/identity/identity_rows.hpp"

namespace dossier::identity {

/// A link that is to reach one person and nobody else.
struct link_message {
  std::string to;  ///< e-mail address
  link_purpose purpose = link_purpose::password_reset;
  std::string path;  ///< behind the server's address; holds a secret
};

/// The way messages take to people. Thread-safe; never blocks, never throws: what cannot be sent is logged,
/// without its secret.
class messenger {
 public:
  virtual ~messenger() = default;
  virtual void send(const link_message& what) = 0;
};

/// Until there is e-mail: writes to the log that there is a message, and, for a demo only, the link itself.
class log_messenger final : public messenger {
 public:
  explicit log_messenger(bool tells_links) : tells_links_(tells_links) {}
  void send(const link_message& what) override;

 private:
  bool tells_links_;
};

}  // namespace dossier::identity
