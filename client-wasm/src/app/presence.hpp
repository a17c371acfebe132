#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/live/messages.hpp"

namespace dossier::app {

/// Somebody else at a record.
struct visitor {
  std::string person_id;
  std::string session;  ///< their browser's; see live::hello
  std::string name;
  std::string resource;
  uuid record;
  std::string field;  ///< empty: the record as a whole
  friend bool operator==(const visitor&, const visitor&) = default;
};

/// Who else is where, as told by their connections, and where we say that we are. Our own other tabs, and
/// what we said before we reconnected, are left out. Where nobody has signed in several people have one name,
/// so there each other session (browser) is somebody else. Times are milliseconds of one steady clock.
class presence {
 public:
  /// `say` sends where we are to the server; false when it could not.
  explicit presence(std::function<bool(const live::announce&)> say) : say_(std::move(say)) {}

  /// Who works here; an empty id: nobody has signed in. And the session that the server knows this as.
  void set_self(std::string person_id, std::string session) {
    self_ = std::move(person_id);
    session_ = std::move(session);
  }

  /// We are at this field of this record; empty resource: nowhere. Told at once when it is another place than
  /// before, and again as often as it must be.
  void stand_at(double now, std::string resource, std::optional<uuid> record, std::string field);
  /// The connection is new: all that was heard is over, and what we say is to be said again.
  void connected(double now);
  /// Takes what was told; true when it changed who is where.
  bool take(double now, const live::presence& told);
  /// Says again what must be, forgets who was not heard of; true when it changed who is where.
  bool tick(double now);
  [[nodiscard]] std::optional<double> next_deadline() const;

  /// The others at any record of a resource, one entry a person (the place heard of last), by name.
  [[nodiscard]] std::vector<visitor> at(std::string_view resource) const;
  [[nodiscard]] std::vector<visitor> at(std::string_view resource, const uuid& record) const;
  /// The others in one field; first by name.
  [[nodiscard]] std::vector<visitor> at(std::string_view resource, const uuid& record,
                                        std::string_view field) const;
  /// All others anywhere, one entry a person, by name.
  [[nodiscard]] std::vector<visitor> everyone() const;

 private:
  struct heard {
    visitor who;
    double at = 0;
  };
  template <class Wanted>
  [[nodiscard]] std::vector<visitor> find(Wanted wanted) const;
  void say(double now);
  [[nodiscard]] bool is_us(const live::presence& told) const;

  std::function<bool(const live::announce&)> say_;
  std::string self_;
  std::string session_;
  std::map<std::string, heard> connections_;
  live::announce place_;
  bool unsaid_ = false;
  double said_at_ = 0;
};

}  // namespace dossier::app
