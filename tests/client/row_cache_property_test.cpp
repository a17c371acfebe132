#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "client-wasm/src/model/row_cache.hpp"
#include "tests/client/sample_brands.hpp"

// Any number of changes, pages, jumps and evictions in any order leave the rows of a plain sorted list.
namespace dossier::model {
namespace {

using live::change_kind;
using live::match_kind;
using test::change_of;

constexpr double row_height = 32;
constexpr std::int64_t screen_rows = 12;

/// The truth: every record, and those of the view in order. A brand is in the view unless its headcount is
/// negative.
class plain_server {
 public:
  struct entry {
    sort_key key;
    describe::any_record record;
  };

  plain_server(const sort_order& order, std::mt19937& random) : order_(order), random_(random) {}

  void create() {
    describe::any_record made = test::make_brand(next_number_++, random_name(), 1, below(1'000));
    tell(made, change_kind::created, match_kind::enter);
    put(std::move(made));
  }
  void update() {
    if (rows.empty()) return;
    describe::any_record row = take(rows);
    auto& it = *row.get_if<brand>();
    ++it.version;
    const bool moves = below(2) == 0;
    if (moves) it.name = random_name();
    it.headcount = below(1'000);
    tell(row, change_kind::updated, match_kind::stay, {moves ? "name" : "headcount", "headcount"});
    put(std::move(row));
  }
  void leave_or_come_back() {
    const bool comes = below(2) == 0 && !outside.empty();
    if (!comes && rows.empty()) return;
    describe::any_record row = take(comes ? outside : rows);
    auto& it = *row.get_if<brand>();
    ++it.version;
    it.headcount = comes ? below(1'000) : -1;
    if (comes) {
      tell(row, change_kind::updated, match_kind::enter, {"headcount"});
      return put(std::move(row));
    }
    const bool deleted = below(2) == 0;
    tell(row, deleted ? change_kind::deleted : change_kind::updated, match_kind::leave, {"headcount"});
    if (!deleted) outside.push_back({{}, std::move(row)});
  }
  loaded_page page(const page_request& asked) {
    loaded_page made;
    std::size_t at = static_cast<std::size_t>(asked.skip);
    if (asked.next) {
      const auto behind = [&](const entry& each) { return !order_.before(asked.next->behind, each.key); };
      at = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), behind));
    }
    for (; at < rows.size() && made.items.size() < static_cast<std::size_t>(rows_per_page); ++at) {
      made.items.emplace_back(rows[at].record);
    }
    if (at < rows.size() && !made.items.empty()) made.next_page_token = "more";
    made.total = static_cast<std::int64_t>(rows.size());
    made.seq = seq;
    return made;
  }

  std::vector<entry> rows;
  std::vector<entry> outside;
  std::deque<std::pair<live::change, describe::any_record>> told;
  std::int64_t seq = 1;

 private:
  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
  std::string random_name() { return "N" + std::to_string(10'000 + below(9'000)); }
  describe::any_record take(std::vector<entry>& from) {
    const auto at = from.begin() + below(static_cast<int>(from.size()));
    describe::any_record taken = std::move(at->record);
    from.erase(at);
    return taken;
  }
  void put(describe::any_record row) {
    sort_key key = order_.key_of(row);
    const auto at = std::lower_bound(rows.begin(), rows.end(), key, [&](const entry& e, const sort_key& k) {
      return order_.before(e.key, k);
    });
    rows.insert(at, {std::move(key), std::move(row)});
  }
  void tell(const describe::any_record& row, change_kind kind, match_kind match,
            std::vector<std::string> changed = {"name"}) {
    live::change change = change_of(row, ++seq, kind, match, std::move(changed));
    told.emplace_back(std::move(change), match == match_kind::leave ? describe::any_record() : row);
  }

  const sort_order& order_;
  std::mt19937& random_;
  int next_number_ = 1;
};

class row_cache_property : public ::testing::TestWithParam<unsigned> {
 protected:
  struct flight {
    int id = 0;
    page_request asked;
    std::optional<loaded_page> read;  ///< once the server has read it
  };

  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random); }

  void SetUp() override {
    for (int i = 0; i < 700; ++i) server.create();
    server.told.clear();
    cache.view.resize(row_height, row_height * static_cast<double>(screen_rows) + 10);
    cache.keep_at_most(400);
    cache.add_page({0, rows_per_page, 0, std::nullopt}, server.page({}));
  }

