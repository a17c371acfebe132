#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "server/http/pipeline.hpp"

/// The lines that requests leave in the log: one JSON object each. They carry the path but never the query
/// or a header, where tokens and people's words stand.
namespace dossier::http {

[[nodiscard]] std::string_view to_string(method which);

void append_access_line(std::string& out, const exchange& what, int status, std::chrono::nanoseconds took,
                        std::size_t body_bytes_sent);
/// An exception that reached the pipeline: `why` is for operators and is in no answer.
void append_failure_line(std::string& out, const exchange& what, std::string_view why);

}  // namespace dossier::http
