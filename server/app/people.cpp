#include "server/app/people.hpp"

namespace dossier::app {

people::people(const db::connection_settings& settings, std::string_view installation, records::clock& clock,
               records::id_source& ids, std::size_t io_threads, bool demo, std::function<void()> committed)
    : clock_(clock),
      committed_(std::move(committed)),
      pool_(settings.conninfo(db::role::auth, "sign-in"), sign_in_threads),
      keeper_(settings.conninfo(db::role::auth, "identity"), time(), keys_, standings_),
      tokens_(installation, keys_),
      principals_({pool_, tokens_, standings_, time()}, io_threads),
      messages_(demo),
      service_(dependencies(ids)),
      api_keys_(dependencies(ids)),
      links_(dependencies(ids), messages_) {}

identity::sign_in_dependencies people::dependencies(records::id_source& ids) {
  return {.sessions = pool_,
          .passwords = passwords_,
          .limits = limits_,
          .tokens = tokens_,
          .now = time(),
          .next_id = [&ids] { return ids.next(); },
          .changed =
              [this] {
                keeper_.look();
                committed_();
              }};
}

void people::stop() {
  passwords_.stop();
  pool_.stop();
  keeper_.stop();
}

}  // namespace dossier::app
