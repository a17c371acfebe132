#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/app/rights.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/fuzzy.hpp"
#include "client-wasm/src/net/api_client.hpp"

// What the command palette finds: records over the API's search, views, commands. Drawing is ui/palette.
namespace dossier::app {

inline constexpr double find_pause_ms = 80;       ///< typing rests so long before records are asked for
inline constexpr int found_per_resource = 3;      ///< records shown of each resource
inline constexpr int found_in_scope = 12;         ///< shown where one kind only is looked for
inline constexpr int found_commands = 8;          ///< best matches among the commands
inline constexpr std::size_t recent_records = 6;  ///< kept to begin with, newest first

/// A record that was open lately.
struct recent_record {
  std::string resource;
  uuid id;
  std::string title;
};
/// A saved or ready-made view to go to.
struct known_view {
  std::string name;
  std::string location;
  std::string note;  ///< "Brands"
  char32_t icon = 0;
};

/// One row of the palette.
struct found {
  enum class kind : std::uint8_t { record, view, command, create, filter };
  kind what = kind::command;
  std::string title;
  std::vector<model::match_range> marks;  ///< letters of the title that match
  std::string detail;                     ///< after the title
  std::string note;                       ///< at the right: "Insight"
  std::string resource;                   ///< of a record, of what is created or filtered
  uuid id;
  std::string location;  ///< where a view leads; the filter's text
  std::string command;
  std::string keys;  ///< as written in the table of commands
  char32_t icon = 0;
  bool enabled = true;
  std::string reason;  ///< why not
};

struct found_section {
  std::string title;
  std::vector<found> rows;
  std::int64_t total = 0;  ///< of which `rows` are the first
};

/// Looks for what a person types into the palette. ">" before it looks among commands only, "#" among tags.
/// Records are asked for once typing rests, one request a resource, those of earlier texts are aborted; what
/// was found stays until the new answer is there.
class finder {
 public:
  struct surroundings {
    std::function<double()> clock;  ///< milliseconds of a steady clock
    std::function<void()> changed;
    /// What the person may do; absent: everything.
    std::function<app::rights()> rights{};
  };
  finder(net::api_client& api, const commands& all, surroundings around);
  ~finder();
  finder(const finder&) = delete;
  finder& operator=(const finder&) = delete;

  /// The palette opens on the screen of `resource` (empty: none): what is created and filtered is one of
  /// these.
  void open(std::string_view resource, std::vector<known_view> views);
  void close();
  void ask(std::string_view text);
  /// Sends what is due.
  void tick();
  [[nodiscard]] std::optional<double> next_deadline() const { return due_; }

  /// What there is to show now; `now` is for ages.
  [[nodiscard]] std::vector<found_section> sections(const model::wall_time& now) const;
  /// All that was found, shown or not.
  [[nodiscard]] std::int64_t total() const;
  /// How long the last answers took, in milliseconds; 0 before any.
  [[nodiscard]] double answered_in_ms() const { return answered_in_ms_; }
  /// Requests are under way, or about to be.
  [[nodiscard]] bool searching() const { return due_.has_value() || open_requests() != 0; }
  [[nodiscard]] bool settled() const { return !searching(); }
  /// Why records could not be asked for; empty where they could.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  void note_recent(recent_record record);
  [[nodiscard]] const std::vector<recent_record>& recent() const { return recent_; }
  [[nodiscard]] std::string recent_json() const;
  void load_recent(std::string_view json);

 private:
  struct source {
    const describe::record_type* type = nullptr;
    int request = 0;
    std::vector<net::told_record> records;
    std::int64_t total = 0;
  };
  [[nodiscard]] std::string_view words() const;
  [[nodiscard]] app::rights may() const { return around_.rights ? around_.rights() : rights::unlimited(); }
  [[nodiscard]] bool wants(const source& s) const;
  [[nodiscard]] int open_requests() const;
  void send();
  void abort();
  [[nodiscard]] found_section records_of(const source& s, const model::wall_time& now) const;
  [[nodiscard]] found_section recents() const;
  [[nodiscard]] found_section matching_views() const;
  [[nodiscard]] found_section matching_commands() const;
  void add_made(found_section& to) const;

  net::api_client& api_;
  const commands& commands_;
  surroundings around_;
  std::vector<source> sources_;
  std::vector<known_view> views_;
  std::vector<recent_record> recent_;
  std::string resource_;
  std::string text_;
  std::optional<double> due_;
  double asked_at_ = 0;
  double answered_in_ms_ = 0;
  std::string failure_;
};

/// A filter for the records of which the text field `field` starts with `prefix`; empty where it cannot be
/// said.
[[nodiscard]] std::string starts_with_filter(const describe::field& field, std::string_view prefix);
/// A few values that tell a record from others of its kind: "Software, DE, 1,200".
[[nodiscard]] std::string record_note(const net::told_record& told, const model::wall_time& now);

}  // namespace dossier::app
