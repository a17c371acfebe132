#include "server/live/subscriber.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"
#include "shared/permissions/scope_filter.hpp"
#include "shared/records/workspace_settings.hpp"

namespace dossier::live {

namespace asio = boost::asio;

namespace {

/// The `id` of a message that was refused before it was understood; empty when it has none.
std::string id_of(std::string_view text) {
  boost::json::error_code error;
  const boost::json::value value =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return {};
  const boost::json::value* id = value.get_object().if_contains("id");
  if (id == nullptr || !id->is_string() || id->get_string().size() > max_subscription_id_length) return {};
  return {id->get_string().data(), id->get_string().size()};
}

}  // namespace

subscriber::subscriber(net::live_socket& socket, http::request upgrade, std::shared_ptr<hub_shard> shard,
                       http::principal_source& principals, live_limits limits)
    : socket_(socket),
      upgrade_(std::move(upgrade)),
      shard_(std::move(shard)),
      principals_(principals),
      limits_(limits),
      deadline_(shard_->context()),
      presence_timer_(shard_->context()) {}

subscriber::~subscriber() {
  closed();
}

void subscriber::start() {
  deadline_.expires_after(limits_.hello_deadline);
  deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& canceled) {
    const auto self = weak.lock();
    if (canceled || !self || self->greeted_) return;
    self->end(close_code::hello_expected, "no hello in time");
  });
}

asio::awaitable<void> subscriber::received(std::string text) {
  const auto self = shared_from_this();  // the connection may end while this waits
  if (closed_) co_return;
  result<client_message> message = parse_client_message(text);
  if (!message) {
    refuse(id_of(text), std::move(message).error());
    co_return;
  }
  if (auto* first = std::get_if<hello>(&*message)) {
    if (entered_) {
      refuse({}, problems::malformed("hello was said already"));
    } else {
      co_await greet(std::move(*first));
    }
  } else if (!greeted_) {
    end(close_code::hello_expected, "the first message must be hello");
  } else {
    co_await dispatch(std::move(*message));
  }
}

/// What a greeted client says.
asio::awaitable<void> subscriber::dispatch(client_message message) {
  if (auto* wanted = std::get_if<subscribe>(&message)) {
    co_await add(std::move(*wanted));
  } else if (const auto* unwanted = std::get_if<unsubscribe>(&message)) {
    remove(*unwanted);
  } else if (auto* renewed = std::get_if<auth>(&message)) {
    co_await renew_sign_in(std::move(*renewed));
  } else if (auto* said = std::get_if<announce>(&message)) {
    co_await take(std::move(*said));
  } else if (auto* doubted = std::get_if<digest_request>(&message)) {
    prove(std::move(*doubted));
  } else if (const auto* asked = std::get_if<ping>(&message)) {
    answer(pong{asked->id});
  }
}

asio::awaitable<void> subscriber::greet(hello message) {
  deadline_.cancel();
  const result<http::principal> who = co_await principals_.identify(upgrade_, message.token);
  if (closed_) co_return;
  if (!who) {
    const bool refused = who.error().status == 401 || who.error().status == 403;
    end(refused ? close_code::unauthorized : close_code::try_again,
        refused ? "not signed in" : "not available");
    co_return;
  }
  know(*who, std::move(message.token));
  tenant_id_ = who_.tenant_id;
  entered_ = true;
  const result<std::int64_t> seq = co_await shard_->enter(tenant_id_);
  if (closed_) co_return;
  // Read behind the position: it may be ahead of it, and carries its version.
  std::vector<uuid> own{tenant_id_};
  const result<record_source::records> settings = co_await shard_->records().find(
      shard_->lane(), tenant_id_, describe::type_of<workspace_settings>(), std::move(own));
  if (closed_) co_return;
  if (!seq || !settings) {
    end(close_code::try_again, "not available");
    co_return;
  }
  greeted_ = true;
  name_itself(std::move(message.session));
  ++shard_->counters().connections;
  welcome said;
  said.seq = *seq;
  said.contract = describe::contract_hash();
  said.stale = !message.contract.empty() && message.contract != said.contract;
  said.tenant_id = to_string(tenant_id_);
  said.tenant_name = who->tenant_name;
  said.user_id = to_string(who->user_id);
  said.user_name = who->user_name;
  said.session = session_;
  said.role = to_string(who->role);
  if (!settings->empty()) {
    said.workspace = codec::to_json(settings->front());
    said.tenant_name = settings->front().get_if<workspace_settings>()->name;
  }
  answer(said);
}

