// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "bench/run/call_graphs.hpp"
#include "bench/run/check_calls.hpp"
#include "bench/run/collective_layout.hpp"
#include "bench/run/collective_library.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/planted_fault.hpp"
#include "bench/run/random_output.hpp"
#include "bench/run/rotation.hpp"
#include "collectives/expected.hpp"
#include "collectives/nccl_tuning.hpp"
#include "collectives/staged_communicator.hpp"

namespace fourfold {
namespace {

class CollectiveOperation final : public Operation {
 public:
  CollectiveOperation(const Case& one, const CollectiveCase& what, SetBytes bytes, Session& session,
                      OwnGroup* group)
      : session_(session),
        what_(what),
        group_(group),
        over_(what.backend == "mpi"
                  ? make_communicator_over(what.memory, library_of(what, session, group),
                                           pinning_device(one, what, session), call_like(what))
                  : nullptr),
        communicator_(over_ ? *over_ : library_of(what, session, group)),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        data_(what.collective, what.op, what.shape, communicator_.rank(), communicator_.size(),
              what.root),
        layout_(layout_of(what, communicator_)),
        repeatable_(!what.in_place || in_place_idempotent(what.collective, what.op)) {
    const std::uint64_t slots = rotation_slots(one.measure.cache, bytes.first + bytes.second,
                                               device_.info().last_level_cache);
    const auto allocate = [this](std::size_t all) {
      return communicator_.allocate(device_, all, what_.nccl.buffers);
    };
    receive_.emplace(device_, bytes.first, bytes.first == 0 ? 1 : slots, allocate);
    send_.emplace(device_, bytes.second, bytes.second == 0 ? 1 : slots, allocate);
    content_.resize(layout_.shared ? layout_.shared_bytes : data_.send_bytes());
  }

  /// Tells the library of the buffers. Collective, where a window is made of them.
  void announce() {
    const StepScope step(session_.voice(), Step::Call);
    for (const Rotation* const buffers : {&*receive_, &*send_}) {
      announced_.push_back(communicator_.announce(buffers->memory(), what_.nccl.buffers));
    }
  }

  /// One call that is not timed, to learn how the library does it; then the graphs. Collective.
  void try_out() {
    RankVoice& voice = session_.voice();
    const bool by_graph = what_.nccl.launch == NcclLaunch::Graph;
    const auto once = [&] {
      const StepScope step(voice, Step::Call);
      if (by_graph) graphs_.capture(set_of(0), device_, stream_, [this] { call_library(0); });
      enqueue(0);
      device_.synchronize(stream_);
    };
    if (by_graph) {
      // The first call of a communicator connects it, which is better not captured.
      const StepScope step(voice, Step::Call);
      call_library(0);
      device_.synchronize(stream_);
    }
    algorithm_ = communicator_.observe(call_of(0), once);
    const std::uint64_t sets = std::max(receive_->slots(), send_->slots());
    for (std::uint64_t call = 1; by_graph && call < sets; ++call) {
      const StepScope step(voice, Step::Call);  // capturing may exchange handles with peers
      graphs_.capture(set_of(call), device_, stream_, [this, call] { call_library(call); });
    }
  }

  /// On every rank what the first one has learnt. Throws Unsupported on all where the library did
  /// something else than it was asked for.
  void agree_on_algorithm() {
    algorithm_ = session_.mpi().broadcast(algorithm_);
    const std::string other = departure(algorithm_, what_.nccl, probe_nccl().version_code);
    if (!other.empty()) throw Unsupported(other);
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
    const bool apart = what_.calls == CallForm::Persistent || overlaps();
    if (apart && !prepared_) prepared_ = communicator_.prepare(call_of(0));
  }

  std::uint64_t calls_per_restore() const override {
    return repeatable_ ? std::numeric_limits<std::uint64_t>::max() : receive_->slots();
  }

  void enqueue(std::uint64_t call) override {
    if (what_.nccl.launch == NcclLaunch::Graph) return graphs_.launch(set_of(call), stream_);
    call_library(call);
  }

  bool overlaps() const override { return what_.calls == CallForm::Overlapped; }
  void enqueue_around(std::uint64_t call, const HostComputation& meanwhile) override {
    call_library(call, &meanwhile);
  }

  void exchange_buffers(Operation& rival) override {
    auto* const other = dynamic_cast<CollectiveOperation*>(&rival);
    if (other == nullptr || !same_buffers(what_, other->what_)) return;
    if (!exchangeable() || !other->exchangeable()) return;
    // Persistent calls are tied to their buffers; new ones are made for the others.
    prepared_.reset();
    other->prepared_.reset();
    receive_->exchange(*other->receive_);
    send_->exchange(*other->send_);
  }

  Correctness verify(CallRange calls) override {
    return check_calls(*receive_, calls, data_.checked_elements(), [this](const std::byte* slot) {
      return data_.check_receive(slot + layout_.receive_offset);
    });
  }

  bool has_output() const override { return data_.checked_elements() > 0; }

  void corrupt(std::uint64_t call, Corruption how) override {
    const std::size_t middle = data_.checked_elements() / 2 * traits(what_.shape.type).bytes;
    std::byte* const output = receive_->address(receive_->slot_of(call)) + layout_.receive_offset;
    spoil_element(device_, what_.shape.type, output + middle, how);
  }

