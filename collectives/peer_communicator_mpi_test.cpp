// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectives/expected.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/peer_algorithm.hpp"
#include "collectives/random_reduction.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr DataType kTypes[] = {DataType::f64,  DataType::f32,    DataType::f16,
                               DataType::bf16, DataType::f8e4m3, DataType::i32};
constexpr ReductionOp kOps[] = {ReductionOp::Sum, ReductionOp::Min, ReductionOp::Max};
constexpr std::size_t kRoom = std::size_t{1} << 20;

constexpr auto kOnTheHost = std::span(kPeerAlgorithms).first<6>();  // but multimem

/// A communicator and announced buffers of kRoom bytes, as a case of it has them.
class Peers {
 public:
  explicit Peers(std::string_view algorithm)
      : communicator_(make_peer_communicator(test_session(),
                                             {Collective::AllReduce, std::string(algorithm)})),
        device_(open_host_device()),
        stream_(device_->make_stream()),
        in_(communicator_->allocate(*device_, kRoom, NcclBuffers::Malloc)),
        out_(communicator_->allocate(*device_, kRoom, NcclBuffers::Malloc)),
        announced_{communicator_->announce(in_, NcclBuffers::Malloc),
                   communicator_->announce(out_, NcclBuffers::Malloc)} {}

  Communicator& communicator() { return *communicator_; }
  /// At an address of the announced buffers that is no multiple of anything but the element.
  std::byte* place(const Buffer& buffer, DataType type) const {
    return buffer.data() + 3 * traits(type).bytes;
  }
  void reduce(const CollectiveCall& call) { communicator_->enqueue(call, stream_); }

  CollectiveCall call(ReductionOp op, const MessageShape& shape, bool in_place) const {
    CollectiveCall result;
    result.op = op;
    result.shape = shape;
    result.in_place = in_place;
    result.receive = place(out_, shape.type);
    result.send = in_place ? result.receive : place(in_, shape.type);
    return result;
  }

  /// What is wrong on this rank after a call, "" when nothing is.
  std::string wrong(ReductionOp op, DataType type, std::uint64_t count, bool in_place) {
    const MessageShape shape =
        message_shape(Collective::AllReduce, type, Bytes(count * traits(type).bytes), ranks());
    const CollectiveData data(Collective::AllReduce, op, shape, communicator_->rank(), ranks(), 0);
    const CollectiveCall made = call(op, shape, in_place);
    const std::size_t bytes = shape.message().count();
    std::fill_n(made.receive, bytes + 1, std::byte{poison_byte(type)});
    data.fill_send(const_cast<std::byte*>(made.send));
    reduce(made);
    if (made.receive[bytes] != std::byte{poison_byte(type)}) return "written beyond the end";
    const auto mismatch = data.check_receive(made.receive);
    return mismatch ? describe(*mismatch) : "";
  }

  int ranks() const { return communicator_->size(); }

 private:
  std::unique_ptr<Communicator> communicator_;
  std::unique_ptr<Device> device_;
  Stream stream_;
  Buffer in_;
  Buffer out_;
  std::vector<std::shared_ptr<void>> announced_;
};

constexpr std::uint64_t kCounts[] = {0, 1, 13, 1001, 20011};

TEST(PeerCommunicator, EveryTypeOperationAndCount) {
  Peers peers(kAnyAlgorithm);
  for (const DataType type : kTypes) {
    for (const ReductionOp op : kOps) {
      for (const std::uint64_t count : kCounts) {
        for (const bool in_place : {false, true}) {
          ASSERT_EQ(peers.wrong(op, type, count, in_place), "")
              << name(type) << " " << name(op) << " " << count << " " << in_place;
        }
      }
    }
  }
}

TEST(PeerCommunicator, EveryAlgorithmHasThemAll) {
  for (const std::string_view way : kOnTheHost) {
    Peers peers(way);
    std::size_t turn = 0;  // counts go round over types and operations
    for (const DataType type : kTypes) {
      if (way == "lamport" && is_integer(type)) continue;
      for (const ReductionOp op : kOps) {
        const std::uint64_t count = kCounts[++turn % std::size(kCounts)];
        for (const bool in_place : {false, true}) {
          ASSERT_EQ(peers.wrong(op, type, count, in_place), "")
              << way << " " << name(type) << " " << name(op) << " " << count << " " << in_place;
        }
      }
    }
  }
}