asio::awaitable<void> subscriber::add(subscribe message) {
  const auto refused = [&](problem what) { refuse(message.id, std::move(what)); };
  if (subscriptions_.contains(message.id))
    co_return refused(problems::duplicate("A subscription with this id exists on the connection", {}));
  if (subscriptions_.size() >= max_subscriptions)
    co_return refused(problems::validation(
        {{"id", "too_many",
          "would be more than " + std::to_string(max_subscriptions) + " on one connection"}}));
  const describe::record_type* type = describe::find_record(message.resource);
  if (type == nullptr)
    co_return refused(problems::validation({{"resource", "unknown", "is not a resource of this server"}}));
  result<query::filter> filter = query::parse_filter(*type, message.filter);
  if (!filter) co_return refused(std::move(filter).error());
  if (message.after) {
    const bool is_reached = co_await reached(*message.after, message.id);
    if (!is_reached || closed_) co_return;
  }
  // Nothing waits between this and the taking in: a role that changes later changes this view, too.
  auto view = view_of(*filter, message.fields);
  if (!view) co_return refused(std::move(view).error());
  auto made = std::make_unique<subscription>();
  made->id = message.id;
  made->head = change_head({message.id});
  made->owner = this;
  made->asked = std::move(*filter);
  made->fields = std::move(message.fields);
  made->only = std::move(view->only);
  shard_->use_group(tenant_id_, std::move(view->where), *made);
  made->position = message.after.value_or(shard_->position(tenant_id_));
  made->renewal = made->group->renewal;
  take_in(std::move(made), message.after.has_value());
}

/// What a subscription shows of what it asks for, to who the connection is now. 403, 400 or 422 where that is
/// nothing, or names what they may not read.
result<subscriber::permitted_view> subscriber::view_of(const query::filter& asked,
                                                       const std::vector<std::string>& fields) const {
  const describe::record_type& type = *asked.type;
  const permissions::scope scope = permissions::allowed(who_.role, permissions::verb::read, type);
  if (scope == permissions::scope::none) return problems::forbidden("These records are not for your role");
  if (const auto* hidden = permissions::unreadable_in(asked, who_.role))
    return problems::malformed("the filter is not understood: `" + std::string(hidden->name) +
                               "` is no field that you may read");
  result<std::optional<projection>> only = make_projection(type, who_.role, fields);
  if (!only) return std::move(only).error();
  permitted_view made;
  made.where = asked;
  if (auto limits = permissions::records_in(scope, type, who_.brand_id))
    made.where = query::both(std::move(made.where), std::move(*limits));
  made.where = query::bound_to(std::move(made.where), who_.user_id);
  if (*only) made.only = std::make_shared<const projection>(std::move(**only));
  return made;
}

void subscriber::take_in(std::unique_ptr<subscription> made, bool resumed) {
  const std::int64_t here = shard_->position(tenant_id_);
  subscription& one = *made;
  subscriptions_.emplace(one.id, std::move(made));
  ++shard_->counters().subscriptions;
  answer(subscribed{one.id, one.position});
  // Nobody knows what time it was when the client loaded its set.
  if (resumed && one.group->relative && !closed_) reset_anyway(one, std::max(one.position, here));
  if (closed_) return;
  // A client may be ahead of this thread, which hears of changes a moment later: it is skipped until then.
  if (one.position >= here && !congested_ && !catching_up_) {
    hub_shard::join(one);
  } else {
    catch_up_soon();
  }
}

/// Whether the log has reached `seq`; says so to the client where it has not.
asio::awaitable<bool> subscriber::reached(std::int64_t seq, std::string id) {
  if (seq <= shard_->position(tenant_id_)) co_return true;
  const result<std::int64_t> head = co_await read_log_head(shard_->lane(), tenant_id_);
  if (closed_) co_return false;
  if (head && seq <= *head) co_return true;
  if (!head) {
    refuse(id, head.error());
  } else {
    refuse(id, problems::validation(
                   {{"after", "too_large", "is beyond the newest change, " + std::to_string(*head)}}));
  }
  co_return false;
}

void subscriber::remove(const unsubscribe& message) {
  const auto found = subscriptions_.find(message.id);
  if (found == subscriptions_.end()) {
    refuse(message.id, problems::not_found("There is no subscription with this id on the connection"));
    return;
  }
  forget(found);
  answer(unsubscribed{message.id});
}

void subscriber::forget(subscription_map::iterator which) {
  hub_shard::part(*which->second);
  shard_->release(tenant_id_, *which->second);
  subscriptions_.erase(which);
  --shard_->counters().subscriptions;
}

void subscriber::closed() {
  if (closed_) return;
  closed_ = true;
  deadline_.cancel();
  end_presence();
  while (!subscriptions_.empty()) forget(subscriptions_.begin());
  waiting_answers_.clear();
  if (greeted_) --shard_->counters().connections;
  if (entered_) shard_->leave(tenant_id_);
}

void subscriber::end(close_code code, std::string reason) {
  if (closed_) return;
  socket_.close(static_cast<std::uint16_t>(code), std::move(reason));
  closed();
}

void subscriber::refuse(std::string id, problem what) {
  answer(error{std::move(id), std::move(what)});
}

void subscriber::answer(const server_message& message) {
  if (closed_) return;
  std::string text = to_json(message);
  if (!congested_) {
    if (socket_.send(text)) return;
    congested();
  }
  if (waiting_answers_.size() >= max_waiting_answers) {
    end(close_code::try_again, "answers are not read");
    return;
  }
  waiting_answers_.push_back(std::move(text));
}

}  // namespace dossier::live
