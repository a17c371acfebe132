#include "server/app/heap.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <memory>

namespace dossier::app {
namespace {

using block = std::unique_ptr<void, decltype(&std::free)>;

TEST(heap, gives_larger_blocks_without_a_mapping_of_their_own_up_to_its_limit) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have a heap of their own";
#endif
  keep_heap();
  const auto mapped = [] { return mallinfo2().hblks; };
  const std::size_t before = mapped();
  const block answer(std::malloc(1 << 20), std::free);
  EXPECT_EQ(mapped(), before);
  // And larger than what the heap may have kept of tests before this one, which it would be cut from.
  const block too_large(std::malloc(std::size_t{heap_block_max} + std::size_t{heap_kept_max} + 1), std::free);
  EXPECT_EQ(mapped(), before + 1);
}

TEST(heap, keeps_what_was_given_back) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have a heap of their own";
#endif
  keep_heap();
  block answer(std::malloc(8 << 20), std::free);
  const std::size_t taken = mallinfo2().arena;
  answer.reset();
  EXPECT_EQ(mallinfo2().arena, taken);
}

}  // namespace
}  // namespace dossier::app