TEST(PeerCommunicator, RandomSumsHaveTheSameBitsOnEveryRank) {
  for (const std::string_view way : kOnTheHost) {
    Peers peers(way);
    const int ranks = peers.ranks();
    const MessageShape shape =
        message_shape(Collective::AllReduce, DataType::bf16, Bytes(8006), ranks);
    if (!RandomReduction::applies(Collective::AllReduce, ReductionOp::Sum, shape.type, ranks))
      return;
    const RandomReduction random(Collective::AllReduce, ReductionOp::Sum, shape,
                                 peers.communicator().rank(), ranks, 0, 7);
    const CollectiveCall call = peers.call(ReductionOp::Sum, shape, false);
    random.fill_send(const_cast<std::byte*>(call.send));
    peers.reduce(call);
    const auto mismatch = random.check(call.receive);
    EXPECT_FALSE(mismatch) << way << ": " << describe(*mismatch);
    const auto hash = static_cast<double>(random.hash(call.receive) % (1u << 30));
    EXPECT_EQ(test_session().agree_max(hash), test_session().agree_min(hash)) << way;
  }
}

TEST(PeerCommunicator, BuffersThatNobodyReachesAreReducedThroughBoxes) {
  const auto communicator = make_peer_communicator(test_session());
  const auto device = open_host_device();
  Stream stream = device->make_stream();
  const int ranks = communicator->size();
  const MessageShape shape =
      message_shape(Collective::AllReduce, DataType::f32, Bytes(600004), ranks);
  const CollectiveData data(Collective::AllReduce, ReductionOp::Sum, shape, communicator->rank(),
                            ranks, 0);
  std::vector<std::byte> buffer(shape.message().count());
  data.fill_send(buffer.data());
  CollectiveCall call;
  call.shape = shape;
  call.in_place = true;
  call.send = buffer.data();
  call.receive = buffer.data();
  communicator->enqueue(call, stream);
  const auto mismatch = data.check_receive(buffer.data());
  EXPECT_FALSE(mismatch) << describe(*mismatch);
  const auto pushing = make_peer_communicator(test_session(), {Collective::AllReduce, "push"});
  EXPECT_THROW(pushing->enqueue(call, stream), Error);
}

TEST(PeerCommunicator, RefusesWhatItHasNot) {
  Peers peers(kAnyAlgorithm);
  CollectiveCall call = peers.call(
      ReductionOp::Avg,
      message_shape(Collective::AllReduce, DataType::f32, Bytes(64), peers.ranks()), false);
  EXPECT_THROW(peers.reduce(call), Error);
  call.op = ReductionOp::Sum;
  call.collective = Collective::AllToAll;
  EXPECT_THROW(peers.reduce(call), Error);
}

TEST(PeerCommunicator, OnlyItsOwnBuffersAreAnnounced) {
  const auto communicator = make_peer_communicator(test_session());
  const auto device = open_host_device();
  const Buffer foreign = device->allocate(64);
  EXPECT_THROW(communicator->announce(foreign, NcclBuffers::Malloc), Error);
}

TEST(PeerTable, GoesBySizeTypeAndBuffers) {
  using enum PeerAlgorithm;
  const PeerTable table{.rows = {{Bytes(64), Lamport}, {Bytes(4096), OneShot}, {{}, Push}},
                        .origin = "tuning t.yaml"};
  EXPECT_EQ(peer_choice(table, {.type = DataType::f32, .bytes = 64}, true), Lamport);
  EXPECT_EQ(peer_choice(table, {.type = DataType::i32, .bytes = 64}, true), OneShot);
  EXPECT_EQ(peer_choice(table, {.type = DataType::f32, .bytes = 65}, true), OneShot);
  EXPECT_EQ(peer_choice(table, {.type = DataType::f32, .bytes = 4096}, true), OneShot);
  EXPECT_EQ(peer_choice(table, {.type = DataType::f32, .bytes = 4097}, true), Push);
  EXPECT_EQ(peer_choice(table, {.type = DataType::f32, .bytes = 4097}, false), OneShot);
  EXPECT_EQ(describe(table), "lamport up to 64B, one_shot up to 4KiB, push above");
  EXPECT_EQ(describe_peer_choice(table, {.type = DataType::f32, .bytes = 8}),
            "lamport (up to 64B), by tuning t.yaml");
  EXPECT_EQ(describe_peer_choice(table, {.type = DataType::i32, .bytes = 8}),
            "one_shot (lamport up to 64B has no sum of i32), by tuning t.yaml");
  EXPECT_EQ(describe_peer_choice(table, {.type = DataType::f32, .bytes = 4097}),
            "push (above 4KiB), by tuning t.yaml");
  EXPECT_EQ(describe(built_in_peer_table()), "one_shot up to 128B, push above");
}

