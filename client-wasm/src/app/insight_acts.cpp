#include "client-wasm/src/app/insight_acts.hpp"

#include <utility>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

const describe::record_type& insights() {
  return describe::type_of<insight>();
}

std::string member(std::string_view name, const insight& it) {
  std::string text = "\"" + std::string(name) + "\":";
  codec::append_value(text, *insights().find(name), &it);
  return text;
}

}  // namespace

insight_acts::insight_acts(desk& at, std::function<void(notice)> tell, std::function<void(const uuid&)> open)
    : desk_(at), tell_(std::move(tell)), open_(std::move(open)) {}

void insight_acts::patch(const insight& it, std::string body, std::function<void(const insight&)> done) {
  describe::any_record stored(insights());
  *stored.get_if<insight>() = it;
  std::string before = values_before(body, stored);
  offline_queue::handler told;
  told.answered = [this, done = std::move(done)](const queued_write& write, const write_outcome& outcome) {
    if (outcome.refused) {
      tell_({severity::bad, "Not changed. " + explanation(*outcome.refused), {}, {}});
      return write.lost == 0;
    }
    if (done && !outcome.records.empty()) done(*outcome.records.front().record.get_if<insight>());
    return true;
  };
  desk_.writes().patch(insights(), it.id, it.version, std::move(body), std::move(before), it.title,
                       std::move(told));
}

void insight_acts::pin(const insight& it, bool pinned) {
  patch(it, std::string("{\"pinned\":") + (pinned ? "true" : "false") + "}", {});
}

void insight_acts::set_status(const insight& it, insight_status status) {
  const auto body_of = [](insight_status wanted) {
    return "{\"status\":\"" + std::string(insight_status_names.at(static_cast<std::size_t>(wanted))) + "\"}";
  };
  const std::string what = it.title + (status == insight_status::archived ? " archived" : " brought back");
  patch(it, body_of(status), [this, what, body_of, before = it.status](const insight& now) {
    tell_({severity::ok, what, "Undo", [this, now, body = body_of(before)] { patch(now, body, {}); }});
  });
}

void insight_acts::set_tags(const insight& it, std::vector<std::string> tags) {
  insight next = it;
  next.tags = std::move(tags);
  patch(it, "{" + member("tags", next) + "}", {});
}

void insight_acts::duplicate(const insight& it) {
  insight copy = it;
  copy.title = "Copy of " + it.title;
  std::string body = "{";
  for (const std::string_view name : {"brand_id", "title", "body", "tags", "source", "sentiment"}) {
    if (body.size() > 1) body += ',';
    body += member(name, copy);
  }
  offline_queue::handler told;
  told.answered = [this](const queued_write& write, const write_outcome& outcome) {
    if (outcome.refused) {
      tell_({severity::bad, "Not copied. " + explanation(*outcome.refused), {}, {}});
      return write.lost == 0;
    }
    // Who waited for the connection is somewhere else by now.
    if (write.lost == 0) open_(outcome.records.front().record.base().id);
    return true;
  };
  desk_.writes().create(insights(), body + "}", copy.title, false, std::move(told));
}

std::string markdown_of(const insight& it) {
  std::string text = "# " + it.title + "\n";
  if (!it.body.empty()) text += "\n" + it.body;
  if (text.back() != '\n') text += '\n';
  return text;
}

}  // namespace dossier::app
