// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/run_lock.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/run_options.hpp"
#include "bench/run/session.hpp"
#include "core/error.hpp"

namespace fourfold {

/// The record cannot be kept, as where its disk is full. No fault of the host that found it out.
class RecordError : public Error {
 public:
  using Error::Error;
};

/// What rank 0 alone does: the directory, the manifest, the journal, the lines of progress.
class Keeper {
 public:
  /// `options` say which start this is, `over` how many cases its launch has a record of. Throws
  /// Error where nothing can be written, and InputError where a record that is to be continued is
  /// unlike what this would make.
  Keeper(const RunOptions& options, const Config& config, const Plan& plan,
         const Capabilities& capabilities, Session& session, int over);

  const std::string& directory() const { return directory_; }
  bool supervised() const { return supervised_; }

  // These throw Error where the journal cannot be written.
  void begin(const std::vector<RankPlace>& places, double skew_s, const Inventory& inventory);
  void skip(const Skip& skip, int ranks);
  /// Throws RecordError.
  void finish(const CaseRecord& record);
  /// `why` is "" where all planned cases are over; else, as of the budget, why not. Throws
  /// RecordError.
  void end(const std::string& why);

 private:
  LaunchRecord start_;
  int total_;
  int done_ = 0;
  bool supervised_ = false;
  std::string directory_;
  std::optional<RunLock> lock_;
  std::optional<Journal> journal_;
  std::optional<ProgressDisplay> display_;
};

/// On rank 0; nullptr elsewhere. Collective: throws on all ranks or on none, InputError where a
/// record that is to be continued is unlike what this would make, else AgreedError.
std::unique_ptr<Keeper> make_keeper(const RunOptions& options, const Config& config,
                                    const Plan& plan, const Capabilities& capabilities,
                                    Session& session, int over);

/// Puts down where this start is and what it leaves out. `keeper` is nullptr elsewhere than on rank
/// 0. Collective: throws AgreedError on all ranks or on none.
void begin_record(MpiSession& mpi, Keeper* keeper, const std::vector<RankPlace>& places,
                  double skew_s, const Inventory& inventory, const std::vector<Skip>& skips);

}  // namespace fourfold