TEST(PeerTable, SwitchesReduceWhatTheyHave) {
  const PeerTable table{.rows = {{{}, PeerAlgorithm::Multimem}}};
  const auto taken = [&](DataType type, Fold fold, std::size_t bytes = 1000) {
    return peer_choice(table, {MessageMemory::Device, type, fold, bytes}, true);
  };
  EXPECT_EQ(taken(DataType::f32, Fold::Sum), PeerAlgorithm::Multimem);
  EXPECT_EQ(taken(DataType::f32, Fold::Max), PeerAlgorithm::Ll);
  EXPECT_EQ(taken(DataType::f32, Fold::Max, 1 << 20), PeerAlgorithm::Push);
  EXPECT_EQ(peer_choice(table, {.bytes = 64}, true), PeerAlgorithm::OneShot);  // on the host
  EXPECT_EQ(taken(DataType::bf16, Fold::Max), PeerAlgorithm::Multimem);
  EXPECT_EQ(taken(DataType::f64, Fold::Sum), PeerAlgorithm::Ll);
  EXPECT_EQ(
      describe_peer_choice(table, {.memory = MessageMemory::Device, .fold = Fold::Max, .bytes = 8}),
      "ll (multimem at every size has no max of f32)");
}

TEST(PeerSupport, SaysWhyNot) {
  CollectiveCall call;
  call.shape.type = DataType::f32;
  EXPECT_TRUE(peer_support(call, MessageMemory::Host, kAnyAlgorithm, 4, 4));
  EXPECT_NE(
      peer_support(call, MessageMemory::Host, kAnyAlgorithm, 4, 2).reason().find("on several"),
      std::string::npos);
  EXPECT_FALSE(peer_support(call, MessageMemory::Host, kAnyAlgorithm, 65, 65));
  CollectiveCall other = call;
  other.collective = Collective::AllGather;
  EXPECT_NE(
      peer_support(other, MessageMemory::Host, kAnyAlgorithm, 2, 2).reason().find("not all_gather"),
      std::string::npos);
  other = call;
  other.op = ReductionOp::Prod;
  EXPECT_NE(peer_support(other, MessageMemory::Host, kAnyAlgorithm, 2, 2).reason().find("not prod"),
            std::string::npos);
  other = call;
  other.shape.type = DataType::i8;
  EXPECT_NE(peer_support(other, MessageMemory::Host, kAnyAlgorithm, 2, 2).reason().find("i8"),
            std::string::npos);
  other.shape.type = DataType::i32;
  EXPECT_TRUE(peer_support(other, MessageMemory::Host, "ring", 2, 2));
  EXPECT_FALSE(peer_support(other, MessageMemory::Host, "lamport", 2, 2));
  EXPECT_NE(peer_support(call, MessageMemory::Host, "multimem", 2, 2).reason().find("between GPUs"),
            std::string::npos);
  EXPECT_TRUE(peer_support(call, MessageMemory::Device, "multimem", 2, 2));
  EXPECT_FALSE(peer_support(other, MessageMemory::Device, "multimem", 2, 2));
  EXPECT_FALSE(peer_support(call, MessageMemory::Device, kAnyAlgorithm, 9, 9));
  other = call;
  other.form = CallForm::Nonblocking;
  EXPECT_FALSE(peer_support(other, MessageMemory::Host, kAnyAlgorithm, 2, 2));
}

}  // namespace
}  // namespace fourfold
