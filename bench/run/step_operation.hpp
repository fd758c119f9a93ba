// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bench/run/gradient_reducer.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/session.hpp"
#include "bench/run/step_memory.hpp"
#include "bench/run/step_products.hpp"

namespace fourfold {

/// A training step: the products of the forward pass, then, from the last weight to the first,
/// those of the backward pass, while every full bucket of gradients is added up over ranks
/// (docs/method_step.md). One rank by itself has nothing to add up.
class StepOperation final : public Operation {
 public:
  using MakeReducer = std::function<std::unique_ptr<GradientReducer>(Communicator&, Device&)>;

  /// `communicator` is that of the ranks that reduce together; nullptr: there is only one in every
  /// group. Throws Error, on this rank alone.
  StepOperation(const Case& one, const StepCase& what, Communicator* communicator, Session& session,
                const MakeReducer& make_reducer);
  /// The library is told of the gradients' memory. Collective over the communicator.
  void announce();
  StepProducts& products() { return products_; }

  void reset() override;
  void poison(CallRange calls) override { memory_.poison(calls, stream_); }
  /// No gradient of a step before is left: an all_reduce that begins before its products are done
  /// would find the very numbers that they are about to write. Products alone find the same, also
  /// in the caches.
  void restore(CallRange calls) override { memory_.poison(calls, stream_); }
  /// Each step is a sample: what happens within it is read after it.
  std::uint64_t calls_per_restore() const override { return 1; }
  void enqueue(std::uint64_t call) override { enqueue_part(call, Part::Both); }
  bool in_parts() const override { return in_parts_; }
  void enqueue_part(std::uint64_t call, Part part) override;
  Within within() override;
  void exchange_buffers(Operation&) override {}
  Correctness verify(CallRange calls) override { return memory_.verify(calls); }
  bool has_output() const override { return true; }
  void corrupt(std::uint64_t call, Corruption how) override;
  bool mismatch() override;
  OwnGroup* group() override { return group_; }
  Turns turns() override;
  Work work() const override;
  std::string algorithm() const override;
  std::string verified_by() const override { return memory_.how_verified(); }
  void poll() override;
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  bool reduces() const { return communicator_ != nullptr && communicator_->size() > 1; }

  StepCase what_;
  Session& session_;
  OwnGroup* group_;
  bool in_parts_;
  Communicator* communicator_;
  Device& device_;
  Stream stream_;
  StepMemory memory_;
  StepProducts products_;
  std::vector<std::vector<CollectiveCall>> calls_;  ///< by slot and bucket
  std::shared_ptr<void> announced_;                 ///< goes before the memory
  std::unique_ptr<GradientReducer> reducer_;        ///< goes before all that it uses
  Event begun_;
  Event computed_;
};

/// By a thread on the host, by a second stream on a GPU.
std::unique_ptr<GradientReducer> make_gradient_reducer(Communicator& communicator, Device& device);

/// Collective, as make_operation(); `make_reducer` stands for make_gradient_reducer().
std::unique_ptr<StepOperation> make_step_operation_with(
    const Case& one, const StepCase& what, Session& session,
    const StepOperation::MakeReducer& make_reducer);

}  // namespace fourfold
