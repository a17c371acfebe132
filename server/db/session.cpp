#include "server/db/session.hpp"

#include <libpq-fe.h>

#include <algorithm>

namespace dossier::db {

namespace {

void check(const pg_result* answer, pg_conn* connection) {
  const auto status = PQresultStatus(answer);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return;
  auto why = error_of(answer);
  if (answer == nullptr || PQstatus(connection) != CONNECTION_OK) why.what = postgres_error::kind::lost;
  throw statement_failed(std::move(why));
}

}  // namespace

void session::finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

session::session(const connection_target& where, const transaction_settings& settings)
    : begin_("BEGIN; " + where.opening_with(settings)),
      is_pooled_(where.is_pooled),
      connection_(PQconnectdb(where.conninfo_with(settings).c_str())) {
  if (connection_ != nullptr && PQstatus(connection_.get()) == CONNECTION_OK) return;
  postgres_error why;
  why.what = postgres_error::kind::lost;
  why.loggable = "a session cannot connect to PostgreSQL";
  throw statement_failed(std::move(why));
}

session::~session() = default;

bool session::idle() const {
  return PQstatus(connection_.get()) == CONNECTION_OK &&
         PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

void session::execute(const char* sql) {
  pg_result* got = PQexec(connection_.get(), sql);
  const rows answer(got);
  check(got, connection_.get());
}

void session::begin() {
  execute(begin_.c_str());
}

void session::commit() {
  execute("COMMIT");
}

void session::roll_back() {
  execute("ROLLBACK");
}

const session::prepared& session::preparation_of(const statement& what, const parameters& with) {
  auto& variants = prepared_[what.name];
  const auto same = [&](const prepared& each) { return std::ranges::equal(each.types, with.types()); };
  const auto found = std::find_if(variants.begin(), variants.end(), same);
  if (found != variants.end()) return *found;
  prepared made{"s" + std::to_string(++prepared_count_), {with.types().begin(), with.types().end()}};
  pg_result* got = PQprepare(connection_.get(), made.name.c_str(), what.sql.c_str(),
                             static_cast<int>(with.size()), made.types.data());
  const rows answer(got);
  check(got, connection_.get());
  return variants.emplace_back(std::move(made));
}

rows session::run(const statement& what, const parameters& with) {
  const std::vector<const char*> values = with.pointers();
  const std::vector<int> formats(with.size(), 1);  // binary
  if (what.is_planned_anew || is_pooled_) {
    pg_result* got =
        PQexecParams(connection_.get(), what.sql.c_str(), static_cast<int>(with.size()), with.types().data(),
                     values.data(), with.lengths().data(), formats.data(), 1);
    rows answer(got);
    check(got, connection_.get());
    return answer;
  }
  const prepared& use = preparation_of(what, with);
  pg_result* got = PQexecPrepared(connection_.get(), use.name.c_str(), static_cast<int>(with.size()),
                                  values.data(), with.lengths().data(), formats.data(), 1);
  rows answer(got);
  check(got, connection_.get());
  return answer;
}

}  // namespace dossier::db
