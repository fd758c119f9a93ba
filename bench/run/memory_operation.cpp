// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/run/check_calls.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/rotation.hpp"
#include "kernels/input.hpp"
#include "kernels/memory_bandwidth.hpp"

namespace fourfold {
namespace {

/// Whole numbers 1 ... 8, so that every result and every sum below 2^53 is exact.
std::vector<double> array(std::uint64_t seed, std::size_t elements) {
  std::vector<double> values(elements);
  for (std::size_t i = 0; i < elements; ++i) {
    values[i] = static_cast<double>(1 + random_bits(seed, i) % 8);
  }
  return values;
}

std::span<const std::byte> bytes_of(const std::vector<double>& values) {
  return std::as_bytes(std::span(values));
}

class MemoryOperation final : public Operation {
 public:
  MemoryOperation(const Case& one, const MemoryCase& what, Session& session)
      : what_(what),
        row_(traits(what.pattern)),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        threads_(session.threads()),
        seed_(one.measure.seed),
        elements_(what.array.count() / sizeof(double)) {
    device_.make_current();
    const std::size_t bytes = elements_ * sizeof(double);
    const std::uint64_t slots = rotation_slots(
        one.measure.cache, bytes * static_cast<std::size_t>(row_.reads + row_.writes),
        coldest_cache(session));
    // The device's memory first: where it does not suffice, its error says so.
    a_.emplace(device_, row_.inputs() >= 1 ? bytes : 0, slots, memory(HostSide::Source));
    b_.emplace(device_, row_.inputs() >= 2 ? bytes : 0, slots);
    out_.emplace(device_, row_.sums() ? kPartialSums * sizeof(double) : bytes, slots,
                 memory(HostSide::Result));
    a_host_ = array(random_bits(seed_, 1), row_.inputs() >= 1 ? elements_ : 0);
    b_host_ = array(random_bits(seed_, 2), row_.inputs() >= 2 ? elements_ : 0);
    expect();
  }

  void reset() override {
    a_->fill(bytes_of(a_host_));
    b_->fill(bytes_of(b_host_));
    out_->poison(poison_byte(DataType::f64), stream_);
    device_.synchronize(stream_);
  }
  void poison(CallRange calls) override {
    out_->poison(poison_byte(DataType::f64), calls, stream_);
  }
  void restore(CallRange) override {}
  std::uint64_t calls_per_restore() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }

  void enqueue(std::uint64_t call) override {
    const std::uint64_t slot = out_->slot_of(call);
    auto* const out = reinterpret_cast<double*>(out_->address(slot));
    run_memory_pattern(what_.pattern,
                       {.a = reinterpret_cast<const double*>(a_->address(slot)),
                        .b = reinterpret_cast<const double*>(b_->address(slot)),
                        .c = row_.sums() ? nullptr : out,
                        .partial_sums = row_.sums() ? out : nullptr,
                        .elements = elements_},
                       device_, stream_, threads_);
  }

  std::uint64_t calls_in_graph() const override {
    return what_.launch == Launch::Graph ? fourfold::calls_in_graph(out_->slots()) : 0;
  }

  void exchange_buffers(Operation& rival) override {
    auto* const other = dynamic_cast<MemoryOperation*>(&rival);
    if (other == nullptr || other->what_.pattern != what_.pattern || other->seed_ != seed_) return;
    a_->exchange(*other->a_);
    b_->exchange(*other->b_);
    out_->exchange(*other->out_);
  }

  Correctness verify(CallRange calls) override {
    return check_calls(*out_, calls, elements_, [this](const std::byte* slot) {
      return row_.sums() ? wrong_sum(slot) : wrong_element(slot);
    });
  }

  bool has_output() const override { return row_.sums() || elements_ > 0; }

  void corrupt(std::uint64_t call, Corruption how) override {
    const std::uint64_t slot = out_->slot_of(call);
    const std::size_t middle = out_->slot_bytes() / sizeof(double) / 2;
    out_->refresh();
    const double value = how == Corruption::Nan
                             ? std::numeric_limits<double>::quiet_NaN()
                             : load_element(DataType::f64, out_->on_host(slot), middle) + 1;
    out_->overwrite(slot, middle * sizeof(double), std::as_bytes(std::span(&value, 1)));
  }

