#include "server/app/heap.hpp"

#include <malloc.h>

namespace dossier::app {

void keep_heap() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, heap_block_max);
  mallopt(M_TOP_PAD, heap_growth);
  mallopt(M_TRIM_THRESHOLD, heap_kept_max);
#endif
}

}  // namespace dossier::app
