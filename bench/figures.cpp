#include "bench/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <stdexcept>

#include "bench/fan_out.hpp"
#include "bench/load.hpp"
#include "bench/many_filters.hpp"
#include "bench/pgbench.hpp"
#include "bench/process_cpu.hpp"
#include "bench/requests.hpp"

namespace dossier::bench {
namespace {

constexpr std::uint64_t seed = 20'261'120;
constexpr double warm_up_share = 0.2;          // of a figure's time, measured by nobody
constexpr std::size_t throughput_window = 32;  // changes on their way at once
constexpr double us_per_ms = 1000;

/// A brand that was created: its id and the entity tag it had.
struct created_record {
  std::string id;
  std::string etag;
};

class session {
 public:
  session(const server_under_test& on, const figure_options& how) : on_(on), how_(how), random_(seed) {}

  std::vector<figure> measure() {
    seed_records();
    reads();
    writes();
    fan_outs();
    beside_pgbench();
    return std::move(figures_);
  }

 private:
  static void tell(const std::string& what) { std::fputs((what + "\n").c_str(), stderr); }

  [[nodiscard]] load base(double seconds) const {
    load made;
    made.port = on_.port();
    made.connections = how_.connections;
    made.time = std::chrono::duration<double>(seconds);
    return made;
  }
  [[nodiscard]] const created_record& any_record() { return records_[random_() % records_.size()]; }

  void seed_records() {
    tell(fmt::format("Creating {} brands", how_.records));
    load what = base(120);
    what.at_most = how_.records;
    what.expected_status = 201;
    what.compose = [this](std::string& out) { append_create(out, next_name_++); };
    what.inspect = [this](const answer& read) {
      const std::string_view location = read.header("location");
      records_.push_back(
          {std::string(location.substr(location.rfind('/') + 1)), std::string(read.header("etag"))});
    };
    const load_result result = run(what);
    if (result.wrong > 0 || records_.size() < how_.records) {
      throw std::runtime_error("the server did not take the records: " + result.first_wrong);
    }
  }

  /// Warms up, then measures `what` and adds its figure.
  void add(const std::string& name, const std::string& measured, const std::string& beside, load what) {
    tell("Measuring " + name);
    what.time = std::chrono::duration<double>(how_.seconds * warm_up_share);
    check(name, run(what));
    what.time = std::chrono::duration<double>(how_.seconds);
    const std::int64_t server_before = cpu_us(on_.pid());
    const std::int64_t database_before = family_cpu_us(on_.postmaster());
    const std::int64_t own_before = own_cpu_us();
    load_result result = run(what);
    const double own = static_cast<double>(own_cpu_us() - own_before);
    const double server = static_cast<double>(cpu_us(on_.pid()) - server_before);
    const double database = static_cast<double>(family_cpu_us(on_.postmaster()) - database_before);
    check(name, result);
    const auto count = static_cast<double>(result.answered);
    figures_.push_back({name, measured, count / result.seconds,
                        quantile(result.latencies_us, 0.5) / us_per_ms,
                        quantile(result.latencies_us, 0.99) / us_per_ms, server / count, database / count,
                        own / count, beside, 0});
  }
  static void check(const std::string& name, const load_result& result) {
    if (result.wrong > 0) {
      throw std::runtime_error(fmt::format("{}: {} of {} answers were not as expected; the first: {}", name,
                                           result.wrong, result.answered, result.first_wrong));
    }
  }

  void reads() {
    load get = base(how_.seconds);
    get.compose = [this](std::string& out) { append_get(out, any_record().id); };
    add("get", fmt::format("GET one of {} brands at random", records_.size()), "pgbench_select", get);

    load not_modified = base(how_.seconds);
    not_modified.expected_status = 304;
    not_modified.compose = [this](std::string& out) {
      const created_record& record = any_record();
      append_get(out, record.id, record.etag);
    };
    add("get_304", "the same with If-None-Match, answered 304", "pgbench_select", not_modified);

    // Pages from the beginning on, each connection's next request wherever the last answer seen has led.
    auto token = std::make_shared<std::string>();
    load list = base(how_.seconds);
    list.compose = [token](std::string& out) { append_list(out, *token); };
    list.inspect = [token](const answer& read) { *token = next_page_token(read.body); };
    add("list", "GET 50 brands in order of name, page after page", "pgbench_select", list);
  }

  static std::string next_page_token(std::string_view body) {
    constexpr std::string_view member = "\"next_page_token\":\"";
    const std::size_t at = body.rfind(member);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = body.substr(at + member.size());
    return std::string(rest.substr(0, rest.find('"')));
  }

