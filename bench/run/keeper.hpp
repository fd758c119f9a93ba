// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "bench/record/journal.hpp"
#include "bench/run/progress.hpp"
#include "bench/run/run_options.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// What rank 0 alone does: the directory, the manifest, the journal, the lines of progress.
class Keeper {
 public:
  /// Throws Error where nothing can be written.
  Keeper(const RunOptions& options, const Config& config, const Plan& plan,
         const Capabilities& capabilities, Session& session);

  const std::string& directory() const { return directory_; }
  bool supervised() const { return supervised_; }

  void begin(const std::vector<RankPlace>& places, double skew_s, const Inventory& inventory);
  void skip(const Skip& skip, int ranks);
  void finish(const CaseRecord& record);
  void end();

 private:
  int launch_;
  int total_;
  int done_ = 0;
  bool supervised_ = false;
  std::string directory_;
  std::optional<Journal> journal_;
  std::optional<ProgressDisplay> display_;
};

}  // namespace fourfold
