#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/net/batch.hpp"
#include "client-wasm/src/net/facet_page.hpp"
#include "client-wasm/src/net/history_page.hpp"
#include "client-wasm/src/net/list_page.hpp"
#include "client-wasm/src/net/transport.hpp"
#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::net {

inline constexpr int request_timeout_ms = 30'000;
inline constexpr int list_page_size = 100;  ///< rows; the most that the server gives at once

/// What a list should show.
struct list_query {
  std::string filter{};  ///< in the filter language; empty for everything
  std::string q{};       ///< full-text search; empty for none
  /// "name", "headcount desc,name"; empty for the server's: the newest first, a search's by rank.
  std::string order_by{};
  std::string page_token{};  ///< continues behind a page; empty begins at the first row …
  std::int64_t skip = 0;     ///< … or so many rows on
  std::string fields{};      ///< "id,name": only these members; empty for all
  int page_size = list_page_size;
};

/// One record as it was answered.
struct record_answer {
  describe::any_record record;
  record_context about;
  std::int64_t change_seq = 0;
};

/// An answer as it was told, for who reads it alone.
struct told_json {
  std::string body;
  std::int64_t change_seq = 0;
};

/// A status that is no HTTP status: the request got no answer at all.
inline constexpr int no_answer = 0;

/// The resource API (`/api/v1/R`), generic over described records. Every call starts one request, returns its
/// id for abort(), and calls `done` once, later. A request without an answer is a problem with the status
/// `no_answer`.
class api_client {
 public:
  explicit api_client(transport& way) : way_(way) {}

  int list(const describe::record_type& type, const list_query& query,
           std::function<void(result<record_page>)> done);
  int get(const describe::record_type& type, const uuid& id, std::function<void(result<record_answer>)> done);
  /// `body` is the JSON object of the new record; `idempotency_key` makes a repeat after a lost answer
  /// harmless.
  int create(const describe::record_type& type, std::string body, std::string_view idempotency_key,
             std::function<void(result<record_answer>)> done);
  /// RFC 7396 merge patch of a record known at `version`; refused with 412 when another one has been written
  /// since.
  int patch(const describe::record_type& type, const uuid& id, std::int64_t version, std::string body,
            std::function<void(result<record_answer>)> done);
  int remove(const describe::record_type& type, const uuid& id, std::string_view idempotency_key,
             std::function<void(result<void>)> done);
  int undelete(const describe::record_type& type, const uuid& id, std::string_view idempotency_key,
               std::function<void(result<record_answer>)> done);
  /// Carries out all of up to batch_max operations or none, in one transaction. Answers the records as their
  /// operations left them, in order; a problem's errors name theirs (`operations[3].update.name`).
  int run(const describe::record_type& type, const batch& operations, std::string_view idempotency_key,
          std::function<void(result<std::vector<told_record>>)> done);
  /// How often each value of some fields stands ("status,tags"; at most 20) among the records that match.
  int facets(const describe::record_type& type, std::string_view fields, std::string_view filter,
             std::string_view q, std::function<void(result<facet_page>)> done);
  int history(const describe::record_type& type, const uuid& id,
              std::function<void(result<history_page>)> done);
  /// Reads whatever stands at `target`, path and query.
  int read(std::string target, std::function<void(result<told_json>)> done);
  /// Asks for whatever is done at `target`; `body` is a JSON object, or empty for none.
  int send(std::string method, std::string target, std::string body,
           std::function<void(result<told_json>)> done);
  void abort(int request) { way_.abort(request); }

 private:
  int record_request(const describe::record_type& type, request what,
                     std::function<void(result<record_answer>)> done);
  transport& way_;
};

/// The problem that a response stands for; only for statuses of 400 and more, and `no_answer`.
[[nodiscard]] problem problem_of(const response& answer);
/// `text` percent-encoded for a query component (RFC 3986, unreserved characters stay).
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace dossier::net
