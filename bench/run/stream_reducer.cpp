// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/gradient_reducer.hpp"

namespace fourfold {
namespace {

class StreamReducer final : public GradientReducer {
 public:
  StreamReducer(Communicator& communicator, Device& device)
      : communicator_(communicator),
        device_(device),
        aside_(device.make_stream()),
        before_(device.make_event()),
        after_(device.make_event()) {}

  void begin(const std::vector<CollectiveCall>& calls, Stream& stream) override {
    calls_ = &calls;
    full_ = 0;
    while (buckets_.size() < calls.size()) {
      buckets_.push_back({device_.make_event(), device_.make_event(), device_.make_event()});
    }
    order(before_, stream, aside_);
  }

  void next_is_full(Stream& stream) override {
    Bucket& bucket = buckets_[full_];
    order(bucket.full, stream, aside_);
    device_.record(bucket.begun, aside_);
    communicator_.enqueue((*calls_)[full_], aside_);
    device_.record(bucket.reduced, aside_);
    ++full_;
  }

  void join(Stream& stream) override { order(after_, aside_, stream); }

  Seconds busy() override {
    Seconds sum;
    for (std::size_t i = 0; i < full_; ++i) {
      sum += device_.elapsed(buckets_[i].begun, buckets_[i].reduced);
    }
    return sum;
  }

 private:
  struct Bucket {
    Event full;
    Event begun;
    Event reduced;
  };

  /// What is in `first` now comes before what is enqueued in `second` from here on.
  void order(Event& by, Stream& first, Stream& second) {
    device_.record(by, first);
    device_.wait(second, by);
  }

  Communicator& communicator_;
  Device& device_;
  Stream aside_;
  Event before_;
  Event after_;
  std::vector<Bucket> buckets_;
  const std::vector<CollectiveCall>* calls_ = nullptr;
  std::size_t full_ = 0;  ///< of the step in hand
};

}  // namespace

std::unique_ptr<GradientReducer> make_stream_reducer(Communicator& communicator, Device& device) {
  return std::make_unique<StreamReducer>(communicator, device);
}

}  // namespace fourfold
