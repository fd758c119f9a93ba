// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <optional>

#include "bench/run/check_calls.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/planted_fault.hpp"
#include "bench/run/rotation.hpp"
#include "collectives/expected.hpp"

namespace fourfold {
namespace {

/// A call sends the message to the partner, who answers with one element. What a rank sends is the
/// same to everybody and tells who sent it.
class PairwiseOperation final : public Operation, public Pairing {
 public:
  PairwiseOperation(const Case& one, const PairwiseCase& what, Communicator& communicator,
                    Session& session)
      : communicator_(communicator),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        shape_(what.shape),
        answer_(
            message_shape(Collective::SendRecv, what.shape.type, Bytes(1), communicator.size())) {
    const auto bytes = static_cast<std::size_t>(shape_.message().count());
    const std::uint64_t slots =
        rotation_slots(one.measure.cache, 2 * bytes, device_.info().last_level_cache);
    const auto allocate = [this](std::size_t all) {
      return communicator_.allocate(device_, all, NcclBuffers::Malloc);
    };
    receive_.emplace(device_, bytes, slots, allocate);
    send_.emplace(device_, bytes, slots, allocate);
    const auto few = static_cast<std::size_t>(answer_.message().count());
    answer_in_.emplace(device_, few, 1, allocate);
    answer_out_.emplace(device_, few, 1, allocate);
    std::vector<std::byte> content(bytes);
    data_of(communicator_.rank()).fill_send(content.data());
    send_->fill(content);
    answer_out_->fill(std::span(content).first(few));
  }

  Pairing* pairing() override { return this; }
  void meet(const Meeting& meeting) override {
    meeting_ = meeting;
    if (!receives()) return;
    expected_.emplace(data_of(meeting.partner, 1));
  }

  void reset() override {
    receive_->poison(poison_byte(shape_.type), stream_);
    device_.synchronize(stream_);
  }
  void poison(CallRange calls) override {
    receive_->poison(poison_byte(shape_.type), calls, stream_);
  }
  void restore(CallRange) override {}
  std::uint64_t calls_per_restore() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }

  /// Who answers says that he is there: a barrier may let one of the two go much earlier.
  void rendezvous() override {
    if (meeting_.partner != kNobody) communicator_.enqueue(answer(), stream_);
  }

  void enqueue(std::uint64_t call) override {
    if (meeting_.partner == kNobody) return;
    CollectiveCall message{.collective = Collective::SendRecv, .shape = shape_};
    message.send = send_->address(send_->slot_of(call));
    message.receive = receive_->address(receive_->slot_of(call));
    message.peers = meeting_.sends ? to() : from();
    communicator_.enqueue(message, stream_);
    communicator_.enqueue(answer(), stream_);
  }

  void exchange_buffers(Operation&) override {}

  Correctness verify(CallRange calls) override {
    if (!receives()) return {.checked = true, .elements = 0, .first = std::nullopt};
    return check_calls(*receive_, calls, expected_->checked_elements(),
                       [this](const std::byte* slot) { return expected_->check_receive(slot); });
  }
  bool has_output() const override { return receives(); }
  void corrupt(std::uint64_t call, Corruption how) override {
    const std::size_t middle = shape_.whole / 2 * traits(shape_.type).bytes;
    spoil_element(device_, shape_.type, receive_->address(receive_->slot_of(call)) + middle, how);
  }

  Work work() const override {
    Work work;
    work.message = shape_.message();
    work.bus_factor = 1;
    return work;
  }
  std::string algorithm() const override { return ""; }
  std::string verified_by() const override { return "every element of every message, bit by bit"; }
  void poll() override { communicator_.check_health(); }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  bool receives() const { return meeting_.partner != kNobody && !meeting_.sends; }

  Peers to() const { return {.to = meeting_.partner, .from = kNobody}; }
  Peers from() const { return {.to = kNobody, .from = meeting_.partner}; }

  /// One element, to whom sends.
  CollectiveCall answer() const {
    CollectiveCall call{.collective = Collective::SendRecv, .shape = answer_};
    call.send = answer_out_->address(0);
    call.receive = answer_in_->address(0);
    call.peers = meeting_.sends ? from() : to();
    return call;
  }

  /// Of the rank `places` above the one named, as in a ring: what the next one receives is what
  /// that rank sends.
  CollectiveData data_of(int rank, int places = 0) const {
    const int ranks = communicator_.size();
    return {Collective::SendRecv, ReductionOp::Sum, shape_, (rank + places) % ranks, ranks, 0};
  }

  Communicator& communicator_;
  Device& device_;
  Stream stream_;
  MessageShape shape_;
  MessageShape answer_;
  std::optional<Rotation> receive_;
  std::optional<Rotation> send_;
  std::optional<Rotation> answer_in_;
  std::optional<Rotation> answer_out_;
  Meeting meeting_;
  std::optional<CollectiveData> expected_;
};

}  // namespace

std::unique_ptr<Operation> make_pairwise_operation(const Case& one, const PairwiseCase& what,
                                                   Session& session) {
  Communicator& communicator = session.communicator(what.backend);
  session.device(one.device);
  std::unique_ptr<Operation> result;
  session.all_or_none(
      [&] { result = std::make_unique<PairwiseOperation>(one, what, communicator, session); });
  return result;
}

}  // namespace fourfold
