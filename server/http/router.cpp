#include "server/http/router.hpp"

#include <stdexcept>

namespace dossier::http {

namespace {

constexpr std::size_t method_count = static_cast<std::size_t>(method::other);
constexpr std::array<std::string_view, method_count> method_names = {"GET",   "HEAD",   "POST",   "PUT",
                                                                     "PATCH", "DELETE", "OPTIONS"};

std::size_t index_of(method which) {
  return static_cast<std::size_t>(which);
}

}  // namespace

/// A tree of segments. Literal segments win over `{}:verb`, and that over `{}`.
class router_index {
 public:
  static constexpr std::size_t no_route = static_cast<std::size_t>(-1);

  struct node {
    std::array<std::size_t, method_count> routes;
    std::vector<std::pair<std::string, std::unique_ptr<node>>> literals;
    std::vector<std::pair<std::string, std::unique_ptr<node>>> verbs;  ///< ":undelete" and what follows
    std::unique_ptr<node> any;

    node() { routes.fill(no_route); }
    [[nodiscard]] bool has_routes() const {
      return std::any_of(routes.begin(), routes.end(), [](std::size_t i) { return i != no_route; });
    }
  };

  void add(method which, std::string_view pattern, std::size_t route);
  /// The node of `path` (after its leading slash), with what its `{}` stood for; nullptr when there is none.
  const node* find(std::string_view path, std::vector<std::string>& parameters) const {
    return find_below(root_, path, parameters);
  }

 private:
  static node& child(std::vector<std::pair<std::string, std::unique_ptr<node>>>& of, std::string_view name);
  static const node* find_below(const node& at, std::string_view rest, std::vector<std::string>& parameters);
  static const node* descend(const node& to, bool last, std::string_view rest,
                             std::vector<std::string>& parameters);
  node root_;
};

router_index::node& router_index::child(std::vector<std::pair<std::string, std::unique_ptr<node>>>& of,
                                        std::string_view name) {
  for (auto& [known, below] : of) {
    if (known == name) return *below;
  }
  of.emplace_back(std::string(name), std::make_unique<node>());
  return *of.back().second;
}

void router_index::add(method which, std::string_view pattern, std::size_t route) {
  if (pattern.empty() || pattern.front() != '/') throw std::logic_error("a route's pattern begins with '/'");
  node* at = &root_;
  std::string_view rest = pattern.substr(1);
  for (bool last = false; !last;) {
    const std::size_t slash = rest.find('/');
    last = slash == std::string_view::npos;
    const std::string_view segment = rest.substr(0, slash);
    if (segment == "{}") {
      if (!at->any) at->any = std::make_unique<node>();
      at = at->any.get();
    } else if (segment.starts_with("{}:")) {
      at = &child(at->verbs, segment.substr(2));
    } else {
      at = &child(at->literals, segment);
    }
    if (!last) rest.remove_prefix(slash + 1);
  }
  std::size_t& place = at->routes[index_of(which)];
  if (place != no_route) throw std::logic_error("two routes for " + std::string(pattern));
  place = route;
}

const router_index::node* router_index::descend(const node& to, bool last, std::string_view rest,
                                                std::vector<std::string>& parameters) {
  if (last) return to.has_routes() ? &to : nullptr;
  return find_below(to, rest, parameters);
}

const router_index::node* router_index::find_below(const node& at, std::string_view rest,
                                                   std::vector<std::string>& parameters) {
  const std::size_t slash = rest.find('/');
  const bool last = slash == std::string_view::npos;
  const std::string_view segment = rest.substr(0, slash);
  const std::string_view after = last ? std::string_view{} : rest.substr(slash + 1);
  for (const auto& [name, below] : at.literals) {
    if (name != segment) continue;
    if (const node* found = descend(*below, last, after, parameters)) return found;
  }
  const std::size_t depth = parameters.size();
  for (const auto& [verb, below] : at.verbs) {
    if (segment.size() <= verb.size() || !segment.ends_with(verb)) continue;
    parameters.emplace_back(segment.substr(0, segment.size() - verb.size()));
    if (const node* found = descend(*below, last, after, parameters)) return found;
    parameters.resize(depth);
  }
  if (at.any && !segment.empty()) {
    parameters.emplace_back(segment);
    if (const node* found = descend(*at.any, last, after, parameters)) return found;
    parameters.resize(depth);
  }
  return nullptr;
}

router::router() : index_(std::make_unique<router_index>()) {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

void router::add(http::method method, std::string pattern, handler handle, route_options options) {
  if (method == method::other) throw std::logic_error("a route needs a method of HTTP's");
  index_->add(method, pattern, routes_.size());
  routes_.push_back({method, std::move(pattern), options, std::move(handle)});
}

router::match router::find(http::method method, std::string_view path) const {
  match answer;
  if (path.empty() || path.front() != '/') return answer;
  const router_index::node* node = index_->find(path.substr(1), answer.parameters);
  if (node == nullptr) return answer;
  const auto route_of = [node](http::method which) {
    return which == method::other ? router_index::no_route : node->routes[index_of(which)];
  };
  std::size_t found = route_of(method);
  if (found == router_index::no_route && method == method::head) found = route_of(method::get);
  if (found != router_index::no_route) {
    answer.found = &routes_[found];
    return answer;
  }
  const auto allow = [&answer](std::string_view name) {
    if (!answer.allowed.empty()) answer.allowed += ", ";
    answer.allowed += name;
  };
  for (std::size_t i = 0; i < method_count; ++i) {
    const bool own = node->routes[i] != router_index::no_route;
    const bool head_of_get = i == index_of(method::head) && route_of(method::get) != router_index::no_route;
    const bool always = i == index_of(method::options);
    if (own || head_of_get || always) allow(method_names[i]);
  }
  return answer;
}

}  // namespace dossier::http
