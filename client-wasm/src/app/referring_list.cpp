#include "client-wasm/src/app/referring_list.hpp"

#include <utility>

#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

constexpr int most_listed = 20;  ///< all of them are a list's business

}  // namespace

referring referring_to(std::string_view resource) {
  for (const describe::record_type* type : describe::all_records()) {
    for (const describe::field& field : type->fields) {
      if (field.references == resource && field.is_filterable) return {type, &field};
    }
  }
  return {};
}

referring_list::referring_list(workspace& work, const describe::record_type& type,
                               const describe::field& reference)
    : work_(work), type_(type), reference_(reference) {}

referring_list::~referring_list() {
  if (request_ != 0) work_.api().abort(request_);
}

void referring_list::show(const uuid& id) {
  if (id == id_) return;
  if (request_ != 0) work_.api().abort(request_);
  request_ = 0;
  id_ = id;
  filter_ = std::string(reference_.name) + " = \"" + to_string(id) + "\"";
  items_.clear();
  total_ = 0;
  loaded_ = again_ = false;
  watch_.reset();
  if (!id.is_nil()) load();
}

void referring_list::load() {
  if (request_ != 0) {
    again_ = true;
    return;
  }
  request_ = work_.api().list(
      type_, {.filter = filter_, .q = {}, .order_by = "created_at desc", .page_size = most_listed},
      [this](result<net::record_page> page) { take(std::move(page)); });
}

void referring_list::take(result<net::record_page> page) {
  request_ = 0;
  if (!page) return;  // the panel goes without; the next change, or another record, asks again
  items_ = std::move(page->items);
  total_ = page->total;
  loaded_ = true;
  if (watch_ == nullptr) {
    watch_ = work_.watch_changes(
        std::string(type_.names.resource), filter_, page->change_seq, [this](const live::change&) { load(); },
        [this] { load(); });
  }
  if (std::exchange(again_, false)) load();
  work_.around().changed();
}

}  // namespace dossier::app
