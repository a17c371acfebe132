# Writes OUTPUT, a source that defines dossier::app::embedded_NAME() from TOKENS (the colors) and FOLDER/NAME.*.
file(READ "${TOKENS}" tokens)
foreach(part html css js)
  file(READ "${FOLDER}/${NAME}.${part}" ${part})
endforeach()
file(WRITE "${OUTPUT}" "// Made from server/app/${NAME} at build time.
#include \"server/app/documents.hpp\"

namespace dossier::app {

page_files embedded_${NAME}() {
  return {R\"page(${html})page\", R\"page(${tokens}${css})page\", R\"page(${js})page\"};
}

}  // namespace dossier::app
")
