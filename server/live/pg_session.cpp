#include "server/live/pg_session.hpp"

#include <libpq-fe.h>

#include <cstdlib>

#include "server/live/pg_binary.hpp"

namespace dossier::live {

namespace {

/// PostgreSQL's message on one line of the log.
std::string on_one_line(const char* message) {
  std::string text = message;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (char& c : text) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return text;
}

}  // namespace

void pg_rows::clear::operator()(pg_result* result) const {
  PQclear(result);
}

pg_rows::pg_rows(pg_result* owned) : result_(owned) {}

int pg_rows::size() const {
  return PQntuples(result_.get());
}

std::int64_t pg_rows::affected() const {
  return std::atoll(PQcmdTuples(result_.get()));
}

bool pg_rows::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view pg_rows::bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}
std::int64_t pg_rows::int8(int row, int column) const {
  return db::wire::load<std::int64_t>(PQgetvalue(result_.get(), row, column));
}
bool pg_rows::boolean(int row, int column) const {
  return *PQgetvalue(result_.get(), row, column) != 0;
}
uuid pg_rows::id(int row, int column) const {
  return pg_binary::read_uuid(PQgetvalue(result_.get(), row, column));
}
timestamp pg_rows::moment(int row, int column) const {
  return pg_binary::read_time(PQgetvalue(result_.get(), row, column));
}

void pg_session::finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

pg_session::pg_session(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (connection_ == nullptr || PQstatus(connection_.get()) != CONNECTION_OK) fail("connect");
  if (PQenterPipelineMode(connection_.get()) != 1) fail("enter pipeline mode");
}

pg_session::~pg_session() = default;

void pg_session::fail(std::string_view doing) const {
  std::string text = "cannot ";
  text += doing;
  text += ": ";
  text += connection_ ? on_one_line(PQerrorMessage(connection_.get())) : "out of memory";
  throw pg_error(text, {});
}

void pg_session::execute(const char* sql) {
  if (PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) fail("send");
  ++queued_;
  run();
}

void pg_session::prepare(const char* name, const char* sql) {
  if (PQsendPrepare(connection_.get(), name, sql, 0, nullptr) != 1) fail("prepare");
  ++queued_;
  run();
}

void pg_session::queue(const char* name, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  const std::vector<int> formats(parameters.size(), 1);
  for (const std::string& parameter : parameters) {
    values.push_back(parameter.data());
    lengths.push_back(static_cast<int>(parameter.size()));
  }
  if (PQsendQueryPrepared(connection_.get(), name, static_cast<int>(parameters.size()), values.data(),
                          lengths.data(), formats.data(), 1) != 1)
    fail("send");
  ++queued_;
}

std::vector<pg_rows> pg_session::run() {
  if (PQpipelineSync(connection_.get()) != 1) fail("send");
  std::vector<pg_rows> answers;
  answers.reserve(queued_);
  std::string problem;
  std::string sqlstate;
  for (; queued_ > 0; --queued_) {
    PGresult* result = PQgetResult(connection_.get());
    if (result == nullptr) fail("read an answer");
    answers.emplace_back(result);
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_FATAL_ERROR && problem.empty()) {
      const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      sqlstate = state != nullptr ? state : "";
      problem = on_one_line(PQresultErrorMessage(result));
    }
    if (PQstatus(connection_.get()) == CONNECTION_BAD)
      throw pg_error("connection lost: " + problem, sqlstate);
    PQgetResult(connection_.get());  // the null that follows each statement's rows
  }
  PQclear(PQgetResult(connection_.get()));  // the Sync's own answer
  if (!problem.empty()) throw pg_error(problem, sqlstate);
  return answers;
}

}  // namespace dossier::live
