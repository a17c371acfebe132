#include "server/domains/identity/local_installation.hpp"

namespace dossier::identity {
namespace {

uuid fixed_id(std::uint8_t number) {
  std::array<std::uint8_t, 10> random{};
  random[9] = number;
  return make_uuid_v7(0x19A00000000ULL, random);
}

}  // namespace

installation local_installation() {
  return {fixed_id(1), "Meridian Capital", {fixed_id(2), "N. Okafor"}, {fixed_id(3), "L. Adeyemi"}};
}

http::principal principal_of(const installation& where, const person& who) {
  return {where.tenant_id, where.tenant_name, who.id, who.name};
}

}  // namespace dossier::identity
