#include "server/app/people.hpp"

namespace dossier::app {

people::people(const db::connection_settings& settings, std::string_view installation, records::clock& clock,
               records::id_source& ids, std::size_t io_threads, std::function<void()> committed)
    : clock_(clock),
      pool_(settings.conninfo(db::role::auth, "sign-in"), sign_in_threads),
      keeper_(settings.conninfo(db::role::auth, "identity"), time(), keys_, standings_),
      tokens_(installation, keys_),
      principals_({pool_, tokens_, standings_, time()}, io_threads),
      service_({.sessions = pool_,
                .passwords = passwords_,
                .tokens = tokens_,
                .now = time(),
                .next_id = [&ids] { return ids.next(); },
                .changed =
                    [this, told = std::move(committed)] {
                      keeper_.look();
                      told();
                    }}) {}

void people::stop() {
  passwords_.stop();
  pool_.stop();
  keeper_.stop();
}

}  // namespace dossier::app
