// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/step_operation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/run/collective_library.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/planted_fault.hpp"
#include "core/error.hpp"

namespace fourfold {

StepOperation::StepOperation(const Case& one, const StepCase& what, Communicator* communicator,
                             Session& session, const MakeReducer& make_reducer)
    : what_(what),
      session_(session),
      group_(session.group(what.grouping.scope)),
      in_parts_(communicator != nullptr),
      communicator_(communicator),
      device_(session.device(one.device)),
      stream_(device_.make_stream()),
      memory_(what.step, device_, one.measure.cache,
              communicator == nullptr ? 0 : communicator->rank(),
              communicator == nullptr ? 1 : communicator->size(), one.measure.seed,
              [&](std::size_t bytes) {
                return communicator == nullptr
                           ? device_.allocate(bytes)
                           : communicator->allocate(device_, bytes, NcclBuffers::Malloc);
              }),
      products_(what.kernel, what.step, memory_, device_, session.threads()),
      begun_(device_.make_event()),
      computed_(device_.make_event()) {
  if (!reduces()) return;
  calls_.resize(memory_.slots());
  for (std::uint64_t slot = 0; slot < memory_.slots(); ++slot) {
    for (std::size_t bucket = 0; bucket < memory_.layout().buckets.size(); ++bucket) {
      calls_[slot].push_back(memory_.reduction(bucket, slot));
    }
  }
  reducer_ = make_reducer(*communicator_, device_);
}

void StepOperation::announce() {
  if (communicator_ == nullptr) return;
  const StepScope step(session_.voice(), Step::Call);
  announced_ = communicator_->announce(memory_.gradients(), NcclBuffers::Malloc);
}

void StepOperation::reset() {
  memory_.poison(stream_);
  device_.synchronize(stream_);
}

void StepOperation::enqueue_part(std::uint64_t call, Part part) {
  const std::uint64_t slot = memory_.slot_of(call);
  const bool communicates = reduces() && part != Part::Computation;
  device_.record(begun_, stream_);
  if (communicates) reducer_->begin(calls_[slot], stream_);
  const auto full = [&] {
    if (communicates) reducer_->next_is_full(stream_);
  };
  if (part == Part::Communication) {
    for (std::size_t i = 0; i < memory_.layout().buckets.size(); ++i) full();
  } else {
    products_.enqueue(slot, stream_, full);
  }
  device_.record(computed_, stream_);
  if (communicates) reducer_->join(stream_);
}

Operation::Within StepOperation::within() {
  return {.computation = device_.elapsed(begun_, computed_),
          .communication = reduces() ? reducer_->busy() : Seconds(0)};
}

void StepOperation::corrupt(std::uint64_t call, Corruption how) {
  spoil_element(device_, what_.step.gradient_type(), memory_.gradient_in_the_middle(call), how);
}

bool StepOperation::mismatch() {
  if (!reduces()) return false;
  enter_another_collective(Collective::AllReduce, *communicator_, device_, stream_,
                           session_.voice());
  return true;
}

Operation::Turns StepOperation::turns() { return turns_of(what_.largest_reduction(), group_); }

Work StepOperation::work() const {
  Work work;
  work.flops = what_.step.flops();
  return work;
}

std::string StepOperation::algorithm() const {
  const std::string& by_kernel = products_.algorithm();
  if (!reduces()) return by_kernel;
  std::string by_library = communicator_->algorithm(calls_.front().front());
  if (by_kernel.empty() || by_library.empty()) return by_kernel + by_library;
  return fmt::format("{}; {}", by_kernel, by_library);
}

void StepOperation::poll() {
  if (communicator_ != nullptr) communicator_->check_health();
}

std::unique_ptr<GradientReducer> make_gradient_reducer(Communicator& communicator, Device& device) {
  if (device.info().kind == DeviceKind::Cuda) return make_stream_reducer(communicator, device);
  return make_thread_reducer(communicator, device);
}

std::unique_ptr<StepOperation> make_step_operation_with(
    const Case& one, const StepCase& what, Session& session,
    const StepOperation::MakeReducer& make_reducer) {
  session.device(one.device);
  Communicator* communicator = nullptr;
  if (what.ranks > 1) {
    session.all_or_none([&] {
      if (one.device == DeviceKind::Cuda || session.mpi().any_thread_may_call()) return;
      throw Unsupported(fmt::format(
          "a thread of its own reduces the gradients, and {} lets only the first one call it",
          session.mpi().library()));
    });
    communicator =
        &library_of(what.largest_reduction(), session, session.group(what.grouping.scope));
  }
  std::unique_ptr<StepOperation> result;
  session.all_or_none([&] {
    result = std::make_unique<StepOperation>(one, what, communicator, session, make_reducer);
  });
  if (what.backend != "mpi") session.all_or_none([&] { result->announce(); });
  result->products().choose_algorithms(session);
  return result;
}

std::unique_ptr<Operation> make_step_operation(const Case& one, const StepCase& what,
                                               Session& session) {
  return make_step_operation_with(one, what, session, make_gradient_reducer);
}

}  // namespace fourfold