  OwnGroup* group() override { return group_; }
  bool all_together() const override { return group_ == nullptr && communicator_.size() > 1; }
  Turns turns() override { return turns_of(what_, group_); }

  std::optional<RandomOutput> random_output(std::uint64_t seed) override {
    // The order bears on the bits of some groups and not of others.
    if (group_ != nullptr && !group_->even) return {};
    return random_output_of(what_, communicator_.rank(), communicator_.size(), seed,
                            [this](const RandomReduction& inputs) { return call_with(inputs); });
  }

  bool mismatch() override {
    enter_another_collective(what_.collective, communicator_, device_, stream_, session_.voice());
    return true;
  }

  Work work() const override {
    Work work;
    work.message = what_.shape.message();
    work.bus_factor = common_bus_factor(what_, group_, communicator_.size());
    return work;
  }

  std::string algorithm() const override {
    // Other calls than blocking ones are other code of the library, of which it tells nothing.
    if (what_.calls != CallForm::Blocking) return "";
    return algorithm_.empty() ? communicator_.algorithm(call_of(0)) : algorithm_;
  }

  std::string verified_by() const override { return data_.how_checked(); }

  void poll() override { communicator_.check_health(); }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  /// One call on the first slot, of other inputs; its output, readable on the host.
  const std::byte* call_with(const RandomReduction& inputs) {
    std::vector<std::byte> content(content_.size(), std::byte{poison_byte(what_.shape.type)});
    inputs.fill_send(content.data() + layout_.send_offset);
    const std::uint64_t slot = receive_->slot_of(0);
    if (layout_.shared) {
      device_.upload(receive_->address(slot), content.data(), content.size());
    } else {
      device_.upload(send_->address(send_->slot_of(0)), content.data(), content.size());
      receive_->poison(poison_byte(what_.shape.type), CallRange{0, 1}, stream_);
    }
    {
      const StepScope step(session_.voice(), Step::Call);
      enqueue(0);
      device_.synchronize(stream_);
    }
    receive_->refresh();
    return receive_->on_host(slot) + layout_.receive_offset;
  }

  CollectiveCall call_of(std::uint64_t call) const {
    std::byte* const receive = receive_->address(receive_->slot_of(call));
    const std::byte* const send =
        layout_.shared ? receive + layout_.send_offset : send_->address(send_->slot_of(call));
    CollectiveCall result = call_like(what_);
    result.send = send;
    result.receive = receive + layout_.receive_offset;
    return result;
  }

  void call_library(std::uint64_t call, const HostComputation* meanwhile = nullptr) {
    if (!prepared_) return communicator_.enqueue(call_of(call), stream_);
    if (overlaps()) prepared_->move_to(call_of(call));
    prepared_->start();
    if (meanwhile != nullptr) meanwhile->run();
    prepared_->wait();
  }

  /// The set of buffers of a call; buffers that are empty here have one slot.
  std::uint64_t set_of(std::uint64_t call) const {
    return receive_->slots() > 1 ? receive_->slot_of(call) : send_->slot_of(call);
  }

  /// Neither a graph nor a library nor other ranks have its addresses.
  bool exchangeable() const {
    return what_.backend != "peer" && what_.nccl.buffers == NcclBuffers::Malloc &&
           what_.nccl.launch == NcclLaunch::Stream;
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
  OwnGroup* group_;
  std::unique_ptr<Communicator> over_;  ///< the library's, or nullptr where that is used as it is
  Communicator& communicator_;
  Device& device_;
  Stream stream_;
  CollectiveData data_;
  Layout layout_;
  bool repeatable_;
  std::optional<Rotation> receive_;
  std::optional<Rotation> send_;
  std::vector<std::shared_ptr<void>> announced_;  ///< go before the buffers
  CallGraphs graphs_;                             ///< likewise
  std::unique_ptr<PreparedCall> prepared_;        ///< of calls in two parts, from the first on
  std::vector<std::byte> content_;                ///< what a slot holds before a call
  std::string algorithm_;
};

}  // namespace

std::unique_ptr<Operation> make_collective_operation(const Case& one, const CollectiveCase& asked,
                                                     Session& session, OwnGroup* group) {
  if (group == nullptr) group = session.group(asked.grouping.scope);
  // Opening these is collective, so it happens before anything that one rank alone may fail at.
  const Communicator& communicator = library_of(asked, session, group);
  const CollectiveCase what = of_own_group(asked, communicator, group);
  session.device(one.device);
  pinning_device(one, what, session);
  SetBytes bytes = set_bytes(what, communicator);
  if (what.nccl.buffers == NcclBuffers::Window) {
    // A window is as long on every rank, and a call's buffers lie at the same place in it.
    for (std::size_t* const own : {&bytes.first, &bytes.second}) {
      *own = static_cast<std::size_t>(session.mpi().agree_max(static_cast<double>(*own)));
    }
  }
  std::unique_ptr<CollectiveOperation> result;
  session.all_or_none(
      [&] { result = std::make_unique<CollectiveOperation>(one, what, bytes, session, group); });
  if (what.backend != "mpi") session.all_or_none([&] { result->announce(); });
  if (what.backend == "nccl") {
    session.all_or_none([&] { result->try_out(); });
    result->agree_on_algorithm();
  }
  return result;
}

}  // namespace fourfold
