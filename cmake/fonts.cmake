# DOSSIER_FONTS_DIR holds the dashboard's subset typefaces; DOSSIER_FONTS lists them. A target that packs them depends on
# `dossier_fonts`, or names ${DOSSIER_FONTS} among its custom command's DEPENDS (in the same folder as this include).
set(DOSSIER_FONTS_DIR "${CMAKE_SOURCE_DIR}/build/deps/fonts")
set(DOSSIER_FONTS)
foreach(font inter-regular.otf inter-medium.otf inter-semibold.otf inter-display-semibold.otf
    jetbrains-mono-regular.ttf mdi-icons.ttf)
  list(APPEND DOSSIER_FONTS "${DOSSIER_FONTS_DIR}/${font}")
endforeach()
add_custom_command(OUTPUT ${DOSSIER_FONTS}
  COMMAND "${CMAKE_SOURCE_DIR}/scripts/dev/build_fonts.sh" "${DOSSIER_FONTS_DIR}"
  DEPENDS "${CMAKE_SOURCE_DIR}/scripts/dev/build_fonts.sh" "${CMAKE_SOURCE_DIR}/scripts/dev/icons.txt"
  COMMENT "Subsetting the typefaces" VERBATIM)
add_custom_target(dossier_fonts DEPENDS ${DOSSIER_FONTS})
