// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/data_type.hpp"
#include "core/quantity.hpp"

namespace fourfold {

enum class Collective {
  AllReduce,
  AllGather,
  ReduceScatter,
  Broadcast,
  Reduce,
  AllToAll,
  Gather,
  Scatter,
  SendRecv,
};

enum class ReductionOp { Sum, Prod, Min, Max, Avg };

/// Which ranks hold a whole message S and which one n-th of it, on either side.
enum class Extent {
  None,      ///< the buffer is not used
  Part,      ///< S/n on every rank
  Whole,     ///< S on every rank
  RootOnly,  ///< S on the root, nothing elsewhere
  NotRoot,   ///< S on every rank but the root
};

/// One row of the table of collectives. Everything the rest of the program must know of a
/// collective stands here: names, buffer extents, the bus factor. S, the message size, is the
/// larger of the two buffers, as in nccl-tests; n is the number of ranks.
struct CollectiveTraits {
  Collective collective;
  std::string_view name;
  Extent send;
  Extent receive;
  bool reduces;
  bool rooted;
  /// busbw = algbw x factor; factor = a(n-1)/n, or 1 where `constant_factor` (nccl-tests,
  /// doc/PERFORMANCE.md: what a link must carry, so that the figure compares with its rate).
  double a;
  bool constant_factor;
};

inline constexpr std::array kCollectives{
    CollectiveTraits{Collective::AllReduce, "all_reduce", Extent::Whole, Extent::Whole, true, false,
                     2, false},
    CollectiveTraits{Collective::AllGather, "all_gather", Extent::Part, Extent::Whole, false, false,
                     1, false},
    CollectiveTraits{Collective::ReduceScatter, "reduce_scatter", Extent::Whole, Extent::Part, true,
                     false, 1, false},
    CollectiveTraits{Collective::Broadcast, "broadcast", Extent::RootOnly, Extent::NotRoot, false,
                     true, 1, true},
    CollectiveTraits{Collective::Reduce, "reduce", Extent::Whole, Extent::RootOnly, true, true, 1,
                     true},
    CollectiveTraits{Collective::AllToAll, "all_to_all", Extent::Whole, Extent::Whole, false, false,
                     1, false},
    CollectiveTraits{Collective::Gather, "gather", Extent::Part, Extent::RootOnly, false, true, 1,
                     false},
    CollectiveTraits{Collective::Scatter, "scatter", Extent::RootOnly, Extent::Part, false, true, 1,
                     false},
    CollectiveTraits{Collective::SendRecv, "send_recv", Extent::Whole, Extent::Whole, false, false,
                     1, true},
};

const CollectiveTraits& traits(Collective collective);
std::string_view name(Collective collective);
std::optional<Collective> parse_collective(std::string_view name);

inline constexpr std::array<std::string_view, 5> kReductionOps{"sum", "prod", "min", "max", "avg"};
std::string_view name(ReductionOp op);
std::optional<ReductionOp> parse_reduction_op(std::string_view name);

/// busbw / algbw for n ranks; 0 for one rank where the factor is a(n-1)/n.
double bus_factor(Collective collective, int ranks);
/// What has to cross some rank's link in one direction at the very least, as a share of S: whatever
/// the algorithm, and even where switches add and copy (NVLS, SHARP). No rank's result holds more
/// than S bytes that it did not have, so an all_reduce, whose bus factor is up to 2, needs no more
/// than 1; for all others it is the bus factor. S/t x this cannot exceed the rate of a link.
double least_link_share(Collective collective, int ranks);
/// What crosses the boundary of the busiest host in one direction, as a share of S, when no byte
/// crosses it twice and nothing adds up within the network: the bus factor with hosts in the place
/// of ranks, since an algorithm may work within hosts first; times the ranks of a host for
/// all_to_all, each of which has messages of its own. Of send_recv one rank's message, as between
/// neighbours that lie on hosts in order. 0 for one host.
double host_boundary_share(Collective collective, int hosts, int ranks_per_host);

/// Sizes of one case on one communicator. `block` is the number of elements that one rank
/// contributes to, or receives from, each other (S/n); `whole` is S in elements.
struct MessageShape {
  DataType type = DataType::f32;
  std::uint64_t block = 0;
  std::uint64_t whole = 0;

  std::uint64_t send_elements(Collective collective, int rank, int root) const;
  std::uint64_t receive_elements(Collective collective, int rank, int root) const;
  /// S in bytes, as it really is after rounding.
  Bytes message() const { return Bytes(whole * traits(type).bytes); }
  friend bool operator==(const MessageShape&, const MessageShape&) = default;
};

/// The shape of message size `asked`. Rounded up to whole elements and, where a rank holds an n-th,
/// to n equal blocks: never down to nothing, so that 8 B on 3 ranks is not a measurement of 0 B.
MessageShape message_shape(Collective collective, DataType type, Bytes asked, int ranks);

/// "all_reduce f32 sum 8KiB", "broadcast f32 8KiB".
std::string describe_call(Collective collective, ReductionOp op, const MessageShape& shape);

/// Whether, called in place again and again on what it left, the collective leaves the same: where
/// it does not (an in-place sum grows), inputs are restored, untimed, before every call.
bool in_place_idempotent(Collective collective, ReductionOp op);

}  // namespace fourfold
