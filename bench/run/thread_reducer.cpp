// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "bench/run/clock.hpp"
#include "bench/run/gradient_reducer.hpp"

namespace fourfold {
namespace {

/// What both threads know. It outlives whoever of them is last.
struct Shared {
  Shared(Communicator& by, Device& host) : communicator(by), stream(host.make_stream()) {}

  Communicator& communicator;
  Stream stream;
  std::mutex lock;
  std::condition_variable changed;
  const std::vector<CollectiveCall>* calls = nullptr;
  std::size_t full = 0;  ///< buckets of the step in hand
  std::size_t done = 0;
  bool over = false;  ///< no step follows
  double busy_s = 0;
  std::exception_ptr failure;  ///< then no further call is made
};

void reduce(Shared& shared) {
  std::unique_lock held(shared.lock);
  for (;;) {
    shared.changed.wait(held, [&] { return shared.over || shared.done < shared.full; });
    if (shared.over) return;
    const CollectiveCall& call = (*shared.calls)[shared.done];
    const bool goes_on = shared.failure == nullptr;
    held.unlock();
    std::exception_ptr failure;
    const double began_s = now_s();
    try {
      if (goes_on) shared.communicator.enqueue(call, shared.stream);
    } catch (...) {
      failure = std::current_exception();
    }
    const double ended_s = now_s();
    held.lock();
    shared.busy_s += ended_s - began_s;
    if (failure) shared.failure = failure;
    ++shared.done;
    shared.changed.notify_all();
  }
}

class ThreadReducer final : public GradientReducer {
 public:
  ThreadReducer(Communicator& communicator, Device& host)
      : shared_(std::make_shared<Shared>(communicator, host)),
        thread_([shared = shared_] { reduce(*shared); }) {}

  ~ThreadReducer() override {
    {
      const std::lock_guard held(shared_->lock);
      shared_->over = true;
      shared_->changed.notify_all();
    }
    // Where this rank fails in the midst of a step the others may never make the call that the
    // thread is in. The run is about to end, and must not wait for it.
    if (under_way_) {
      thread_.detach();
    } else {
      thread_.join();
    }
  }
  ThreadReducer(const ThreadReducer&) = delete;
  ThreadReducer& operator=(const ThreadReducer&) = delete;

  void begin(const std::vector<CollectiveCall>& calls, Stream&) override {
    const std::lock_guard held(shared_->lock);
    under_way_ = true;
    shared_->calls = &calls;
    shared_->full = 0;
    shared_->done = 0;
    shared_->busy_s = 0;
  }

  void next_is_full(Stream&) override {
    const std::lock_guard held(shared_->lock);
    ++shared_->full;
    shared_->changed.notify_all();
  }

  void join(Stream&) override {
    std::unique_lock held(shared_->lock);
    shared_->changed.wait(held, [&] { return shared_->done == shared_->full; });
    under_way_ = false;
    if (shared_->failure) std::rethrow_exception(shared_->failure);
  }

  Seconds busy() override {
    const std::lock_guard held(shared_->lock);
    return Seconds(shared_->busy_s);
  }

 private:
  std::shared_ptr<Shared> shared_;
  bool under_way_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<GradientReducer> make_thread_reducer(Communicator& communicator, Device& host) {
  return std::make_unique<ThreadReducer>(communicator, host);
}

}  // namespace fourfold
