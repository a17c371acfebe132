#pragma once
#include <map>
#include <vector>

#include "server/records/repository.hpp"
#include "server/records/row_mapping.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/integration/live/live_world.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::tests {

/// Writes random brands and insights of one tenant through the server's repository and write lane: values
/// from few, so that filters hold often. One writer, one thread; the records it makes are its own.
class any_writer {
 public:
  any_writer(live_world& world, const uuid& tenant, std::uint32_t seed)
      : world_(world),
        tenant_(tenant),
        prefix_(std::to_string(seed)),
        random_(seed, {world.now_micros.load()}),
        brands_(describe::type_of<brand>()),
        insights_(describe::type_of<insight>()) {}

  /// The brands that all insights refer to.
  void make_referenced_brands() {
    for (std::uint32_t i = 0; i < random_filters::ids; ++i) {
      describe::any_record made = random_.record(describe::type_of<brand>());
      made.base().id = random_filters::some_id(i);
      create(std::move(made));
    }
  }
  /// Writes one record as it is, and its change.
  void write(const describe::any_record* before, const describe::any_record& after, live::change_kind kind) {
    const std::string image_before = before != nullptr ? codec::to_stored_json(*before) : std::string();
    const std::string image_after = codec::to_stored_json(after);
    records::change_note note;
    note.kind = kind;
    note.at = now();
    note.actor_id = tenant_;
    note.actor_name = "Ada Lovelace";
    note.origin = "test";
    note.trace_id = "0";
    if (before != nullptr) note.before = image_before;
    note.after = image_after;
    auto sent = before != nullptr
                    ? stored(after).update(world_.database->writes(), tenant_, *before, after, note)
                    : stored(after).insert(world_.database->writes(), tenant_, after, note);
    const auto written = world_.await(std::move(sent));
    ASSERT_TRUE(written.ok()) << written.error().detail;
    ASSERT_FALSE(written->refused) << written->refused->constraint;
    ASSERT_EQ(written->answered.affected(), 1);
  }
  /// Changes these brands from now on, too. One writer only.
  void adopt_referenced_brands(any_writer& maker) {
    known_.insert(known_.end(), maker.known_.begin(), maker.known_.end());
  }
  /// Creates, changes, deletes or restores a record.
  void step() {
    const std::uint32_t die = random_.pick(100);
    if (known_.empty() || die < 30) {
      const bool of_brands = random_.pick(3) == 0;
      return create(random_.record(of_brands ? describe::type_of<brand>() : describe::type_of<insight>()));
    }
    describe::any_record& known = known_[random_.pick(static_cast<std::uint32_t>(known_.size()))];
    if (known.base().deleted_at) return change(known, live::change_kind::restored);
    change(known, die < 40 ? live::change_kind::deleted : live::change_kind::updated);
  }

 private:
  [[nodiscard]] records::repository& stored(const describe::any_record& record) {
    return &record.type() == &describe::type_of<brand>() ? brands_ : insights_;
  }
  [[nodiscard]] timestamp now() const { return {world_.now_micros.load()}; }

  void create(describe::any_record made) {
    if (auto* one = made.get_if<brand>()) one->name += " " + prefix_ + "x" + std::to_string(++names_);
    if (random_.pick(2) == 0) made.base().created_by = tenant_;  // `me`
    made.base().updated_at = now();
    write(nullptr, made, live::change_kind::created);
    known_.push_back(std::move(made));
  }
  void change(describe::any_record& known, live::change_kind kind) {
    describe::any_record after = known;
    ++after.base().version;
    after.base().updated_at = now();
    if (kind == live::change_kind::updated) {
      const describe::any_record other = random_.record(known.type());
      for (int fields = 1 + static_cast<int>(random_.pick(3)); fields > 0; --fields) take_one(after, other);
    } else if (kind == live::change_kind::deleted) {
      after.base().deleted_at = now();
    } else {
      after.base().deleted_at.reset();
    }
    write(&known, after, kind);
    known = std::move(after);
  }
  /// Takes the value of a field at random from another record.
  void take_one(describe::any_record& into, const describe::any_record& from) {
    const auto fields = into.type().fields;
    const describe::field& one = fields[random_.pick(static_cast<std::uint32_t>(fields.size()))];
    if (one.is_common || one.name == "name") return;
    describe::visit(one, into.data(),
                    [&]<class T>(T& member) { member = *static_cast<const T*>(one.read(from.data())); });
  }
  live_world& world_;
  uuid tenant_;
  std::string prefix_;  ///< of names, which are unique
  random_filters random_;
  records::repository brands_;
  records::repository insights_;
  std::vector<describe::any_record> known_;
  int names_ = 0;
};

}  // namespace dossier::tests
