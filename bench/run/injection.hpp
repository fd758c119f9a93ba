// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fourfold {

/// Where in its life a rank meets a planted fault: in the last case that is a collective (else in
/// the last), before MPI_Init, or after all cases.
enum class FaultPhase { Bootstrap, Init, WarmUp, Operation, Barrier, Teardown };

/// What one rank alone does there, once.
struct RankFault {
  enum class Kind {
    Hang,      ///< never goes on
    Dead,      ///< kills itself
    Throw,     ///< throws an Error that no other rank throws
    Mismatch,  ///< enters something else than the others do
    Late,      ///< comes after half of the deadline
  };
  Kind kind = Kind::Hang;
  int rank = 0;
  FaultPhase at = FaultPhase::Operation;
};

/// What is done to one timed output of every case.
enum class Corruption {
  WrongElement,  ///< one element is off
  Nan,           ///< one element is a NaN
  WrongTile,     ///< of a matmul, 64x64 elements are off; else as WrongElement
  Stale,         ///< it is what it was before the call: as if that had not written it
};

/// Faults planted on purpose, to prove that the detectors fire. Named in the manifest; a run with
/// any never accepts.
struct Injection {
  std::optional<Corruption> output;
  std::optional<int> slow_rank;  ///< this rank takes 60 % (at least 20 us) longer, in every sample

  std::optional<int> tardy_rank;  ///< begins every sample 60 % of its length (at least 20 us) late

  std::optional<double> slow_rival;  ///< of a contest, the second contender takes so much longer

  bool silent_rival = false;  ///< the second contender is measured with the heartbeat paused
  std::vector<RankFault> rank_faults;

  bool any() const {
    return output || slow_rank || tardy_rank || slow_rival || silent_rival || !rank_faults.empty();
  }
};

/// From `wrong-element`, `nan`, `wrong-tile`, `stale`, `slow-rank=R`, `tardy-rank=R`,
/// `slow-rival=10%`, `silent-rival`, and `hang-rank=R@PHASE` with its likes dead, throw, mismatch
/// and late, in the operation where no phase is given. Throws InputError that names the nearest
/// fault.
Injection parse_injection(const std::vector<std::string>& faults);

/// What the rank of a fault does, all but Mismatch; `late_s` is how late it comes.
void meet(const RankFault& fault, double late_s);

/// Throws InputError where a fault names a rank that a run of `ranks` has not.
void check_injection(const Injection& injection, int ranks);

}  // namespace fourfold
