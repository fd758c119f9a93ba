// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "collectives/call_on_poison.hpp"
#include "device/device.hpp"

namespace fourfold {

/// For tests: the host as a device that does nothing before it is waited for: a GPU at its latest.
class LateDevice final : public Device {
 public:
  const DeviceInfo& info() const override { return info_; }
  Buffer allocate(std::size_t bytes) override {
    void* const data = std::malloc(bytes + 1);
    std::memset(data, kPoison, bytes);
    return Buffer(*this, data, bytes);
  }
  Buffer allocate_pinned(std::size_t bytes) override {
    pinned += bytes;
    return allocate(bytes);
  }
  Stream make_stream() override {
    works_.push_back(new Work);
    return Stream(*this, works_.back());
  }
  Event make_event() override { return Event(*this, new Mark); }
  void upload(std::byte* to, const void* from, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }
  void download(void* to, const std::byte* from, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }
  void copy(std::byte* to, const std::byte* from, std::size_t bytes, Stream& stream) override {
    of(stream).all.emplace_back([=, this] { upload(to, from, bytes); });
  }
  void set_bytes(std::byte* to, unsigned char value, std::size_t bytes, Stream& stream) override {
    of(stream).all.emplace_back([=] { std::memset(to, value, bytes); });
  }
  void record(Event& event, Stream& stream) override {
    *static_cast<Mark*>(event.native()) = {&of(stream), of(stream).all.size()};
  }
  void wait(Stream& stream, const Event& event) override {
    if (forgets_to_wait) return;
    const Mark mark = *static_cast<const Mark*>(event.native());
    later(stream, [mark] {
      if (mark.work != nullptr) mark.work->run(mark.until);
    });
  }
  bool finished(const Event& event) override {
    const Mark& mark = *static_cast<const Mark*>(event.native());
    if (mark.work != nullptr) mark.work->run(mark.until);
    return true;
  }
  Seconds elapsed(const Event&, const Event&) override { return Seconds(0); }
  void synchronize(Stream& stream) override { of(stream).run(of(stream).all.size()); }

  /// Puts work in the stream, as a kernel's launch does.
  void later(Stream& stream, std::function<void()> work) {
    of(stream).all.push_back(std::move(work));
  }

  /// Does all that is in other streams than this one, and of this one what they wait for.
  void run_others(Stream& stream) {
    for (Work* const one : works_) {
      if (one != &of(stream)) one->run(one->all.size());
    }
  }

  std::size_t pinned = 0;        ///< bytes, in all
  bool forgets_to_wait = false;  ///< streams then know nothing of each other

 private:
  struct Work {
    std::vector<std::function<void()>> all;
    std::size_t done = 0;
    void run(std::size_t until) {
      while (done < until) all[done++]();
    }
  };
  struct Mark {
    Work* work = nullptr;
    std::size_t until = 0;
  };
  static Work& of(Stream& stream) { return *static_cast<Work*>(stream.native()); }

  void release_buffer(void* data) noexcept override { std::free(data); }
  void release_stream(void* native) noexcept override {
    std::erase(works_, static_cast<Work*>(native));
    delete static_cast<Work*>(native);
  }
  void release_event(void* native) noexcept override { delete static_cast<Mark*>(native); }

  DeviceInfo info_;
  std::vector<Work*> works_;  ///< of the streams that there are
};

}  // namespace fourfold
