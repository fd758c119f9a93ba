// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>
#include <limits>
#include <optional>

#include "bench/run/make_operation.hpp"
#include "bench/run/rotation.hpp"
#include "collectives/expected.hpp"

namespace fourfold {
namespace {

/// Where this rank's two buffers lie in a slot. Out of place they have a slot each; in place they
/// share one, and either may be a part of the other.
struct Layout {
  bool shared = false;
  std::size_t send_offset = 0;  ///< in the shared slot
  std::size_t receive_offset = 0;
  std::size_t shared_bytes = 0;
};

Layout layout_of(const CollectiveCase& one, const Communicator& communicator) {
  const CollectiveTraits& row = traits(one.collective);
  const bool is_root = communicator.rank() == one.root;
  // Of rooted collectives only the root has both buffers; broadcast and reduce have one everywhere.
  const bool split = row.rooted && (row.send == Extent::Part || row.receive == Extent::Part);
  Layout layout;
  layout.shared = one.in_place && (!split || is_root);
  if (!layout.shared) return layout;
  const CollectiveCall call{.collective = one.collective,
                            .op = one.op,
                            .shape = one.shape,
                            .root = one.root,
                            .in_place = true,
                            .form = one.calls,
                            .send = nullptr,
                            .receive = nullptr};
  const std::size_t offset = communicator.in_place_offset(call) * traits(one.shape.type).bytes;
  layout.shared_bytes = one.shape.message().count();
  if (row.send == Extent::Part) layout.send_offset = offset;
  if (row.receive == Extent::Part) layout.receive_offset = offset;
  return layout;
}

class CollectiveOperation final : public Operation {
 public:
  CollectiveOperation(const Case& one, const CollectiveCase& what, Session& session)
      : session_(session),
        what_(what),
        communicator_(session.communicator(what.backend, {what.collective, what.algorithm})),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        data_(what.collective, what.op, what.shape, communicator_.rank(), communicator_.size(),
              what.root),
        layout_(layout_of(what, communicator_)),
        repeatable_(!what.in_place || in_place_idempotent(what.collective, what.op)) {
    const std::size_t first = layout_.shared ? layout_.shared_bytes : data_.receive_bytes();
    const std::size_t second = layout_.shared ? 0 : data_.send_bytes();
    const std::uint64_t slots =
        rotation_slots(one.measure.cache, first + second, device_.info().last_level_cache);
    receive_.emplace(device_, first, first == 0 ? 1 : slots);
    send_.emplace(device_, second, second == 0 ? 1 : slots);
    content_.resize(layout_.shared ? first : second);
  }

  void reset() override {
    if (layout_.shared) {
      std::memset(content_.data(), poison_byte(what_.shape.type), content_.size());
      data_.fill_send(content_.data() + layout_.send_offset);
      receive_->fill(content_);
    } else {
      data_.fill_send(content_.data());
      send_->fill(content_);
      receive_->poison(poison_byte(what_.shape.type), stream_);
      device_.synchronize(stream_);
    }
  }

  void poison(CallRange calls) override {
    if (layout_.shared) return refill(calls);
    receive_->poison(poison_byte(what_.shape.type), calls, stream_);
  }

  void restore(CallRange calls) override {
    if (!repeatable_ && layout_.shared) refill(calls);
    if (what_.calls == CallForm::Persistent && !prepared_) {
      prepared_ = communicator_.prepare(call_of(0));
    }
  }

  std::uint64_t calls_per_restore() const override {
    return repeatable_ ? std::numeric_limits<std::uint64_t>::max() : receive_->slots();
  }

  void enqueue(std::uint64_t call) override {
    if (!prepared_) return communicator_.enqueue(call_of(call), stream_);
    prepared_->start();
    prepared_->wait();
  }

  void exchange_buffers(Operation& rival) override {
    auto* const other = dynamic_cast<CollectiveOperation*>(&rival);
    if (other == nullptr || other->what_.collective != what_.collective ||
        other->what_.op != what_.op || other->what_.shape != what_.shape ||
        other->what_.root != what_.root || other->what_.in_place != what_.in_place) {
      return;
    }
    // Persistent calls are tied to their buffers; new ones are made for the others.
    prepared_.reset();
    other->prepared_.reset();
    receive_->exchange(*other->receive_);
    send_->exchange(*other->send_);
  }

