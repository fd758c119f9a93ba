// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "collectives/communicator.hpp"
#include "core/support.hpp"

namespace fourfold {

/// Ways to make a communicator, which programs wait for at their start and after a failure.
enum class InitKind {
  Plain,        ///< ncclCommInitRank by one unique id; MPI_Comm_dup
  Nonblocking,  ///< ncclCommInitRankConfig with blocking = 0, asked until it is done; MPI_Comm_idup
  Scalable,     ///< ncclCommInitRankScalable, a unique id for each 64 ranks, two at least
  Split,        ///< of one that there is, into the first half of the ranks and the second
  Shrink,       ///< of one that there is, all but the last rank
};
inline constexpr std::array<std::string_view, 5> kInitKinds{"plain", "nonblocking", "scalable",
                                                            "split", "shrink"};
std::string_view name(InitKind kind);

/// Where a rank comes to be; size 0: it is not in any.
struct InitGroup {
  int rank = 0;
  int size = 0;
  int first = 0;  ///< the rank among all of the first one in it
  friend bool operator==(const InitGroup&, const InitGroup&) = default;
};
/// Of `ranks` in all. Ranks keep their order.
InitGroup init_group(InitKind kind, int rank, int ranks);

/// What an all_reduce of each rank's number among all, counted from 1, gives in that group.
std::int64_t group_sum(const InitGroup& group);

/// Makes communicators of one kind, one at a time. All members are collective over all ranks;
/// to construct one is not.
class CommunicatorInit {
 public:
  virtual ~CommunicatorInit() = default;

  /// Gives back the one there is, and gets ready for the next: unique ids are made and travel here,
  /// and the first time the communicator that others are made of. Comes before all else.
  virtual void prepare() = 0;
  /// Makes one; returns when it can be used. To be timed.
  virtual void make() = 0;
  /// What an all_reduce over the one there is gives for group_sum(); 0 on a rank outside of it.
  virtual std::int64_t sum() = 0;
  /// "MPI_Comm_split", "ncclCommInitRankScalable with 2 unique ids".
  virtual std::string function() const = 0;
};

/// Whether MPI has the kind for so many ranks; likewise that version of NCCL.
Support mpi_init_support(InitKind kind, int ranks);
Support nccl_init_support(const NcclProbe& nccl, InitKind kind, int ranks);

/// Throw Error where the library does.
std::unique_ptr<CommunicatorInit> make_mpi_init(MpiSession& session, InitKind kind);
std::unique_ptr<CommunicatorInit> make_nccl_init(MpiSession& session, Device& device,
                                                 InitKind kind);

}  // namespace fourfold
