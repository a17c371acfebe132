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

std::vector<demo_person> demo_people() {
  const installation here = local_installation();
  return {{here.local, role::owner, "n.okafor@meridian.example"},
          {here.colleague, role::admin, "l.adeyemi@meridian.example"},
          {{fixed_id(4), "M. Lindqvist"}, role::manager, "m.lindqvist@meridian.example"},
          {{fixed_id(5), "T. Keller"}, role::analyst, "t.keller@meridian.example"},
          {{fixed_id(6), "S. Moreau"}, role::intern, "s.moreau@meridian.example"},
          {{fixed_id(7), "C. Ferrante"}, role::client_viewer, "c.ferrante@castellan.example"},
          {{fixed_id(8), "A. Novak"}, role::auditor, "a.novak@audit.example"}};
}

uuid system_tenant_id() {
  return fixed_id(0);
}

http::principal principal_of(const installation& where, const person& who) {
  http::principal made;
  made.tenant_id = where.tenant_id;
  made.tenant_name = where.tenant_name;
  made.user_id = who.id;
  made.user_name = who.name;
  return made;
}

}  // namespace dossier::identity
