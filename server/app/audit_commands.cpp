#include <sysexits.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdio>
#include <pqxx/pqxx>
#include <set>

#include "server/app/commands.hpp"
#include "server/app/signals.hpp"
#include "server/db/database.hpp"
#include "server/db/pipelined_read_lane.hpp"
#include "server/domains/audit/heads_file.hpp"
#include "server/domains/audit/signed_head.hpp"
#include "server/domains/identity/installation_repository.hpp"
#include "server/live/chain_verifier.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {
namespace {

/// Generous: nobody waits behind this lane, and a page may hold long texts.
constexpr db::read_lane_limits lane_limits{.batch = 1,
                                           .waiting = 1,
                                           .statement = std::chrono::seconds(60),
                                           .request = std::chrono::seconds(120),
                                           .grace = std::chrono::seconds(10)};
constexpr std::chrono::seconds connect_deadline{30};
constexpr std::chrono::milliseconds connect_poll{20};

struct tally {
  int broken = 0;
  int unread = 0;
};

void print_verdict(const std::string& who, const result<live::chain_verdict>& verdict, tally& sum) {
  if (!verdict) {
    ++sum.unread;
    std::printf("%s: could not be read: %s\n", who.c_str(), explanation(verdict.error()).c_str());
    return;
  }
  if (verdict->broken_at) {
    ++sum.broken;
    std::printf("%s: BROKEN at entry %s: %s\n", who.c_str(), std::to_string(*verdict->broken_at).c_str(),
                verdict->reason.c_str());
    return;
  }
  if (verdict->last == 0) {
    std::printf("%s: no entries\n", who.c_str());
    return;
  }
  const std::string count = std::to_string(verdict->last);  // every one of them, from 1 on
  std::printf("%s: %s entries from 1 to %s, chain intact, head %s\n", who.c_str(), count.c_str(),
              count.c_str(), audit::hex_of(verdict->head).c_str());
}

boost::asio::awaitable<void> verify_all(db::pipelined_read_lane& lane,
                                        std::vector<std::pair<uuid, std::string>> tenants,
                                        audit::exported_heads heads, tally& sum) {
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  const auto until = std::chrono::steady_clock::now() + connect_deadline;
  while (!lane.ready() && std::chrono::steady_clock::now() < until) {
    pause.expires_after(connect_poll);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
  for (const auto& [id, name] : tenants) {
    const auto known = heads.of.extract(id);
    std::vector<live::known_head> expected;
    if (!known.empty()) expected = known.mapped();
    const auto verdict = co_await live::verify_chain(lane, id, expected);
    print_verdict(name + " (" + to_string(id) + ")", verdict, sum);
  }
  for (const auto& [id, left] : heads.of) {
    ++sum.broken;
    std::printf("%s: BROKEN: heads of its log were exported, but the tenant is missing\n",
                to_string(id).c_str());
  }
}

int verify_at(const db::connection_settings& settings, audit::exported_heads heads) {
  tally sum;
  boost::asio::io_context io(1);
  db::pipelined_read_lane lane(io, settings.conninfo(db::role::app, "verify"), lane_limits);
  lane.start();
  std::exception_ptr failure;
  const auto ended = [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    io.stop();
  };
  boost::asio::co_spawn(io,
                        verify_all(lane, identity::all_tenants(settings.conninfo(db::role::auth, "verify")),
                                   std::move(heads), sum),
                        ended);
  io.run();
  lane.stop();
  if (failure) std::rethrow_exception(failure);
  if (sum.broken > 0) return EX_DATAERR;
  return sum.unread > 0 ? EX_UNAVAILABLE : EX_OK;
}

result<std::vector<audit::public_key>> keys_of(const verify_configuration& asked) {
  std::vector<audit::public_key> keys;
  for (const std::string& hex : asked.public_keys) {
    const auto key = audit::parse_public_key(hex);
    if (!key) return problems::malformed("--public-key takes 64 hexadecimal digits");
    keys.push_back(*key);
  }
  if (!keys.empty()) return keys;
  const auto own = audit::read_signing_key(asked.key_file);
  if (!own) return own.error();
  keys.push_back(own->open());
  return keys;
}

/// Prints what is wrong with the file itself.
result<audit::exported_heads> read_heads(const verify_configuration& asked) {
  if (asked.heads_file.empty()) return audit::exported_heads{};
  const auto keys = keys_of(asked);
  if (!keys) return keys.error();
  auto heads = audit::read_heads_file(asked.heads_file, *keys);
  if (!heads) return heads;
  std::printf("%s: %zu heads signed by %s\n", asked.heads_file.c_str(), heads->count,
              keys->front().id().c_str());
  for (const std::string& flaw : heads->flaws)
    std::printf("%s: BROKEN: %s\n", asked.heads_file.c_str(), flaw.c_str());
  return heads;
}

bool reachable(const db::connection_settings& settings) {
  try {
    return pqxx::connection(settings.conninfo(db::role::app, "verify")).is_open();
  } catch (const pqxx::failure&) {
    return false;
  }
}

}  // namespace

int verify(const verify_configuration& configuration) {
  const stop_signals signals;
  telemetry::start_logging("warn");
  auto heads = read_heads(configuration);
  if (!heads) {
    std::fprintf(stderr, "dossier: %s\n", explanation(heads.error()).c_str());
    return EX_NOINPUT;
  }
  const bool flawed = !heads->flaws.empty();
  db::database_options options;
  options.data_directory = configuration.database.data_dir;
  options.url = configuration.database.url;
  const auto settings = db::database::settings_of(options);
  if (!settings) {
    std::fprintf(stderr, "dossier: %s\n", explanation(settings.error()).c_str());
    return EX_USAGE;
  }
  try {
    int code = EX_OK;
    if (reachable(*settings)) {  // a server runs on it
      code = verify_at(*settings, *std::move(heads));
    } else {
      auto opened = db::database::open(options);
      if (!opened) {
        std::fprintf(stderr, "dossier: %s\n", explanation(opened.error()).c_str());
        return EX_UNAVAILABLE;
      }
      code = verify_at((*opened)->settings(), *std::move(heads));
      (*opened)->stop();
    }
    return flawed ? EX_DATAERR : code;
  } catch (const pqxx::failure& error) {
    std::fprintf(stderr, "dossier: the database refused: %s\n", error.what());
    return EX_UNAVAILABLE;
  }
}

}  // namespace dossier::app
