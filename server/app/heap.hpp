#pragma once

// The heap of a process that serves. Each hashed password maps 64 MiB and has them filled with zeros
// (Argon2id, libsodium's MAP_POPULATE) while the kernel holds the process's memory map: 20 to 40 ms in which
// no other thread may map or unmap anything. A heap that asks the kernel for memory with every larger answer,
// and gives it back after it, waits there; one that keeps what it was given does not.
namespace dossier::app {

/// Blocks below it come from the heap, which is kept, and not from a mapping of their own, in bytes.
inline constexpr int heap_block_max = 32 << 20;
/// How much the heap grows by at once, in bytes: an arena's threads rarely ask again.
inline constexpr int heap_growth = 16 << 20;
/// Free memory at a heap's end that is given back to the system, in bytes.
inline constexpr int heap_kept_max = 64 << 20;

/// Lets this process keep the memory it was given. Call once, before threads start.
void keep_heap();

}  // namespace dossier::app
