// Boost.Asio's and nothing else's compiled part; Beast's stands in net/beast_impl.cpp.
#include <boost/asio/impl/src.hpp>
