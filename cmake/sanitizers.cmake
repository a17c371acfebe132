# DOSSIER_SANITIZE: a comma-separated -fsanitize list ("address,undefined", "thread"), empty for none.
set(DOSSIER_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(DOSSIER_SANITIZE)
  add_compile_options(-fsanitize=${DOSSIER_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DOSSIER_SANITIZE})
endif()
if(DOSSIER_SANITIZE MATCHES "thread")
  add_compile_options(-Wno-tsan)  # Asio's fences; the sanitizer sees the locks and atomics around them
endif()
