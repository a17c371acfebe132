#pragma once
#include <map>
#include <vector>

#include "server/db/session.hpp"
#include "server/records/write_operation.hpp"

namespace dossier::records {

/// Writes in one transaction of a session: what needs more than one statement, or is not to be kept. Lives on
/// a database thread for one job. Everything is checked before anything is written; what was wrong is thrown
/// as db::job_refused.
class write_transaction {
 public:
  write_transaction(service& of, db::session& in, const caller& by) : service_(of), in_(in), by_(by) {}

  /// Carries the operations out, in their order, and answers the records as they left them. A softly deleted
  /// one is answered, too.
  std::vector<record_answer> run(std::vector<write_operation>& operations);

 private:
  using stored = service::stored;
  struct step {
    const write_operation* of;
    std::optional<describe::any_record> before;
    describe::any_record after;
    live::change_kind kind;
  };

  void load(const std::vector<write_operation>& operations);
  void prepare(write_operation& operation);
  void prepare_create(write_operation& operation);
  void prepare_change(write_operation& operation, stored& current);
  /// False, with an error, when the operation was meant for another version.
  bool check_version(write_operation& operation, const stored& current);
  [[noreturn]] void refuse_version(const write_operation& operation, const describe::any_record& current);
  void resolve_references(stored& of, const describe::any_record* before, std::vector<field_error>& errors);
  void refuse_errors(const std::vector<write_operation>& operations) const;
  void make_names();
  void write(const step& one);
  record_answer answer(const stored& of);
  [[nodiscard]] change_note note_of(live::change_kind kind, timestamp at) const;

  service& service_;
  db::session& in_;
  const caller& by_;
  std::map<uuid, stored> records_;  ///< as the operations so far leave them
  std::map<std::pair<std::size_t, uuid>, std::optional<std::optional<std::string>>>
      names_;  ///< of references
  std::vector<step> steps_;
  std::vector<stored> answers_;  ///< each record as its operation left it
  bool alone_ = false;           ///< one operation, whose problem is the request's own
  bool only_versions_ = true;    ///< nothing but versions was wrong
};

/// The fields of a patch that somebody else changed since `base` (nullopt: since whenever), with both values.
[[nodiscard]] std::vector<field_conflict> overlap_of(const describe::any_record& current,
                                                     const std::optional<describe::any_record>& base,
                                                     const boost::json::object& patch);

}  // namespace dossier::records
