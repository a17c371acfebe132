#pragma once
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::records {

/// The time that records and changes carry. Thread-safe.
class clock {
 public:
  virtual ~clock() = default;
  [[nodiscard]] virtual timestamp now() = 0;
};

/// Where the ids of new records come from. Thread-safe; never answers the same id twice.
class id_source {
 public:
  virtual ~id_source() = default;
  [[nodiscard]] virtual uuid next() = 0;
};

/// The machine's clock, to the microsecond.
class system_clock final : public clock {
 public:
  [[nodiscard]] timestamp now() override;
};

/// UUIDv7 from the machine's clock and its random generator.
class random_id_source final : public id_source {
 public:
  [[nodiscard]] uuid next() override;
};

}  // namespace dossier::records
