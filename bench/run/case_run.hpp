// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/plan/case.hpp"
#include "bench/record/record.hpp"
#include "bench/run/bisection.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/sampler.hpp"
#include "bench/run/session.hpp"
#include "bench/run/tournament.hpp"

namespace fourfold {

/// One case in one launch: makes its operation, and its rival's in a contest, measures its trials
/// one by one, verifies the buffers of the timed calls after each. All ranks call the same members
/// in the same order; the record is complete on rank 0.
class CaseRun {
 public:
  /// Fills in what is known before measuring. Throws nothing: a case that cannot be made is Failed,
  /// and one that this machine turns out not to have Skipped.
  CaseRun(const Case& one, Session& session, int launch);

  /// One more trial, verified. Returns whether the case is (still) right; once false the case is
  /// over.
  bool run_trial();

  const CaseRecord& record() const { return record_; }
  /// Which start of its launch it belongs to, where that is not the first.
  void of_start(int start) { record_.start = start; }

 private:
  void verify(Operation& operation, CallRange calls);
  void bisect();
  void inject(Operation& operation, CallRange calls);
  void compare_bits(const Correctness& own);
  std::uint64_t sum_of_hashes(std::uint64_t own);
  void look_at_order();
  void accept(Correctness own, const std::string& what);
  void fail(const std::string& reason);

  Session& session_;
  CaseRecord record_;
  std::unique_ptr<Operation> operation_;
  std::unique_ptr<Operation> rival_;  ///< of a contest
  std::unique_ptr<Sampler> sampler_;
  std::unique_ptr<Tournament> tournament_;  ///< of nodes in pairs
  std::unique_ptr<Bisection> bisection_;    ///< of a collective that is to be made in parts, too
};

/// The record of a planned or skipped case before it was run: names and sizes.
CaseRecord describe_case(const Case& one, int ranks, int launch);

}  // namespace fourfold
