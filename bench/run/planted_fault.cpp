// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/planted_fault.hpp"

#include <array>
#include <limits>

namespace fourfold {

void spoil_element(Device& device, DataType type, std::byte* place, Corruption how) {
  const std::size_t bytes = traits(type).bytes;
  std::array<std::byte, 8> value{};
  device.download(value.data(), place, bytes);
  if (how == Corruption::Nan && traits(type).is_float) {
    store_element(type, value.data(), 0, std::numeric_limits<double>::quiet_NaN());
  } else {
    value[0] ^= std::byte{1};
  }
  device.upload(place, value.data(), bytes);
}

void enter_another_collective(Collective instead_of, Communicator& communicator, Device& device,
                              Stream& stream, RankVoice& voice) {
  const Collective other =
      instead_of == Collective::AllReduce ? Collective::AllToAll : Collective::AllReduce;
  const int ranks = communicator.size();
  const MessageShape shape =
      message_shape(other, DataType::f32, Bytes(4 * static_cast<std::uint64_t>(ranks)), ranks);
  const std::size_t bytes = shape.message().count();
  Buffer scratch = device.allocate(2 * bytes);
  voice.call_text(describe_call(other, ReductionOp::Sum, shape));
  const StepScope step(voice, Step::Call);
  communicator.enqueue({.collective = other,
                        .op = ReductionOp::Sum,
                        .shape = shape,
                        .root = 0,
                        .in_place = false,
                        .form = CallForm::Blocking,
                        .send = scratch.data(),
                        .receive = scratch.data() + bytes},
                       stream);
  device.synchronize(stream);
}

}  // namespace fourfold