  void writes() {
    load create = base(how_.seconds);
    create.expected_status = 201;
    create.compose = [this](std::string& out) { append_create(out, next_name_++); };
    add("create", "POST a brand of nine members", "pgbench_update", create);

    load patch = base(how_.seconds);
    patch.compose = [this](std::string& out) { append_patch(out, any_record().id, random_() % 1'000'000); };
    add("patch", fmt::format("PATCH two members of one of {} brands at random, no If-Match", records_.size()),
        "pgbench_update", patch);
  }

  void fan_outs() {
    std::vector<std::string> ids;
    for (const created_record& record : records_) ids.push_back(record.id);
    fan_out_load what;
    what.port = on_.port();
    what.subscribers = how_.subscribers;
    what.time = std::chrono::duration<double>(how_.seconds);
    what.ids = &ids;

    tell("Measuring fan_out");
    fan_out_result alone = run(what, on_.pid(), on_.postmaster());
    add_fan_out(
        "fan_out",
        fmt::format("one PATCH at a time; changes/s; ms from its answer to the last of {} subscribers",
                    how_.subscribers),
        alone, static_cast<double>(alone.changes), alone.from_commit_us);
    add_fan_out("fan_out_total", "the same, ms from sending the PATCH to the last subscriber", alone,
                static_cast<double>(alone.changes), alone.from_request_us);

    tell("Measuring fan_out_messages");
    what.window = throughput_window;
    fan_out_result crowded = run(what, on_.pid(), on_.postmaster());
    add_fan_out("fan_out_messages",
                fmt::format("{} changes on their way at once; messages/s", throughput_window), crowded,
                static_cast<double>(crowded.deliveries), crowded.from_commit_us);
    if (how_.crowd > 0) crowd(what);
    if (how_.filters > 0) {
      many_filters(ids, 0, 0);
      many_filters(ids, how_.filters, 1);
    }
  }

  /// Many who look at the same.
  void crowd(fan_out_load what) {
    tell("Measuring fan_out_crowd");
    what.subscribers = how_.crowd;
    what.filter = R"(industry = "Software" AND headcount >= 0)";
    what.window = 1;
    what.first_value = 1'000'000'000 / 2;
    fan_out_result result = run(what, on_.pid(), on_.postmaster());
    add_fan_out(
        "fan_out_crowd",
        fmt::format("one PATCH at a time; messages/s; ms from its answer to the last of {} subscribers "
                    "of one filter",
                    how_.crowd),
        result, static_cast<double>(result.deliveries), result.from_commit_us);
  }

  /// Changes at a steady rate beside as many distinct filters.
  void many_filters(const std::vector<std::string>& ids, std::size_t filters, std::uint64_t turn) {
    const std::string name = filters == 0 ? "filters_none" : "filters_many";
    tell("Measuring " + name);
    many_filters_load what;
    what.port = on_.port();
    what.filters = filters;
    what.time = std::chrono::duration<double>(how_.seconds);
    what.ids = &ids;
    what.first_value = 600'000'000 + turn * 10'000'000;
    many_filters_result result = run(what, on_.pid(), on_.postmaster());
    const auto count = static_cast<double>(result.changes);
    figures_.push_back(
        {name,
         fmt::format("{:.0f} PATCHes/s, {} distinct filters; ms from the answer to a subscriber of all",
                     what.changes_per_second, filters),
         count / result.seconds, quantile(result.delays_us, 0.5) / us_per_ms,
         quantile(result.delays_us, 0.99) / us_per_ms, static_cast<double>(result.server_cpu_us) / count,
         static_cast<double>(result.database_cpu_us) / count, static_cast<double>(result.own_cpu_us) / count,
         "", 0});
  }

  void add_fan_out(const std::string& name, const std::string& measured, const fan_out_result& result,
                   double count, std::vector<float>& latencies) {
    figures_.push_back({name, measured, count / result.seconds, quantile(latencies, 0.5) / us_per_ms,
                        quantile(latencies, 0.99) / us_per_ms,
                        static_cast<double>(result.server_cpu_us) / count,
                        static_cast<double>(result.database_cpu_us) / count,
                        static_cast<double>(result.own_cpu_us) / count, "", 0});
  }

