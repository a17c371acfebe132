#include "server/live/feed_change.hpp"

#include <algorithm>

#include "server/live/audit_image.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::live {

feed_change::feed_change(values what) : values_(std::move(what)) {}

feed_change::feed_change(values what, describe::any_record created) : values_(std::move(what)) {
  std::call_once(decoded_, [&] {
    after_ = std::move(created);
    visible_after_ = true;
    readable_ = true;
  });
}

feed_change::feed_change(std::int64_t seq, describe::any_record record, timestamp at) : of_the_log_(false) {
  values_.seq = seq;
  values_.resource = record.type().names.resource;
  values_.record_id = record.base().id;
  values_.kind = change_kind::updated;
  values_.version = record.base().version;
  values_.at = at;
  std::call_once(decoded_, [&] {
    after_ = std::move(record);
    before_ = after_;
    visible_before_ = visible_after_ = true;
    readable_ = true;
  });
}

const feed_change& feed_change::entry() const {
  std::call_once(entered_, [this] {
    audit_entry made = entry_of({.seq = values_.seq,
                                 .at = values_.at,
                                 .actor_id = values_.actor_id,
                                 .actor_name = values_.actor_name,
                                 .origin = values_.origin,
                                 .address = values_.address,
                                 .reason = values_.reason,
                                 .resource = values_.resource,
                                 .record_id = values_.record_id,
                                 .kind = to_string(values_.kind),
                                 .before = values_.before,
                                 .after = values_.after,
                                 .trace_id = values_.trace_id,
                                 .hash = values_.hash});
    values of;
    of.seq = values_.seq;
    of.resource = describe::type_of<audit_entry>().names.resource;
    of.record_id = made.id;
    of.kind = change_kind::created;
    of.version = 1;
    of.actor_id = values_.actor_id;
    of.actor_name = values_.actor_name;
    of.at = values_.at;
    describe::any_record record(describe::type_of<audit_entry>());
    *record.get_if<audit_entry>() = std::move(made);
    entry_ = std::make_unique<const feed_change>(std::move(of), std::move(record));
  });
  return *entry_;
}

void feed_change::decode() const {
  const describe::record_type* type = describe::find_record(values_.resource);
  if (type == nullptr) return;
  auto after = codec::read_stored(*type, values_.after);
  if (!after) return;
  if (values_.before) {
    auto before = codec::read_stored(*type, *values_.before);
    if (!before) return;
    for (const describe::field* field : codec::changed_fields(*before, *after))
      changed_.emplace_back(field->name);
    visible_before_ = values_.kind != change_kind::restored && !before->base().deleted_at;
    before_ = std::move(*before);
  }
  visible_after_ = values_.kind != change_kind::deleted && !after->base().deleted_at;
  after_ = std::move(*after);
  readable_ = true;
}

bool feed_change::readable() const {
  std::call_once(decoded_, [this] { decode(); });
  return readable_;
}

const describe::any_record* feed_change::before() const {
  return visible_before_ ? &before_ : nullptr;
}

const describe::any_record* feed_change::after() const {
  return visible_after_ ? &after_ : nullptr;
}

const describe::any_record& feed_change::image() const {
  return after_;
}

bool feed_change::touches(const describe::field& field) const {
  return !before_.empty() && !codec::same_value(field, before_.data(), after_.data());
}

std::string feed_change::write(match_kind match, const projection* only,
                               const referenced_record& referenced) const {
  change message;
  message.seq = values_.seq;
  message.resource = values_.resource;
  message.id = values_.record_id;
  message.kind = values_.kind;
  message.match = match;
  message.version = values_.version;
  for (const std::string& name : changed_) {
    if (only == nullptr || only->shows(name)) message.changed.push_back(name);
  }
  if (match != match_kind::leave) message.record = record_json(after_, only, referenced);
  message.actor = {to_string(values_.actor_id), values_.actor_name};
  message.at = values_.at;
  return change_tail(message);
}

std::shared_ptr<const std::string> feed_change::tail(match_kind match, const projection* only,
                                                     const referenced_record& referenced) const {
  (void)readable();
  if (only == nullptr) {
    const auto index = static_cast<std::size_t>(match);
    std::call_once(written_.at(index), [&] {
      tails_.at(index) = std::make_shared<const std::string>(write(match, nullptr, referenced));
    });
    return tails_.at(index);
  }
  const std::lock_guard lock(projected_lock_);
  const auto found = std::find_if(projected_.begin(), projected_.end(), [&](const projected_tail& one) {
    return one.match == match && one.key == only->key;
  });
  if (found != projected_.end()) return found->text;
  auto made = std::make_shared<const std::string>(write(match, only, referenced));
  projected_.push_back({only->key, match, made});
  return made;
}

}  // namespace dossier::live
