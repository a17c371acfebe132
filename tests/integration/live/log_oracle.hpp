#pragma once
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "server/live/chain_verifier.hpp"
#include "tests/integration/live/brand_writer.hpp"

namespace dossier::tests {

/// A committed transaction as its writer saw it: steps of one clock that all writers share.
struct seen_transaction {
  std::string xid;
  int begun = 0;
  int committed = 0;
};

/// Holds the tenant's whole log against what it promises: gapless from 1, transactions contiguous, versions
/// in order, what was committed before another began comes first, the hash chain verifies.
inline void expect_sound_log(live_world& world, const uuid& tenant,
                             const std::vector<seen_transaction>& transactions) {
  const auto connection = world.tested.connect_as_superuser();
  pqxx::nontransaction work(*connection);
  std::int64_t expected = 0;
  std::map<std::string, std::int64_t> versions;
  struct range {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t count = 0;
  };
  std::map<std::string, range> ranges;
  timestamp last_moment;
  for (const auto& row : work.exec_params("SELECT seq, record_id::text, version, xid::text, (extract(epoch "
                                          "FROM sequenced_at) * 1000000)::bigint FROM "
                                          "changes WHERE tenant_id = $1::uuid ORDER BY seq",
                                          to_string(tenant))) {
    const auto seq = row[0].as<std::int64_t>();
    ASSERT_EQ(seq, ++expected) << "seq has a gap";
    std::int64_t& version = versions[row[1].as<std::string>()];
    ASSERT_EQ(row[2].as<std::int64_t>(), ++version) << "versions out of order at " << seq;
    range& of = ranges[row[3].as<std::string>()];
    if (of.count++ == 0) of.first = seq;
    of.last = seq;
    const timestamp moment{row[4].as<std::int64_t>()};
    ASSERT_GE(moment, last_moment) << "the log's clock went back at " << seq;
    last_moment = moment;
  }
  for (const auto& [xid, of] : ranges)
    ASSERT_EQ(of.last - of.first + 1, of.count) << "transaction " << xid << " is torn";
  for (const seen_transaction& earlier : transactions) {
    for (const seen_transaction& later : transactions) {
      if (earlier.committed >= later.begun || !ranges.contains(earlier.xid) || !ranges.contains(later.xid))
        continue;
      ASSERT_LT(ranges[earlier.xid].last, ranges[later.xid].first)
          << "what was committed before stands after";
    }
  }
  const auto verdict = world.await(live::verify_chain(*world.lanes[0], tenant));
  ASSERT_TRUE(verdict.ok());
  EXPECT_EQ(verdict->checked, expected);
  EXPECT_FALSE(verdict->broken_at.has_value()) << verdict->reason;
}

}  // namespace dossier::tests
