// The compiled part of Asio's TLS and nothing else.
#include <boost/asio/ssl/impl/src.hpp>
