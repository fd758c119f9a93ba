// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/staged_communicator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

// One that is fetched, one that MPI works on, one that is delivered.
constexpr std::size_t kPlaces = 3;
constexpr std::size_t kPage = 4096;

std::size_t whole_pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

/// In everything as another communicator.
class Around : public Communicator {
 public:
  Around(Communicator& inner, Device& device) : inner_(inner), device_(device) {}

  int rank() const override { return inner_.rank(); }
  int size() const override { return inner_.size(); }
  Support support(const CollectiveCall& call) const override {
    if (call.form != CallForm::Blocking) {
      return Support::no("calls that do not block are measured on the host's memory only");
    }
    return inner_.support(call);
  }
  std::uint64_t in_place_offset(const CollectiveCall& call) const override {
    return inner_.in_place_offset(call);
  }
  void enqueue(const CollectiveCall& call, Stream& stream) override {
    inner_.enqueue(call, stream);
  }
  void check_health() override { inner_.check_health(); }
  std::string health() noexcept override { return inner_.health(); }
  void abort() noexcept override { inner_.abort(); }
  std::string observe(const CollectiveCall& call, const std::function<void()>& once) override {
    return inner_.observe(call, once);
  }
  std::string library() const override { return inner_.library(); }
  std::string algorithm(const CollectiveCall& call) const override {
    return inner_.algorithm(call);
  }
  std::vector<std::pair<std::string, std::string>> parameters() const override {
    return inner_.parameters();
  }

 protected:
  Communicator& inner_;
  Device& device_;
};

class Pinned final : public Around {
 public:
  using Around::Around;
  Buffer allocate(Device&, std::size_t bytes, NcclBuffers) override {
    return device_.allocate_pinned(bytes);
  }
};

/// MPI knows of no streams.
class OnDevice final : public Around {
 public:
  using Around::Around;
  void enqueue(const CollectiveCall& call, Stream& stream) override {
    device_.synchronize(stream);
    inner_.enqueue(call, stream);
  }
};

/// What this rank sends and receives in a call, in bytes, and where it lies in the pinned memory
/// that stands for its buffers: in place, as it lies in them.
struct Stage {
  std::size_t sent = 0;
  std::size_t received = 0;
  std::size_t send_at = 0;
  std::size_t receive_at = 0;
  std::size_t bytes = 0;
};

Stage stage_of(const CollectiveCall& call, int rank) {
  const std::size_t each = traits(call.shape.type).bytes;
  Stage stage;
  stage.sent = call.shape.send_elements(call.collective, rank, call.root) * each;
  stage.received = call.shape.receive_elements(call.collective, rank, call.root) * each;
  // Of rooted collectives that are called in place, all ranks but the root have one side alone.
  if (call.in_place && stage.sent > 0 && stage.received > 0) {
    const std::byte* const begin = std::min<const std::byte*>(call.send, call.receive);
    stage.send_at = static_cast<std::size_t>(call.send - begin);
    stage.receive_at = static_cast<std::size_t>(call.receive - begin);
  } else {
    stage.receive_at = whole_pages(stage.sent);
  }
  stage.bytes = std::max(stage.send_at + stage.sent, stage.receive_at + stage.received);
  return stage;
}

bool by_element(Collective collective) {
  return collective == Collective::AllReduce || collective == Collective::Reduce ||
         collective == Collective::Broadcast;
}

class Staged final : public Around {
 public:
  Staged(Communicator& host, Device& device, const CollectiveCall& first, std::size_t chunk)
      : Around(host, device), chunk_(chunk), back_(device.make_stream()) {
    for (std::size_t place = 0; place < kPlaces; ++place) {
      fetched_.push_back(device.make_event());
      delivered_.push_back(device.make_event());
    }
    make_room(first);
  }

  void enqueue(const CollectiveCall& call, Stream& stream) override {
    if (call.form != CallForm::Blocking) throw Error(support(call).reason());
    make_room(call);
    const std::size_t pieces = pieces_of(call);
    fetch(call, 0, stream);
    for (std::size_t i = 0; i < pieces; ++i) {
      if (i + 1 < pieces) fetch(call, i + 1, stream);
      wait(fetched_[i % kPlaces]);
      inner_.enqueue(on_host(piece(call, i), i), stream);
      deliver(call, i);
    }
    device_.synchronize(back_);
  }

