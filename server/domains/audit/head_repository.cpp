#include "server/domains/audit/head_repository.hpp"

#include <algorithm>
#include <pqxx/pqxx>

#include "server/domains/audit/signing_key.hpp"

namespace dossier::audit {

std::vector<head> read_heads(const std::string& conninfo, timestamp now) {
  pqxx::connection connection(conninfo);
  pqxx::nontransaction work(connection);
  std::vector<head> made;
  for (const auto& row :
       work.exec("SELECT tenant_id, seq, encode(hash, 'hex') FROM change_heads ORDER BY tenant_id")) {
    const auto tenant = parse_uuid(row[0].as<std::string>());
    const auto hash = from_hex(row[2].as<std::string>());
    head one;
    if (!tenant || !hash || hash->size() != one.hash.size()) continue;
    one.tenant_id = *tenant;
    one.seq = row[1].as<std::int64_t>();
    std::copy(hash->begin(), hash->end(), one.hash.begin());
    one.at = now;
    made.push_back(one);
  }
  return made;
}

}  // namespace dossier::audit
