#include <sysexits.h>

#include <cstdio>

#include "server/app/commands.hpp"
#include "server/app/documents.hpp"

namespace dossier::app {

int print(const print_configuration& configuration) {
  const std::string& text =
      configuration.what == printed_document::openapi ? openapi_text() : asyncapi_text();
  if (std::puts(text.c_str()) < 0 || std::fflush(stdout) != 0) {
    std::fprintf(stderr, "dossier: the document could not be written\n");
    return EX_IOERR;
  }
  return EX_OK;
}

}  // namespace dossier::app
