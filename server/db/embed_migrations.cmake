# Writes OUTPUT, a source that defines dossier::db::embedded_migrations() from FOLDER/NNNN_name.sql in order.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  if(NOT name MATCHES "^[0-9][0-9][0-9][0-9]_[a-z0-9_]+$")
    message(FATAL_ERROR "${file}: a migration is named NNNN_words.sql")
  endif()
  file(READ "${file}" text)
  string(APPEND entries "    {\"${name}\", R\"migration(${text})migration\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made from server/db/migrations at build time.
#include \"server/db/migrator.hpp\"

namespace dossier::db {

std::span<const migration> embedded_migrations() {
  static constexpr migration all[] = {
${entries}  };
  return all;
}

}  // namespace dossier::db
")
