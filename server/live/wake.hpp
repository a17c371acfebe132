#pragma once

namespace dossier::live {

/// Told after a write was committed that there is something to sequence. Cheap, thread-safe, never blocks:
/// only a hint.
class sequencer_wake {
 public:
  virtual ~sequencer_wake() = default;
  virtual void committed() = 0;
};

}  // namespace dossier::live
