#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/records/permission_check.hpp"
#include "server/records/service.hpp"
#include "server/records/write_operation.hpp"
#include "server/records/write_transaction.hpp"

namespace dossier::records {

namespace asio = boost::asio;
using describe::any_record;
using describe::field;

namespace {

record_answer repeated(first_answer first) {
  record_answer made;
  made.id = first.id.value_or(uuid{});
  made.json = std::move(first.body);
  made.tag = std::move(first.tag);
  made.repeated = true;
  return made;
}

std::string results_json(const std::vector<record_answer>& answers) {
  std::string out = "{\"results\":[";
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i != 0) out += ',';
    out += answers[i].json;
  }
  return out + "]}";
}

asio::awaitable<void> merge_uses(db::session_pool& sessions, const name_book& book, uuid tenant) {
  const db::session_pool::transaction_job job = [&book, tenant](db::session& in) {
    book.merge_uses(in, tenant);
    return db::session_pool::ending::commit;
  };
  (void)co_await sessions.transact(job);
}

asio::awaitable<void> sweep(db::session_pool& sessions, const request_keys& keys, uuid tenant,
                            timestamp now) {
  const db::session_pool::transaction_job job = [&keys, tenant, now](db::session& in) {
    keys.sweep(in, tenant, now);
    return db::session_pool::ending::commit;
  };
  (void)co_await sessions.transact(job);
}

}  // namespace

/// What a transaction does around `work`, which answers what is to be kept with the key: the key is taken
/// before and put down behind it. Answers the first request's answer instead, if there was one.
template <class Work>
asio::awaitable<result<std::optional<first_answer>>> service::in_transaction(db::lanes lanes,
                                                                             const caller& by, Work work) {
  std::optional<first_answer> earlier;
  const bool with_key = by.keep && by.once.has_value();
  if (with_key) co_await count_use_of_key(lanes, by);
  const db::session_pool::transaction_job job = [&](db::session& in) {
    if (with_key) {
      const request_key_use use{by.who.tenant_id, by.who.user_id, *by.once, parts_.time.now()};
      const bool mine = parts_.keys.lock(in, use);
      auto found = parts_.keys.find(in, use);
      if (!found) throw db::job_refused{std::move(found).error()};
      earlier = std::move(*found);
      if (earlier) return db::session_pool::ending::roll_back;
      if (!mine) throw db::job_refused{request_key_in_flight()};
      parts_.keys.keep(in, use, work(in));
    } else {
      (void)work(in);
    }
    return by.keep ? db::session_pool::ending::commit : db::session_pool::ending::roll_back;
  };
  const auto done = co_await lanes.sessions.transact(job);
  writes_.fetch_add(1, std::memory_order_release);
  forget_names(by);
  if (!done) co_return done.error();
  co_return std::move(earlier);
}

asio::awaitable<result<record_answer>> service::transact(db::lanes lanes, const caller& by,
                                                         write_operation only) {
  std::vector<write_operation> operations;
  operations.push_back(std::move(only));
  record_answer answered;
  const auto work = [&](db::session& in) {
    write_transaction transaction(*this, in, by);
    answered = std::move(transaction.run(operations).front());
    return first_answer{answered.id, answered.tag, answered.json};
  };
  auto earlier = co_await in_transaction(lanes, by, work);
  if (!earlier) co_return std::move(earlier).error();
  if (*earlier) co_return repeated(std::move(**earlier));
  co_return answered;
}

asio::awaitable<result<batch_answer>> service::batch(db::lanes lanes, const caller& by,
                                                     std::vector<write_operation> operations) {
  using permissions::verb;
  auto why = refuse(by.who, verb::create, type_);
  if (why && refuse(by.who, verb::update, type_) && refuse(by.who, verb::remove, type_)) co_return *why;
  batch_answer answered;
  const auto work = [&](db::session& in) {
    write_transaction transaction(*this, in, by);
    answered.json = results_json(transaction.run(operations));
    return first_answer{std::nullopt, {}, answered.json};
  };
  auto earlier = co_await in_transaction(lanes, by, work);
  if (!earlier) co_return std::move(earlier).error();
  if (*earlier) co_return batch_answer{std::move((*earlier)->body), true};
  for (const auto& book : parts_.names) {
    if (!names_others_ || !book->used(static_cast<std::int64_t>(operations.size()))) continue;
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, merge_uses(lanes.sessions, *book, by.who.tenant_id), asio::detached);
  }
  co_return answered;
}

asio::awaitable<result<record_answer>> service::first_answer_or(db::lanes lanes, const caller& by,
                                                                problem why) const {
  if (!by.once || !by.keep) co_return why;
  const request_key_use use{by.who.tenant_id, by.who.user_id, *by.once, parts_.time.now()};
  auto found = co_await parts_.keys.find(lanes.read, use);
  if (!found) co_return std::move(found).error();
  if (!*found) co_return why;
  co_return repeated(std::move(**found));
}

/// Expired keys are removed now and then, behind a request that used one.
asio::awaitable<void> service::count_use_of_key(db::lanes lanes, const caller& by) {
  if (keys_used_.fetch_add(1, std::memory_order_relaxed) % request_key_sweep_every != 0) co_return;
  const auto executor = co_await asio::this_coro::executor;
  const timestamp now = parts_.time.now();
  asio::co_spawn(executor, sweep(lanes.sessions, parts_.keys, by.who.tenant_id, now), asio::detached);
}

asio::awaitable<result<bool>> service::knows_names(db::lanes lanes, const caller& by,
                                                   const any_record* before, const any_record& after) const {
  for (const auto& book : parts_.names) {
    const void* earlier = before != nullptr ? before->data() : nullptr;
    std::vector<std::string> added = names_added(type_, book->type().names.resource, earlier, after.data());
    if (added.empty()) continue;
    if (book->used(static_cast<std::int64_t>(added.size()))) {
      const auto executor = co_await asio::this_coro::executor;
      asio::co_spawn(executor, merge_uses(lanes.sessions, *book, by.who.tenant_id), asio::detached);
    }
    const auto known = co_await book->has_all(lanes.read, by.who.tenant_id, std::move(added));
    if (!known) co_return known.error();
    if (!*known) co_return false;
  }
  co_return true;
}

void service::forget_names(const caller& by) const {
  for (const auto& book : parts_.names) {
    if (&book->type() == &type_) book->forget(by.who.tenant_id);
  }
}

void service::set_derived(any_record& of, const db::rows& from) const {
  row_fields derived;
  for (const field& described : type_.fields) {
    if (described.is_derived) derived.push_back(&described);
  }
  const any_record found = read_row(type_, derived, from, 0, 0);
  for (const field* described : derived) {
    describe::visit(*described, of.data(), [&](auto& member) {
      member = *static_cast<const std::remove_reference_t<decltype(member)>*>(described->read(found.data()));
    });
  }
}

asio::awaitable<result<void>> service::derive(db::lanes lanes, const caller& by, any_record& of) const {
  const auto found = co_await repository_.derived(lanes.read, by.who.tenant_id, of);
  if (!found) co_return found.error();
  set_derived(of, *found);
  co_return result<void>();
}

}  // namespace dossier::records
