// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/communicator_init.hpp"

#include <fmt/format.h>

namespace fourfold {
namespace {

constexpr int kNonblocking = 21400;
constexpr int kScalable = 22300;
constexpr int kSplit = 21800;
constexpr int kShrink = 22700;

Support enough(InitKind kind, int ranks) {
  const bool divides = kind == InitKind::Split || kind == InitKind::Shrink;
  if (!divides || ranks > 1) return Support::yes();
  return Support::no(fmt::format("one rank alone cannot {}", name(kind)));
}

}  // namespace

std::string_view name(InitKind kind) { return kInitKinds[static_cast<std::size_t>(kind)]; }

InitGroup init_group(InitKind kind, int rank, int ranks) {
  if (kind == InitKind::Split) {
    const int half = (ranks + 1) / 2;
    if (rank < half) return {rank, half, 0};
    return {rank - half, ranks - half, half};
  }
  if (kind == InitKind::Shrink) {
    return rank == ranks - 1 ? InitGroup{} : InitGroup{rank, ranks - 1, 0};
  }
  return {rank, ranks, 0};
}

std::int64_t group_sum(const InitGroup& group) {
  const std::int64_t size = group.size;
  return size * group.first + size * (size + 1) / 2;
}

Support mpi_init_support(InitKind kind, int ranks) {
  if (kind == InitKind::Scalable) {
    return Support::no("MPI has one way to make a communicator of all ranks, plain");
  }
  if (kind == InitKind::Shrink) {
    return Support::no("MPI up to 4 has no communicator of those that are left (MPIX_Comm_shrink)");
  }
  return enough(kind, ranks);
}

Support nccl_init_support(const NcclProbe& nccl, InitKind kind, int ranks) {
  if (!nccl.available) return Support::no(nccl.reason);
  if (Support has = enough(kind, ranks); !has) return has;
  switch (kind) {
    case InitKind::Plain:
      return Support::yes();
    case InitKind::Nonblocking:
      return nccl_since(nccl, kNonblocking, "ncclCommInitRankConfig");
    case InitKind::Scalable:
      if (ranks < 2) return Support::no("one rank alone has no use for two unique ids");
      return nccl_since(nccl, kScalable, "ncclCommInitRankScalable");
    case InitKind::Split:
      return nccl_since(nccl, kSplit, "ncclCommSplit");
    case InitKind::Shrink:
      return nccl_since(nccl, kShrink, "ncclCommShrink");
  }
  return Support::yes();
}

}  // namespace fourfold
