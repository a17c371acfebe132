#pragma once
#include <optional>
#include <string_view>

#include "server/http/message.hpp"

namespace dossier::http {

/// Stands in for the dashboard while there is none: `/` is a page that says so and reloads itself, with its
/// style sheet beside it (the policy forbids inline styles). nullopt for any other path.
[[nodiscard]] std::optional<response> answer_while_building(std::string_view path);

}  // namespace dossier::http
