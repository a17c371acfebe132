// Boost.JSON's compiled part. The server links the system's library; under Emscripten there is none, so it is
// built here.
#ifdef __EMSCRIPTEN__
#include <boost/json/src.hpp>
#endif
