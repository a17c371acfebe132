// Beast's compiled part and nothing else.
#include <boost/beast/src.hpp>