  std::string algorithm(const CollectiveCall& call) const override {
    std::string how = inner_.algorithm(call);
    if (!how.empty()) how += ", ";
    how += "through pinned memory";
    if (!by_element(call.collective)) return how;
    return how + fmt::format(" in chunks of {}", format_bytes(Bytes(chunk_)));
  }

 private:
  std::uint64_t elements_of_chunk(const CollectiveCall& call) const {
    if (!by_element(call.collective)) return std::max<std::uint64_t>(1, call.shape.whole);
    return std::max<std::uint64_t>(1, chunk_ / traits(call.shape.type).bytes);
  }

  std::size_t pieces_of(const CollectiveCall& call) const {
    const std::uint64_t each = elements_of_chunk(call);
    return static_cast<std::size_t>(
        std::max<std::uint64_t>(1, (call.shape.whole + each - 1) / each));
  }

  /// A call of its own; the first of one piece is the call itself.
  CollectiveCall piece(const CollectiveCall& call, std::size_t index) const {
    if (pieces_of(call) == 1) return call;
    const std::uint64_t each = elements_of_chunk(call);
    const std::uint64_t first = index * each;
    const std::size_t bytes = traits(call.shape.type).bytes;
    CollectiveCall part = call;
    part.shape = message_shape(call.collective, call.shape.type,
                               Bytes(std::min(each, call.shape.whole - first) * bytes), size());
    const Stage whole = stage_of(call, rank());
    if (whole.sent > 0) part.send += first * bytes;
    if (whole.received > 0) part.receive += first * bytes;
    return part;
  }

  void make_room(const CollectiveCall& call) {
    // No piece is larger than the first.
    place_bytes_ = std::max(kPage, whole_pages(stage_of(piece(call, 0), rank()).bytes));
    const std::size_t all = place_bytes_ * std::min(kPlaces, pieces_of(call));
    if (all > pinned_.bytes()) pinned_ = device_.allocate_pinned(all);
  }

  std::byte* place(std::size_t index) const {
    return pinned_.data() + index % kPlaces * place_bytes_;
  }

  CollectiveCall on_host(CollectiveCall part, std::size_t index) const {
    const Stage stage = stage_of(part, rank());
    part.send = place(index) + stage.send_at;
    part.receive = place(index) + stage.receive_at;
    return part;
  }

  /// Also where there is nothing to send: what is fetched comes after what was in the stream
  /// before, and so does all that waits for it.
  void fetch(const CollectiveCall& call, std::size_t index, Stream& stream) {
    const CollectiveCall part = piece(call, index);
    const Stage stage = stage_of(part, rank());
    if (index >= kPlaces) wait(delivered_[index % kPlaces]);
    if (stage.sent > 0) {
      device_.copy(place(index) + stage.send_at, part.send, stage.sent, stream);
    }
    device_.record(fetched_[index % kPlaces], stream);
  }

  void deliver(const CollectiveCall& call, std::size_t index) {
    const CollectiveCall part = piece(call, index);
    const Stage stage = stage_of(part, rank());
    if (stage.received > 0) {
      device_.copy(part.receive, place(index) + stage.receive_at, stage.received, back_);
    }
    device_.record(delivered_[index % kPlaces], back_);
  }

  void wait(const Event& event) {
    while (!device_.finished(event)) {
    }
  }

  std::size_t chunk_;
  Stream back_;  ///< of what is delivered: both directions of the link at once
  std::vector<Event> fetched_;
  std::vector<Event> delivered_;
  Buffer pinned_;
  std::size_t place_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Communicator> make_staged_communicator(Communicator& host, Device& device,
                                                       const CollectiveCall& first,
                                                       std::size_t chunk) {
  return std::make_unique<Staged>(host, device, first, chunk);
}

std::unique_ptr<Communicator> make_communicator_over(MessageMemory memory, Communicator& mpi,
                                                     Device& gpu, const CollectiveCall& first) {
  switch (memory) {
    case MessageMemory::Host:
      return nullptr;
    case MessageMemory::Pinned:
      return std::make_unique<Pinned>(mpi, gpu);
    case MessageMemory::Staged:
      return make_staged_communicator(mpi, gpu, first);
    case MessageMemory::Device:
      return std::make_unique<OnDevice>(mpi, gpu);
  }
  return nullptr;
}

}  // namespace fourfold