  void beside_pgbench() {
    tell("Measuring pgbench");
    const pgbench tool(on_, how_.records);
    const std::chrono::duration<double> time(how_.seconds);
    const std::string clients =
        fmt::format("pgbench -M prepared -c {} -j {} as administrator", pgbench_clients, pgbench_threads);
    add_pgbench("pgbench_select", clients + ": SELECT * by key", tool.select_by_key(time));
    add_pgbench("pgbench_update", clients + ": UPDATE two columns by key", tool.update_by_key(time));
    jumps(tool);
    for (figure& one : figures_) {
      const auto same = [&](const figure& other) { return other.name == one.beside; };
      const auto base_figure = std::find_if(figures_.begin(), figures_.end(), same);
      if (base_figure != figures_.end()) one.ratio = one.per_second / base_figure->per_second;
    }
  }

  /// Into the middle of a long list, beside what OFFSET costs there.
  void jumps(const pgbench& tool) {
    if (how_.jump_records == 0) return;
    tell(fmt::format("Creating {} brands more", how_.jump_records));
    tool.fill(how_.jump_records);
    const std::uint64_t middle = how_.jump_records / 2;
    load first = base(120);  // the first one counts the list
    first.connections = 1;
    first.at_most = 1;
    first.compose = [middle](std::string& out) { append_jump(out, middle); };
    check("skip", run(first));
    load jump = base(how_.seconds);
    jump.compose = first.compose;
    const std::string name = fmt::format("skip={}", middle);
    add(name,
        fmt::format("GET 50 of {} brands and more in order of headcount, skip={}", how_.jump_records, middle),
        "pgbench_offset", jump);
    add_pgbench("pgbench_offset",
                fmt::format("pgbench -M prepared -c {} -j {} as administrator: the same 50 by OFFSET {}",
                            pgbench_slow_clients, pgbench_threads, middle),
                tool.select_by_offset(middle, std::chrono::duration<double>(how_.seconds)));
    pages(middle);
    searches();
  }

  /// In the same long list: page after page from its middle on, and under filters that most records pass and
  /// that few do.
  void pages(std::uint64_t middle) {
    const std::string by_headcount = "order_by=headcount";
    auto token = std::make_shared<std::string>();
    load deep = base(how_.seconds);
    deep.compose = [token, by_headcount, middle](std::string& out) {
      append_query(
          out, by_headcount + (token->empty() ? "&skip=" + std::to_string(middle) : "&page_token=" + *token));
    };
    deep.inspect = [token](const answer& read) { *token = next_page_token(read.body); };
    add("deep_page", "GET 50 brands of that list, page after page from its middle on", "", deep);

    load most = base(how_.seconds);
    most.compose = [](std::string& out) {
      append_query(out, "order_by=name&filter=headcount%20%3E%201000%20AND%20NOT%20country%20%3D%20%22DE%22");
    };
    add("list_filtered", "GET 50 brands in order of name, under a filter that most pass", "", most);
    load few = base(how_.seconds);
    few.compose = [this](std::string& out) {
      const std::uint64_t from = random_() % 1'000'000;
      append_query(out, fmt::format("order_by=name&filter=headcount%20%3E%20{}%20AND%20headcount%20%3C%20{}",
                                    from, from + 100));
    };
    add("list_selective", "the same, under a filter that one in 10,000 passes", "", few);
  }

  /// In the same long list, for a word that one record has and for one that all have.
  void searches() {
    load rare = base(how_.seconds);
    rare.compose = [number = std::uint64_t{0}, all = how_.jump_records](std::string& out) mutable {
      number = (number * 6364136223846793005ULL + 1442695040888963407ULL);
      append_search(out, std::to_string((number >> 33U) % all + 1));
    };
    add("search_rare",
        fmt::format("GET q=… of {} brands and more: one record has the word", how_.jump_records), "", rare);
    load frequent = base(how_.seconds);
    frequent.compose = [](std::string& out) { append_search(out, "filler"); };
    add("search_frequent", "the same, 50 of the records that all have the word, the last changed first", "",
        frequent);
  }

  void add_pgbench(const std::string& name, const std::string& measured, pgbench_result result) {
    const auto count = static_cast<double>(std::max<std::uint64_t>(result.transactions, 1));
    figures_.push_back({name, measured, result.per_second, quantile(result.latencies_us, 0.5) / us_per_ms,
                        quantile(result.latencies_us, 0.99) / us_per_ms, 0,
                        static_cast<double>(result.database_cpu_us) / count,
                        static_cast<double>(result.own_cpu_us) / count, "", 0});
  }

  const server_under_test& on_;
  const figure_options& how_;
  std::mt19937_64 random_;
  std::uint64_t next_name_ = 1;
  std::vector<created_record> records_;
  std::vector<figure> figures_;
};

}  // namespace

std::vector<figure> measure_all(const server_under_test& on, const figure_options& how) {
  return session(on, how).measure();
}

}  // namespace dossier::bench
