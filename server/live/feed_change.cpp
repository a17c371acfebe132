#include "server/live/feed_change.hpp"

#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::live {

feed_change::feed_change(values what) : values_(std::move(what)) {}

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
    if (values_.kind != change_kind::restored && !before->base().deleted_at) before_ = std::move(*before);
  }
  if (values_.kind != change_kind::deleted && !after->base().deleted_at) after_ = std::move(*after);
  readable_ = true;
}

bool feed_change::readable() const {
  std::call_once(decoded_, [this] { decode(); });
  return readable_;
}

std::optional<match_kind> feed_change::match(const query::filter* filter) const {
  if (!readable()) return std::nullopt;
  const auto in_view = [filter](const describe::any_record& image) {
    return !image.empty() && (filter == nullptr || query::matches(*filter, image));
  };
  const bool was_in = in_view(before_);
  const bool is_in = in_view(after_);
  if (is_in) return was_in ? match_kind::stay : match_kind::enter;
  if (was_in) return match_kind::leave;
  return std::nullopt;
}

std::shared_ptr<const std::string> feed_change::tail(match_kind match) const {
  const auto index = static_cast<std::size_t>(match);
  std::call_once(written_.at(index), [&] {
    (void)readable();
    change message;
    message.seq = values_.seq;
    message.resource = values_.resource;
    message.id = values_.record_id;
    message.kind = values_.kind;
    message.match = match;
    message.version = values_.version;
    message.changed = changed_;
    if (match != match_kind::leave) message.record = values_.after;
    message.actor = {to_string(values_.actor_id), values_.actor_name};
    message.at = values_.at;
    tails_.at(index) = std::make_shared<const std::string>(change_tail(message));
  });
  return tails_.at(index);
}

}  // namespace dossier::live
