#include "client-wasm/src/ui/popups.hpp"
namespace dossier::ui { void draw_deferred(context&) {} }
