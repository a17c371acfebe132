#pragma once
#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace dossier::bench {

/// CPU time (user and system) that a process has used so far, in microseconds; the kernel tells it in steps
/// of 10 ms. `with_reaped_children` adds what its ended children used. 0 when there is no such process.
[[nodiscard]] std::int64_t cpu_us(pid_t pid, bool with_reaped_children = false);

/// The same for a process, its living children and the children that have ended: a whole PostgreSQL.
[[nodiscard]] std::int64_t family_cpu_us(pid_t parent);

/// CPU time of this process itself, in microseconds.
[[nodiscard]] std::int64_t own_cpu_us();

/// Ids of the living processes whose parent is `parent`.
[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);

}  // namespace dossier::bench
