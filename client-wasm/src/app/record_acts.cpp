#include "client-wasm/src/app/record_acts.hpp"

#include <memory>
#include <utility>

namespace dossier::app {

std::string title_of(const describe::any_record& record) {
  const describe::field& title = record.type().title();
  return title.kind == describe::kind::text ? *static_cast<const std::string*>(title.read(record.data()))
                                            : std::string();
}

record_acts::record_acts(record_list& list, offline_queue& writes, std::function<void(notice)> tell)
    : list_(list), writes_(writes), tell_(std::move(tell)) {}

void record_acts::remove(const uuid& id) {
  const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
  offline_queue::handler told;
  told.answered = [this, id](const queued_write& write, const write_outcome& outcome) {
    if (outcome.refused) {
      tell_({severity::bad, "Not deleted. " + explanation(*outcome.refused), {}, {}});
      return write.lost == 0;
    }
    const std::string what = write.title.empty() ? "1 " + std::string(list_.type().names.label) : write.title;
    tell_({severity::ok, what + " deleted", "Undo", [this, id] { restore(id); }});
    return true;
  };
  writes_.remove(list_.type(), id, row != nullptr ? title_of(row->record) : std::string(), std::move(told));
}

void record_acts::restore(const uuid& id) {
  offline_queue::handler told;
  told.answered = [this](const queued_write& write, const write_outcome& outcome) {
    if (!outcome.refused) return true;
    tell_({severity::bad, "Not restored. " + explanation(*outcome.refused), {}, {}});
    return write.lost == 0;
  };
  writes_.undelete(list_.type(), id, {}, std::move(told));
}

void record_acts::patch(const describe::any_record& stored, change wanted, std::string what,
                        refusal refused) {
  const auto made = std::make_shared<change>(std::move(wanted));
  offline_queue::handler told;
  told.answered = [made, refused = std::move(refused)](const queued_write& write,
                                                       const write_outcome& outcome) {
    if (outcome.refused) return refused(write, outcome);
    if (!outcome.records.empty()) made->version = outcome.records.front().record.base().version;
    return true;
  };
  if (writes_.patch(list_.type(), made->id, made->version, made->body, values_before(made->body, stored),
                    made->title, std::move(told)) == 0) {
    return;
  }
  tell_({severity::ok, {}, "Undo", [this, made] { revert(*made); }, std::move(what)});
}

void record_acts::revert(const change& made) {
  offline_queue::handler told;
  told.answered = [this](const queued_write&, const write_outcome& outcome) {
    if (!outcome.refused) return true;
    const bool changed_since = !outcome.newer.empty();
    tell_({severity::bad,
           "Not undone. " + (changed_since ? "Someone changed it since" : explanation(*outcome.refused)),
           {},
           {}});
    return true;
  };
  writes_.patch(list_.type(), made.id, made.version, made.before, made.body, made.title, std::move(told));
}

}  // namespace dossier::app
