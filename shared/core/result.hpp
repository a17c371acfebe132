#pragma once
#include <optional>
#include <utility>
#include <variant>

#include "shared/core/problem.hpp"

namespace dossier {

/// A value, or the problem that stood in its way. Expected failures travel this way; exceptions are for
/// broken invariants and lost connections. Reading the side that is not there is a defect and throws
/// std::bad_variant_access.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}        // NOLINT: meant to convert
  result(problem error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: meant to convert

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] problem& error() & { return std::get<1>(state_); }
  [[nodiscard]] const problem& error() const& { return std::get<1>(state_); }
  [[nodiscard]] problem&& error() && { return std::get<1>(std::move(state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, problem> state_;
};

template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(problem error) : error_(std::move(error)) {}  // NOLINT: meant to convert

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] problem& error() & { return error_.value(); }
  [[nodiscard]] const problem& error() const& { return error_.value(); }
  [[nodiscard]] problem&& error() && { return std::move(error_).value(); }

 private:
  std::optional<problem> error_;
};

}  // namespace dossier
