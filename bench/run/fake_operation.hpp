// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>

#include "bench/run/operation.hpp"

namespace fourfold {

/// An operation without data, for tests of those who time operations: it says what a device is
/// given and does nothing. A test overrides what it is about.
class FakeOperation : public Operation {
 public:
  explicit FakeOperation(Device& device) : device_(device), stream_(device.make_stream()) {}

  void reset() override {}
  void poison(CallRange) override {}
  void restore(CallRange) override {}
  std::uint64_t calls_per_restore() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }
  void exchange_buffers(Operation&) override {}
  Correctness verify(CallRange) override { return {}; }
  bool has_output() const override { return true; }
  void corrupt(std::uint64_t, Corruption) override {}
  Work work() const override { return {}; }
  std::string algorithm() const override { return ""; }
  std::string verified_by() const override { return ""; }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  Device& device_;
  Stream stream_;
};

}  // namespace fourfold
