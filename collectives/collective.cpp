// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/collective.hpp"

#include <algorithm>

namespace fourfold {
namespace {

std::uint64_t elements(Extent extent, const MessageShape& shape, bool is_root) {
  switch (extent) {
    case Extent::None:
      return 0;
    case Extent::Part:
      return shape.block;
    case Extent::Whole:
      return shape.whole;
    case Extent::RootOnly:
      return is_root ? shape.whole : 0;
    case Extent::NotRoot:
      return is_root ? 0 : shape.whole;
  }
  return 0;
}

bool in_blocks(Collective collective) {
  const CollectiveTraits& row = traits(collective);
  return row.send == Extent::Part || row.receive == Extent::Part ||
         collective == Collective::AllToAll;
}

}  // namespace

const CollectiveTraits& traits(Collective collective) {
  return kCollectives[static_cast<std::size_t>(collective)];
}

std::string_view name(Collective collective) { return traits(collective).name; }

std::optional<Collective> parse_collective(std::string_view name) {
  for (const CollectiveTraits& row : kCollectives) {
    if (row.name == name) return row.collective;
  }
  return std::nullopt;
}

std::string_view name(ReductionOp op) { return kReductionOps[static_cast<std::size_t>(op)]; }

std::optional<ReductionOp> parse_reduction_op(std::string_view name) {
  const auto found = std::find(kReductionOps.begin(), kReductionOps.end(), name);
  if (found == kReductionOps.end()) return std::nullopt;
  return static_cast<ReductionOp>(found - kReductionOps.begin());
}

double bus_factor(Collective collective, int ranks) {
  const CollectiveTraits& row = traits(collective);
  if (row.constant_factor) return row.a;
  return row.a * (ranks - 1) / ranks;
}

double least_link_share(Collective collective, int ranks) {
  return std::min(1.0, bus_factor(collective, ranks));
}

double host_boundary_share(Collective collective, int hosts, int ranks_per_host) {
  if (hosts < 2) return 0;
  const double each = bus_factor(collective, hosts);
  return collective == Collective::AllToAll ? ranks_per_host * each : each;
}

std::uint64_t MessageShape::send_elements(Collective collective, int rank, int root) const {
  return elements(traits(collective).send, *this, rank == root);
}

std::uint64_t MessageShape::receive_elements(Collective collective, int rank, int root) const {
  return elements(traits(collective).receive, *this, rank == root);
}

MessageShape message_shape(Collective collective, DataType type, Bytes asked, int ranks) {
  const auto round_up = [](std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to; };
  const auto n = static_cast<std::uint64_t>(ranks);
  MessageShape shape{
      .type = type, .block = 0, .whole = round_up(asked.count(), traits(type).bytes)};
  shape.block = round_up(shape.whole, n);
  if (in_blocks(collective)) shape.whole = shape.block * n;
  return shape;
}

bool in_place_idempotent(Collective collective, ReductionOp op) {
  return !traits(collective).reduces || op == ReductionOp::Min || op == ReductionOp::Max;
}

std::string describe_call(Collective collective, ReductionOp op, const MessageShape& shape) {
  std::string text(name(collective));
  text += " " + std::string(name(shape.type));
  if (traits(collective).reduces) text += " " + std::string(name(op));
  return text + " " + format_bytes(shape.message());
}

}  // namespace fourfold
