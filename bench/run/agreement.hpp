// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {

// What ranks must have in common before they measure together. All functions are collective, and
// throw on all ranks or on none.

/// All ranks have agreed on it: each throws it at the same place, in the same words, and they can
/// end in order. Nobody is to blame for it but ranks whose own it is.
class AgreedError : public Error {
 public:
  AgreedError(const std::string& message, bool own, Where where = Where::current())
      : Error(message, where), own_(own) {}
  /// Whether it is this rank's own: what it has or lacks most of the others do not.
  bool own() const { return own_; }

 private:
  bool own_;
};

/// `wrong` is what this rank found wrong with its input, or "". Throws InputError with what the
/// lowest such rank says, with rank and host where that is not rank 0.
void agree_on_input(MpiSession& mpi, const std::string& wrong);

/// Throws AgreedError unless all say the same: of the lowest rank that differs from what most say
/// (where no such majority is, from rank 0) the first line that does. It is the own of all ranks
/// that differ from what most say. `what` completes "ranks differ in".
void demand_same(MpiSession& mpi, const std::string& what, const std::string& own);

/// The same for a list, which has a line for each entry.
void demand_same_list(MpiSession& mpi, const std::string& what,
                      const std::vector<std::string>& own);

/// Throws AgreedError where rank 0 does not see that folder, which the supervisor has made. It is
/// the own of those that do not where most of the others do; a folder that most do not see is none
/// that hosts share.
void demand_folder(MpiSession& mpi, const std::string& directory);

/// Throws AgreedError, nobody's, where rank 0 could not do with the record what it must: `wrong`
/// is why, or "". A full disk is no host's.
void agree_on_record(MpiSession& mpi, const std::string& wrong);

/// What the machines of all ranks have. Throws AgreedError where they differ in devices or
/// libraries; memory and processors may differ, and are those of the smallest.
Capabilities agreed_capabilities(MpiSession& mpi);

}  // namespace fourfold
