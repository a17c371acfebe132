#pragma once

// What most units of the dashboard include anyway.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "client-wasm/src/ui/imgui.hpp"
