// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "collectives/communicator.hpp"
#include "device/device.hpp"

namespace fourfold {

/// Adds up the gradients of a step over ranks while the step's products go on: one all_reduce for
/// each bucket, in order, each as soon as its bucket is full.
class GradientReducer {
 public:
  virtual ~GradientReducer() = default;

  /// A step begins: these are its calls, by bucket, which stay where they are until join(). None of
  /// them begins before what is in the stream now is done.
  virtual void begin(const std::vector<CollectiveCall>& calls, Stream& stream) = 0;
  /// The next bucket is full once what is in the stream now is done: its call begins then, after
  /// those of the buckets before.
  virtual void next_is_full(Stream& stream) = 0;
  /// What follows in the stream comes after all calls that were asked for. Throws what a call
  /// threw.
  virtual void join(Stream& stream) = 0;
  /// Of the step before, once it is done: how long its calls were under way, one after the other,
  /// without the time in which the next bucket was not full yet.
  virtual Seconds busy() = 0;
};

/// On the host: a thread that makes the communicator's blocking calls. MPI must allow calls by one
/// thread at a time, whichever (MPI_THREAD_SERIALIZED); between begin() and join() nobody else may
/// make any.
std::unique_ptr<GradientReducer> make_thread_reducer(Communicator& communicator, Device& host);
/// On a GPU: a second stream that waits for the events of the first.
std::unique_ptr<GradientReducer> make_stream_reducer(Communicator& communicator, Device& device);

}  // namespace fourfold
