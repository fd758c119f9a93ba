// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/collective_layout.hpp"

#include "collectives/expected.hpp"

namespace fourfold {

CollectiveCall call_like(const CollectiveCase& one) {
  return {.collective = one.collective,
          .op = one.op,
          .shape = one.shape,
          .root = one.root,
          .in_place = one.in_place,
          .form = one.calls,
          .send = nullptr,
          .receive = nullptr};
}

bool same_buffers(const CollectiveCase& a, const CollectiveCase& b) {
  const bool same_memory =
      (a.memory == MessageMemory::Pinned) == (b.memory == MessageMemory::Pinned);
  return a.collective == b.collective && a.op == b.op && a.shape == b.shape && a.root == b.root &&
         a.in_place == b.in_place && same_memory;
}

Layout layout_of(const CollectiveCase& one, const Communicator& communicator) {
  const CollectiveTraits& row = traits(one.collective);
  const bool is_root = communicator.rank() == one.root;
  // Of rooted collectives only the root has both buffers; broadcast and reduce have one everywhere.
  const bool split = row.rooted && (row.send == Extent::Part || row.receive == Extent::Part);
  Layout layout;
  layout.shared = one.in_place && (!split || is_root);
  if (!layout.shared) return layout;
  const std::size_t offset =
      communicator.in_place_offset(call_like(one)) * traits(one.shape.type).bytes;
  layout.shared_bytes = one.shape.message().count();
  if (row.send == Extent::Part) layout.send_offset = offset;
  if (row.receive == Extent::Part) layout.receive_offset = offset;
  return layout;
}

SetBytes set_bytes(const CollectiveCase& one, const Communicator& communicator) {
  const Layout layout = layout_of(one, communicator);
  if (layout.shared) return {layout.shared_bytes, 0};
  const CollectiveData data(one.collective, one.op, one.shape, communicator.rank(),
                            communicator.size(), one.root);
  return {data.receive_bytes(), data.send_bytes()};
}

}  // namespace fourfold
