#pragma once
// What most units of shared/, the dashboard and their tests include anyway, compiled once for each of them.
// Nothing of ours belongs here: a change to one of our headers must not rebuild everything. Units still
// include what they use: clang-tidy reads them without this.
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
