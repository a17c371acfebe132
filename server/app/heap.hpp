#pragma once

// The heap of a process that serves. Each hashed password maps 64 MiB and has them filled with zeros
// (Argon2id, libsodium's MAP_POPULATE) while the kernel holds the process's memory map: 20 to 40 ms in which
// no other thread may map or unmap anything. A heap that asks the kernel for memory with every larger answer,
// and gives it back after it, waits there. One that keeps what it was given waits only while it becomes
// larger than it has ever been: once every arena was as large as its answers make it, it asks the kernel for
// nothing.
namespace dossier::app {

/// Blocks below it come from the heap, which is kept, and not from a mapping of their own, in bytes.
inline constexpr int heap_block_max = 32 << 20;
/// How much the main arena grows by at once, and how much of a new heap of another arena is there to be used
/// from its beginning, in bytes. Such a heap then grows by what is asked for (mprotect), once: where it has
/// been before it comes again without the kernel.
inline constexpr int heap_growth = 16 << 20;
/// Free memory at the end of an arena's heap, in bytes, above which it is given back to the system.
inline constexpr int heap_kept_max = 64 << 20;

/// Lets this process keep the memory it was given. Call once, before threads start.
void keep_heap();

}  // namespace dossier::app
