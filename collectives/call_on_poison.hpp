// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "collectives/communicator.hpp"
#include "collectives/expected.hpp"

namespace fourfold {

inline constexpr unsigned char kPoison = 0xCB;

/// For tests: runs one call on poisoned buffers of the communicator's device and compares every
/// element that this rank receives. Returns what is wrong, "" when nothing is.
inline std::string wrong_after_call(Communicator& communicator, Device& device,
                                    Collective collective, ReductionOp op,
                                    const MessageShape& shape, int root, bool in_place) {
  const int rank = communicator.rank();
  Stream stream = device.make_stream();
  const CollectiveData data(collective, op, shape, rank, communicator.size(), root);
  CollectiveCall call{.collective = collective,
                      .op = op,
                      .shape = shape,
                      .root = root,
                      .in_place = in_place,
                      .send = nullptr,
                      .receive = nullptr};
  const Buffer whole = device.allocate(shape.whole * traits(shape.type).bytes);
  const Buffer send = device.allocate(data.send_bytes());
  const Buffer receive = device.allocate(data.receive_bytes());
  std::byte* input = send.data();
  call.receive = receive.data();
  device.set_bytes(whole.data(), kPoison, whole.bytes(), stream);
  device.set_bytes(receive.data(), kPoison, receive.bytes(), stream);
  if (in_place) {
    const bool takes_part = !traits(collective).rooted || rank == root ||
                            traits(collective).receive == Extent::NotRoot ||
                            collective == Collective::Reduce;
    const std::size_t offset = communicator.in_place_offset(call) * traits(shape.type).bytes;
    const Extent sent = traits(collective).send;
    const Extent received = traits(collective).receive;
    if (takes_part) {
      input = whole.data() + (sent == Extent::Part ? offset : 0);
      call.receive = whole.data() + (received == Extent::Part ? offset : 0);
    }
  }
  device.synchronize(stream);
  data.fill_send(input);
  call.send = input;
  communicator.enqueue(call, stream);
  device.synchronize(stream);
  const auto mismatch = data.check_receive(call.receive);
  return mismatch ? describe(*mismatch) : "";
}

}  // namespace fourfold
