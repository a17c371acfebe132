#include "server/http/building_page.hpp"

namespace dossier::http {

namespace {

constexpr std::string_view page = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta http-equiv="refresh" content="2">
<title>Dossier</title>
<link rel="stylesheet" href="/building.css">
</head>
<body>
<main role="status">
<div class="mark" aria-hidden="true"></div>
<h1>The dashboard is being built</h1>
<p>The API is up already. This page opens the dashboard as soon as it is there.</p>
</main>
</body>
</html>
)";

constexpr std::string_view style =
    R"(:root { color-scheme: dark light; --back: #0d1016; --card: #151922; --line: #262c38;
  --text: #e6e9ef; --quiet: #98a1b2; --accent: #7c8cff; }
@media (prefers-color-scheme: light) { :root { --back: #f5f6f8; --card: #ffffff; --line: #dfe3ea;
  --text: #171b24; --quiet: #5b6576; --accent: #4a5be0; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back);
  color: var(--text); font: 15px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 26rem; margin: 1rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; text-align: center; }
h1 { margin: 1rem 0 .5rem; font-size: 1.25rem; font-weight: 600; }
p { margin: 0; color: var(--quiet); }
.mark { width: 28px; height: 28px; margin: 0 auto; border: 3px solid var(--line); border-top-color: var(--accent);
  border-radius: 50%; animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .mark { animation: none; } }
)";

response make(std::string_view type, std::string_view body) {
  response made;
  made.content_type = type;
  made.body = body;
  made.with("Cache-Control", "no-store");
  return made;
}

}  // namespace

std::optional<response> answer_while_building(std::string_view path) {
  if (path == "/building.css") return make("text/css; charset=utf-8", style);
  if (path != "/" && path != "/index.html") return std::nullopt;
  response made = make("text/html; charset=utf-8", page);
  made.status = 503;  // so that nothing takes it for the dashboard
  made.with("Retry-After", "2");
  return made;
}

}  // namespace dossier::http
