#include "shared/live/messages.hpp"

#include <array>

#include "shared/codec/json_text.hpp"
#include "shared/codec/problem_json.hpp"

namespace dossier::live {
namespace {

constexpr std::array<std::string_view, 4> change_kind_names{"created", "updated", "deleted", "restored"};
constexpr std::array<std::string_view, 3> match_kind_names{"enter", "stay", "leave"};

/// Writes one message: members in the order they are added, null-free.
class writer {
 public:
  explicit writer(std::string_view op) { text("op", op); }

  writer& text(std::string_view name, std::string_view value) {
    codec::append_json_string(member(name), value);
    return *this;
  }
  writer& number(std::string_view name, std::int64_t value) {
    codec::append_json_number(member(name), value);
    return *this;
  }
  writer& flag(std::string_view name, bool value) {
    member(name) += value ? "true" : "false";
    return *this;
  }
  writer& raw(std::string_view name, std::string_view json) {
    member(name) += json;
    return *this;
  }
  [[nodiscard]] std::string done() {
    out_ += '}';
    return std::move(out_);
  }

 private:
  std::string& member(std::string_view name) {
    out_ += out_.empty() ? '{' : ',';
    codec::append_json_string(out_, name);
    out_ += ':';
    return out_;
  }
  std::string out_;
};

void append_string_list(std::string& out, const std::vector<std::string>& list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) out += ',';
    codec::append_json_string(out, list[i]);
  }
  out += ']';
}

std::string list_of(const std::vector<std::string>& list) {
  std::string out;
  append_string_list(out, list);
  return out;
}

std::string id_or_null(const std::optional<uuid>& id) {
  return id ? '"' + to_string(*id) + '"' : std::string("null");
}

std::string text_or_null(std::string_view text) {
  if (text.empty()) return "null";
  std::string out;
  codec::append_json_string(out, text);
  return out;
}

/// `{"id":…,"name":…}`
std::string identity(std::string_view id, std::string_view name) {
  std::string out = "{\"id\":";
  codec::append_json_string(out, id);
  out += ",\"name\":";
  codec::append_json_string(out, name);
  out += '}';
  return out;
}

template <class... Cases>
struct overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
overloaded(Cases...) -> overloaded<Cases...>;

}  // namespace

std::string_view to_string(change_kind kind) {
  return change_kind_names.at(static_cast<std::size_t>(kind));
}
std::string_view to_string(match_kind match) {
  return match_kind_names.at(static_cast<std::size_t>(match));
}

std::optional<change_kind> parse_change_kind(std::string_view text) {
  for (std::size_t i = 0; i < change_kind_names.size(); ++i) {
    if (change_kind_names[i] == text) return static_cast<change_kind>(i);
  }
  return std::nullopt;
}

std::string to_json(const client_message& message) {
  return std::visit(
      overloaded{[](const hello& m) {
                   writer out("hello");
                   if (!m.token.empty()) out.text("token", m.token);
                   out.text("contract", m.contract);
                   if (!m.session.empty()) out.text("session", m.session);
                   return out.done();
                 },
                 [](const subscribe& m) {
                   writer out("subscribe");
                   out.text("id", m.id).text("resource", m.resource);
                   if (!m.filter.empty()) out.text("filter", m.filter);
                   if (m.after) out.number("after", *m.after);
                   if (!m.fields.empty()) out.raw("fields", list_of(m.fields));
                   return out.done();
                 },
                 [](const unsubscribe& m) { return writer("unsubscribe").text("id", m.id).done(); },
                 [](const ping& m) { return writer("ping").text("id", m.id).done(); },
                 [](const auth& m) { return writer("auth").text("token", m.token).done(); },
                 [](const announce& m) {
                   return writer("presence")
                       .text("resource", m.resource)
                       .raw("record_id", id_or_null(m.record_id))
                       .raw("field", text_or_null(m.field))
                       .done();
                 },
                 [](const digest_request& m) {
                   writer out("digest");
                   out.text("id", m.id);
                   if (m.ids) {
                     std::vector<std::string> ids;
                     for (const uuid& id : *m.ids) ids.push_back(to_string(id));
                     out.raw("ids", list_of(ids));
                   }
                   return out.done();
                 }},
      message);
}

std::string change_head(const std::vector<std::string>& subs) {
  std::string out = "{\"op\":\"change\",\"subs\":";
  append_string_list(out, subs);
  return out;
}

std::string change_tail(const change& what) {
  std::string out;
  out.reserve(what.record.size() + 256);
  out += ",\"seq\":" + std::to_string(what.seq) + ",\"resource\":";
  codec::append_json_string(out, what.resource);
  out += ",\"id\":\"";
  append_uuid(out, what.id);
  out += "\",\"kind\":\"";
  out += to_string(what.kind);
  out += "\",\"match\":\"";
  out += to_string(what.match);
  out += "\",\"version\":" + std::to_string(what.version) + ",\"changed\":";
  append_string_list(out, what.changed);
  out += ",\"record\":";
  out += what.record.empty() ? std::string_view("null") : std::string_view(what.record);
  out += ",\"actor\":" + identity(what.actor.id, what.actor.name) + ",\"at\":\"";
  append_timestamp(out, what.at);
  out += "\"}";
  return out;
}

std::string to_json(const server_message& message) {
  return std::visit(
      overloaded{[](const welcome& m) {
                   writer out("welcome");
                   out.number("seq", m.seq)
                       .text("contract", m.contract)
                       .flag("stale", m.stale)
                       .raw("tenant", identity(m.tenant_id, m.tenant_name))
                       .raw("user", identity(m.user_id, m.user_name))
                       .text("session", m.session);
                   if (!m.role.empty()) out.text("role", m.role);
                   if (!m.workspace.empty()) out.raw("workspace", m.workspace);
                   return out.done();
                 },
                 [](const subscribed& m) {
                   return writer("subscribed").text("id", m.id).number("seq", m.seq).done();
                 },
                 [](const unsubscribed& m) { return writer("unsubscribed").text("id", m.id).done(); },
                 [](const reset& m) { return writer("reset").text("id", m.id).number("seq", m.seq).done(); },
                 [](const pong& m) { return writer("pong").text("id", m.id).done(); },
                 [](const auth_ok& m) {
                   return writer("auth_ok").text("expires_at", to_string(m.expires_at)).done();
                 },
                 [](const role_changed& m) { return writer("role").text("role", m.role).done(); },
                 [](const error& m) {
                   writer out("error");
                   if (!m.id.empty()) out.text("id", m.id);
                   return out.raw("problem", codec::to_json(m.what, {}, {})).done();
                 },
                 [](const change& m) { return change_head(m.subs) + change_tail(m); },
                 [](const presence& m) {
                   return writer("presence")
                       .text("connection", m.connection)
                       .text("session", m.session)
                       .raw("who", identity(m.who.id, m.who.name))
                       .text("resource", m.resource)
                       .raw("record_id", id_or_null(m.record_id))
                       .raw("field", text_or_null(m.field))
                       .text("at", to_string(m.at))
                       .done();
                 },
                 [](const digest& m) {
                   return writer("digest")
                       .text("id", m.id)
                       .number("seq", m.seq)
                       .number("count", m.count)
                       .text("checksum", m.checksum)
                       .done();
                 }},
      message);
}

}  // namespace dossier::live
