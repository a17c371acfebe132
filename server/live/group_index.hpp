#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/live/subscription.hpp"

namespace dossier::live {

/// A value of a field under which a filter stands.
struct index_key {
  enum class lookup : std::uint8_t { equal, word, unset };
  const describe::field* own;
  lookup by;
  std::string value;
};

/// Finds the groups of one resource that a record may belong to, so that most filters are not evaluated at
/// all. A filter that can hold only for certain values of a field (`=`, IN, `:`; joined by AND with whatever
/// else, or all parts of an OR) stands under these values; any other is always found.
class group_index {
 public:
  /// The group's filter does not change while it is here.
  void add(subscription_group& group);
  void remove(subscription_group& group);

  /// Fills `found`, each group once, with those whose filter may hold for one of the images; either may be
  /// nullptr.
  void find(const query::subject* before, const query::subject* after,
            std::vector<subscription_group*>& found);

  /// Groups that are always found, for measuring.
  [[nodiscard]] std::size_t always_found() const { return always_.size(); }

 private:
  using groups = std::vector<subscription_group*>;
  struct values_of_field {
    const describe::field* field = nullptr;
    std::unordered_map<std::string, groups> equal;  ///< by value; an unset field: by `unset`
    std::unordered_map<std::string, groups> words;  ///< by the longest word asked for
    groups unset;
  };
  [[nodiscard]] groups& at(const index_key& key);
  values_of_field& values_of(const describe::field& field);
  void take(const groups& some, std::vector<subscription_group*>& found) const;
  void look_up(const query::subject& image, std::vector<subscription_group*>& found) const;

  std::vector<values_of_field> fields_;
  groups always_;
  std::uint64_t look_ups_ = 0;
};

}  // namespace dossier::live