  Work work() const override {
    Work work;
    work.memory =
        Bytes(elements_ * sizeof(double)) * static_cast<std::uint64_t>(row_.reads + row_.writes);
    return work;
  }
  std::string algorithm() const override {
    if (row_.host != HostSide::None) return "the device's copy, pinned host memory";
    return device_.info().kind == DeviceKind::Host ? std::to_string(threads_) + " threads" : "";
  }
  std::string verified_by() const override {
    return row_.sums() ? "the sum, exactly" : "every element, exactly";
  }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  RotationMemory memory(HostSide side) const {
    return row_.host == side ? RotationMemory::Pinned : RotationMemory::Device;
  }

  /// The cache that buffers must not fit into; of a copy between host and device, the larger one.
  Bytes coldest_cache(Session& session) const {
    const Bytes own = device_.info().last_level_cache;
    if (row_.host == HostSide::None) return own;
    return std::max(own, session.device(DeviceKind::Host).info().last_level_cache);
  }

  /// The result of a correct call: row_.formula, element by element, or its sum.
  void expect() {
    expected_.resize(row_.sums() ? 0 : elements_);
    for (std::size_t i = 0; i < elements_; ++i) {
      const double a = row_.inputs() >= 1 ? a_host_[i] : 0;
      const double b = row_.inputs() >= 2 ? b_host_[i] : 0;
      const double value = value_of(a, b);
      if (!row_.sums()) expected_[i] = value;
      expected_sum_ += value;
    }
  }

  double value_of(double a, double b) const {
    switch (what_.pattern) {
      case MemoryPattern::Copy:
      case MemoryPattern::Read:
      case MemoryPattern::Upload:
      case MemoryPattern::Download:
        return a;
      case MemoryPattern::Mul:
        return kMemoryScalar * a;
      case MemoryPattern::Add:
        return a + b;
      case MemoryPattern::Triad:
        return a + kMemoryScalar * b;
      case MemoryPattern::Dot:
        return a * b;
      case MemoryPattern::Write:
        return kMemoryScalar;
    }
    return 0;
  }

  std::optional<Mismatch> wrong_element(const std::byte* slot) const {
    if (elements_ == 0 || std::memcmp(slot, expected_.data(), elements_ * sizeof(double)) == 0) {
      return std::nullopt;
    }
    std::optional<Mismatch> first;
    const auto* const want = reinterpret_cast<const std::byte*>(expected_.data());
    for (std::size_t i = 0; i < elements_; ++i) {
      const double got = load_element(DataType::f64, slot, i);
      if (got == expected_[i]) continue;
      if (!first) {
        first = Mismatch{};
        first->element = i;
        first->expected = expected_[i];
        first->got = got;
        first->expected_bits = element_bits(DataType::f64, want, i);
        first->got_bits = element_bits(DataType::f64, slot, i);
      }
      ++first->wrong;
    }
    return first;
  }

  std::optional<Mismatch> wrong_sum(const std::byte* slot) const {
    double sum = 0;
    for (std::size_t i = 0; i < kPartialSums; ++i) sum += load_element(DataType::f64, slot, i);
    if (sum == expected_sum_) return std::nullopt;
    Mismatch mismatch;
    mismatch.expected = expected_sum_;
    mismatch.got = sum;
    const auto bits = [](const double& value) {
      return element_bits(DataType::f64, reinterpret_cast<const std::byte*>(&value), 0);
    };
    mismatch.expected_bits = bits(expected_sum_);
    mismatch.got_bits = bits(sum);
    mismatch.wrong = 1;
    return mismatch;
  }

  MemoryCase what_;
  const MemoryPatternTraits& row_;
  Device& device_;
  Stream stream_;
  int threads_;
  std::uint64_t seed_;
  std::size_t elements_;
  std::vector<double> a_host_;
  std::vector<double> b_host_;
  std::vector<double> expected_;
  double expected_sum_ = 0;
  std::optional<Rotation> a_;
  std::optional<Rotation> b_;
  std::optional<Rotation> out_;
};

}  // namespace

std::unique_ptr<Operation> make_memory_operation(const Case& one, const MemoryCase& what,
                                                 Session& session) {
  return make_on_all<MemoryOperation>(one, what, session);
}

}  // namespace fourfold
