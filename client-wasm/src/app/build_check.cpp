#include "client-wasm/src/app/build_check.hpp"

#include <utility>

namespace dossier::app {
namespace {

constexpr std::string_view mark = "data-build=\"";
constexpr int page_timeout_ms = 30'000;
constexpr int ok = 200;

}  // namespace

build_check::build_check(net::transport& way, std::string own, std::function<void()> changed)
    : way_(way), own_(std::move(own)), changed_(std::move(changed)) {}

build_check::~build_check() {
  if (request_ != 0) way_.abort(request_);
}

void build_check::connection(bool stands) {
  if (!stands) {
    lost_ = stood_;
    return;
  }
  stood_ = true;
  if (std::exchange(lost_, false)) ask();
}

void build_check::ask() {
  if (request_ != 0 || newer_ || own_.empty()) return;
  request_ = way_.fetch({"GET", "/", {}, {}, page_timeout_ms}, [this](const net::response& answer) {
    request_ = 0;
    const std::string theirs = answer.status == ok ? build_in(answer.body) : std::string();
    newer_ = !theirs.empty() && theirs != own_;
    if (newer_) changed_();
  });
}

std::string build_in(std::string_view page) {
  const std::size_t at = page.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = page.substr(at + mark.size());
  const std::size_t end = rest.find('"');
  return end == std::string_view::npos ? std::string() : std::string(rest.substr(0, end));
}

}  // namespace dossier::app
