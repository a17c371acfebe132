# Writes OUTPUT, a source that defines dossier::app::reference_files() from TOKENS (the colors) and FOLDER/reference.*.
file(READ "${TOKENS}" tokens)
foreach(part html css js)
  file(READ "${FOLDER}/reference.${part}" ${part})
endforeach()
file(WRITE "${OUTPUT}" "// Made from server/app/reference at build time.
#include \"server/app/documents.hpp\"

namespace dossier::app {

reference_files embedded_reference() {
  return {R\"reference(${html})reference\", R\"reference(${tokens}${css})reference\", R\"reference(${js})reference\"};
}

}  // namespace dossier::app
")