  void ask() {
    if (flights.size() >= 2) return;
    const auto page = cache.missing(cache.view.first_row(), cache.view.end_row() + 50);
    if (!page) return;
    flights.push_back({++number, *page, std::nullopt});
    cache.expect(number, *page);
  }
  void read() {
    for (flight& each : flights) {
      if (!each.read && below(2) == 0) each.read = server.page(each.asked);
    }
  }
  void take_page() {
    for (std::size_t i = 0; i < flights.size(); ++i) {
      if (!flights[i].read) continue;
      flight one = std::move(flights[i]);
      flights.erase(flights.begin() + static_cast<std::ptrdiff_t>(i));
      still([&] { cache.add_page(one.asked, *std::move(one.read)); }, {});
      cache.unexpect(one.id);
      return;
    }
  }
  void take_change() {
    if (server.told.empty()) return;
    const auto [change, record] = std::move(server.told.front());
    server.told.pop_front();
    still([&, &change = change, &record = record] { cache.apply(change, record, now); }, change.id);
  }
  void scroll() {
    if (below(3) == 0) {
      cache.view.scroll_to(below(static_cast<int>(cache.total()) + 1));
    } else {
      cache.view.scroll_by(below(4'000) - 2'000);
    }
    cache.touch(cache.view.first_row(), cache.view.end_row());
  }
  void pass_time() {
    now += below(900);
    still([&] { cache.tick(now, 600); }, {});
  }

  /// Does something that must not move the first known row on the screen, unless it is about that row.
  template <class What>
  void still(What what, const uuid& about) {
    std::optional<uuid> first;
    double y = 0;
    for (std::int64_t i = cache.view.first_row(); i < cache.view.end_row() && !first; ++i) {
      const grid_row* row = cache.at(i);
      if (row == nullptr || row->leaving != farewell::none) continue;
      first = row->id();
      y = static_cast<double>(i - cache.view.first_row()) * row_height - cache.view.pixel();
    }
    const bool wants_beginning = cache.view.first_row() == 0 && cache.at(0) == nullptr;
    // What comes or goes on the screen itself moves what is below it.
    const grid_row* top = cache.at(cache.view.first_row());
    const bool below_gap = top == nullptr || (top->leaving != farewell::none && cache.view.pixel() == 0);
    const std::string key = first ? cache.find(*first)->record.get_if<brand>()->name : "";
    what();
    check();
    const bool moved =
        first && cache.find(*first) != nullptr && cache.find(*first)->record.get_if<brand>()->name != key;
    const double last = static_cast<double>(cache.view.count()) - cache.view.height() / row_height;
    const bool at_end = cache.view.position() >= last - 1;
    if (!first || *first == about || moved || at_end || wants_beginning || below_gap) return;
    const std::int64_t index = cache.index_of(*first);
    if (index < 0) return;
    const double after =
        static_cast<double>(index - cache.view.first_row()) * row_height - cache.view.pixel();
    ASSERT_DOUBLE_EQ(after, y);
    ++stills;
  }

  /// Every row stands at its index, in order, and nothing is counted twice.
  void check() {
    if (++checks % 7 != 0) return;
    std::int64_t seen = 0;
    const grid_row* before = nullptr;
    for (std::int64_t i = 0; i < cache.total(); ++i) {
      const grid_row* row = cache.at(i);
      if (row == nullptr) continue;
      ++seen;
      ASSERT_EQ(cache.index_of(row->id()), i);
      ASSERT_TRUE(before == nullptr || order.before(before->key, row->key));
      before = row;
    }
    ASSERT_EQ(seen, cache.kept());
    ASSERT_EQ(cache.view.count(), cache.total());
    ASSERT_LE(cache.kept(), 700);
  }

  /// Lets everything arrive and loads what is missing; returns how many pages that took.
  int come_to_rest() {
    cache.keep_at_most(10'000);
    while (!server.told.empty()) take_change();
    for (flight& each : flights) each.read = server.page(each.asked);
    while (!flights.empty()) take_page();
    now += 10'000;
    cache.tick(now, 600);
    int pages = 0;
    while (const auto page = cache.missing(0, cache.total())) {
      cache.add_page(*page, server.page(*page));
      if (++pages > 100) break;
    }
    return pages;
  }

  std::mt19937 random{GetParam()};
  sort_order order =
      *sort_order::parse(describe::type_of<brand>(), GetParam() % 2 == 0 ? "name" : "name desc");
  plain_server server{order, random};
  row_cache cache{describe::type_of<brand>(), order};
  std::vector<flight> flights;
  double now = 0;
  int number = 0;
  int stills = 0;
  int checks = 0;
};

TEST_P(row_cache_property, ends_with_the_rows_of_a_plain_sorted_list_and_moves_no_pixel_on_the_way) {
  for (int step = 0; step < 2'000 && !HasFatalFailure(); ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    switch (below(12)) {
      case 0:
        server.create();
        break;
      case 1:
        server.update();
        break;
      case 2:
        server.leave_or_come_back();
        break;
      case 3:
        scroll();
        break;
      case 4:
        pass_time();
        break;
      case 5:
      case 6:
        ask();
        break;
      case 7:
        read();
        break;
      case 8:
        take_page();
        break;
      default:
        take_change();
    }
  }
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GT(stills, 250);
  const int pages = come_to_rest();
  EXPECT_LE(pages, 40);
  ASSERT_TRUE(cache.complete());
  ASSERT_EQ(cache.total(), static_cast<std::int64_t>(server.rows.size()));
  for (std::size_t i = 0; i < server.rows.size(); ++i) {
    const grid_row* row = cache.at(static_cast<std::int64_t>(i));
    ASSERT_NE(row, nullptr) << i;
    EXPECT_EQ(row->id(), server.rows[i].record.base().id) << i;
    EXPECT_EQ(row->version(), server.rows[i].record.base().version) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(seeds, row_cache_property, ::testing::Range(1U, 17U));

}  // namespace
}  // namespace dossier::model
