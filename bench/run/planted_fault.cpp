// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/planted_fault.hpp"

#include <array>
#include <limits>

namespace fourfold {
namespace {

constexpr std::uint64_t kLong = 16 << 20;  // bytes

}  // namespace

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
  CollectiveCall call;
  call.collective = other;
  call.shape =
      message_shape(other, DataType::f32, Bytes(4 * static_cast<std::uint64_t>(ranks)), ranks);
  if (!communicator.support(call)) {
    // The same one, of a message that is longer than the others': it waits for what they never
    // send.
    call.collective = instead_of;
    call.shape = message_shape(instead_of, DataType::f32, Bytes(kLong), ranks);
  }
  const MessageShape& shape = call.shape;
  const std::size_t bytes = shape.message().count();
  Buffer scratch = device.allocate(2 * bytes);
  call.send = scratch.data();
  call.receive = scratch.data() + bytes;
  voice.call_text(describe_call(call.collective, call.op, shape));
  const StepScope step(voice, Step::Call);
  communicator.enqueue(call, stream);
  device.synchronize(stream);
}

}  // namespace fourfold
