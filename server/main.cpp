#include "server/app/commands.hpp"
#include "server/app/configuration.hpp"

namespace {

struct run {
  int operator()(const dossier::app::serve_configuration& asked) const { return dossier::app::serve(asked); }
  int operator()(const dossier::app::migrate_configuration& asked) const {
    return dossier::app::migrate(asked);
  }
  int operator()(const dossier::app::verify_configuration& asked) const {
    return dossier::app::verify(asked);
  }
  int operator()(const dossier::app::user_add_configuration& asked) const {
    return dossier::app::add_user(asked);
  }
  int operator()(const dossier::app::user_link_configuration& asked) const {
    return dossier::app::link_user(asked);
  }
  int operator()(const dossier::app::print_configuration& asked) const { return dossier::app::print(asked); }
  int operator()(const dossier::app::finished& told) const { return told.exit_code; }
};

}  // namespace

int main(int argc, char** argv) {
  return std::visit(run{}, dossier::app::read_configuration(argc, argv));
}