  Correctness verify(CallRange calls) override {
    Correctness result{.checked = true, .elements = 0, .first = std::nullopt};
    receive_->refresh();
    const CallRange last = receive_->surviving(calls);
    for (std::uint64_t call = last.first; call < last.end(); ++call) {
      const std::byte* const slot = receive_->on_host(receive_->slot_of(call));
      result.elements += data_.checked_elements();
      auto mismatch = data_.check_receive(slot + layout_.receive_offset);
      if (!mismatch || result.first) continue;
      mismatch->call = call;
      result.first = mismatch;
    }
    return result;
  }

  bool has_output() const override { return data_.checked_elements() > 0; }

  void corrupt(std::uint64_t call, Corruption how) override {
    const DataType type = what_.shape.type;
    const std::size_t bytes = traits(type).bytes;
    const std::uint64_t element = data_.checked_elements() / 2;
    std::byte* const place =
        receive_->address(receive_->slot_of(call)) + layout_.receive_offset + element * bytes;
    std::array<std::byte, 8> value{};
    device_.download(value.data(), place, bytes);
    if (how == Corruption::Nan && traits(type).is_float) {
      store_element(type, value.data(), 0, std::numeric_limits<double>::quiet_NaN());
    } else {
      value[0] ^= std::byte{1};  // the lowest bit: the smallest error there is
    }
    device_.upload(place, value.data(), bytes);
  }

  bool mismatch() override {
    const Collective other =
        what_.collective == Collective::AllReduce ? Collective::AllToAll : Collective::AllReduce;
    const int ranks = communicator_.size();
    const MessageShape shape =
        message_shape(other, DataType::f32, Bytes(4 * static_cast<std::uint64_t>(ranks)), ranks);
    const std::size_t bytes = shape.message().count();
    Buffer scratch = device_.allocate(2 * bytes);
    RankVoice& voice = session_.voice();
    voice.call_text(describe_call(other, ReductionOp::Sum, shape));
    voice.enter(Step::Call);
    communicator_.enqueue({.collective = other,
                           .op = ReductionOp::Sum,
                           .shape = shape,
                           .root = 0,
                           .in_place = false,
                           .form = CallForm::Blocking,
                           .send = scratch.data(),
                           .receive = scratch.data() + bytes},
                          stream_);
    device_.synchronize(stream_);
    voice.leave();
    return true;
  }

  Work work() const override {
    Work work;
    work.message = what_.shape.message();
    work.bus_factor = bus_factor(what_.collective, communicator_.size());
    return work;
  }

  std::string algorithm() const override {
    // Other calls than blocking ones are other code of the library, of which it tells nothing.
    if (what_.calls != CallForm::Blocking) return "";
    return communicator_.algorithm(what_.collective);
  }

  std::string verified_by() const override {
    if (data_.tolerance() != 0) return "every element, within the rounding of an average";
    return traits(what_.collective).reduces ? "every element, bit by bit (exact integers)"
                                            : "every element, bit by bit";
  }

  void poll() override { communicator_.check_health(); }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  CollectiveCall call_of(std::uint64_t call) {
    std::byte* const receive = receive_->address(receive_->slot_of(call));
    const std::byte* const send =
        layout_.shared ? receive + layout_.send_offset : send_->address(send_->slot_of(call));
    return {.collective = what_.collective,
            .op = what_.op,
            .shape = what_.shape,
            .root = what_.root,
            .in_place = what_.in_place,
            .form = what_.calls,
            .send = send,
            .receive = receive + layout_.receive_offset};
  }

  /// Makes the shared slots of these calls what they are before a call.
  void refill(CallRange calls) {
    const CallRange last = receive_->surviving(calls);
    for (std::uint64_t call = last.first; call < last.end(); ++call) {
      device_.upload(receive_->address(receive_->slot_of(call)), content_.data(), content_.size());
    }
  }

  Session& session_;
  CollectiveCase what_;
  Communicator& communicator_;
  Device& device_;
  Stream stream_;
  CollectiveData data_;
  Layout layout_;
  bool repeatable_;
  std::optional<Rotation> receive_;
  std::optional<Rotation> send_;
  std::unique_ptr<PreparedCall> prepared_;  ///< of persistent calls, from the first on
  std::vector<std::byte> content_;          ///< what a slot holds before a call
};

}  // namespace

std::unique_ptr<Operation> make_collective_operation(const Case& one, const CollectiveCase& what,
                                                     Session& session) {
  // Opening these is collective, so it happens before anything that one rank alone may fail at.
  session.communicator(what.backend, {what.collective, what.algorithm});
  session.device(one.device);
  std::unique_ptr<Operation> result;
  session.all_or_none([&] { result = std::make_unique<CollectiveOperation>(one, what, session); });
  return result;
}

}  // namespace fourfold
