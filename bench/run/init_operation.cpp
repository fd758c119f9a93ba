// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "bench/run/make_operation.hpp"
#include "collectives/communicator_init.hpp"

namespace fourfold {
namespace {

/// A call makes one communicator. What is compared is what an all_reduce over the last one gives.
class InitOperation final : public Operation {
 public:
  InitOperation(const CommunicatorCase& what, Session& session)
      : device_(session.device(DeviceKind::Host)),
        stream_(device_.make_stream()),
        group_(init_group(what.kind, session.mpi().rank(), session.mpi().size())),
        init_(what.backend == "nccl"
                  ? make_nccl_init(session.mpi(), session.device(DeviceKind::Cuda), what.kind)
                  : make_mpi_init(session.mpi(), what.kind)) {}

  void reset() override { init_->prepare(); }
  void poison(CallRange) override { stale_ = true; }
  // One communicator at a time: the one before is given back here, which is not timed.
  void restore(CallRange) override { init_->prepare(); }
  std::uint64_t calls_per_restore() const override { return 1; }
  void enqueue(std::uint64_t call) override {
    init_->make();
    made_ = call;
    stale_ = false;
  }
  void exchange_buffers(Operation&) override {}

  Correctness verify(CallRange) override {
    Correctness result{.checked = true, .elements = has_output() ? 1U : 0U, .first = std::nullopt};
    // Every rank takes part in the sum, also one whose communicator does not count.
    const std::int64_t sum = init_->sum();
    const std::int64_t expected = group_sum(group_);
    const std::int64_t got = stale_ ? 0 : sum + spoilt_;
    spoilt_ = 0;
    if (got == expected) return result;
    result.first = Mismatch{};
    result.first->call = made_;
    result.first->expected = static_cast<double>(expected);
    result.first->got = static_cast<double>(got);
    result.first->wrong = 1;
    return result;
  }
  bool has_output() const override { return group_.size > 0; }
  void corrupt(std::uint64_t, Corruption) override { spoilt_ = 1; }

  Work work() const override { return {}; }
  std::string algorithm() const override { return init_->function(); }
  std::string verified_by() const override {
    return "the sum of the ranks' numbers over the last communicator made";
  }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  Device& device_;
  Stream stream_;
  InitGroup group_;
  std::unique_ptr<CommunicatorInit> init_;
  std::uint64_t made_ = 0;   ///< the call that made the one there is
  bool stale_ = false;       ///< whether that one is another block's
  std::int64_t spoilt_ = 0;  ///< a planted fault
};

}  // namespace

std::unique_ptr<Operation> make_init_operation(const Case&, const CommunicatorCase& what,
                                               Session& session) {
  session.device(what.backend == "nccl" ? DeviceKind::Cuda : DeviceKind::Host);
  std::unique_ptr<Operation> result;
  session.all_or_none([&] { result = std::make_unique<InitOperation>(what, session); });
  return result;
}

}  // namespace fourfold
