// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/run/check_calls.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/rotation.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/version.hpp"
#include "kernels/input.hpp"
#include "kernels/virtual_ranks.hpp"

namespace fourfold {
namespace {

/// Inputs of all virtual ranks lie one after the other in a slot, and so do their outputs.
class VirtualRanksOperation final : public Operation {
 public:
  VirtualRanksOperation(const Case& one, const VirtualRanksCase& what, Session& session)
      : what_(what),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        seed_(one.measure.seed),
        elements_(what.array.count() / sizeof(double)),
        ranks_(device_, what.ranks) {
    const std::size_t all = what.array.count() * static_cast<std::size_t>(what.ranks);
    const std::uint64_t slots =
        rotation_slots(one.measure.cache, 2 * all, device_.info().last_level_cache);
    in_.emplace(device_, all, slots);
    out_.emplace(device_, all, slots);
    // Whole numbers 1 ... 8, whose sums are exact in any order.
    inputs_.resize(elements_ * static_cast<std::size_t>(what.ranks));
    expected_.resize(elements_);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      inputs_[i] = static_cast<double>(1 + random_bits(seed_, i) % 8);
      expected_[i % elements_] += inputs_[i];
    }
  }

  void reset() override {
    in_->fill(std::as_bytes(std::span(inputs_)));
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
    ReachedBuffers<kMostGpuPeers> buffers{};
    for (std::size_t rank = 0; rank < static_cast<std::size_t>(what_.ranks); ++rank) {
      buffers.in[rank] = in_->address(slot) + rank * what_.array.count();
      buffers.out[rank] = out_->address(slot) + rank * what_.array.count();
    }
    ranks_.all_reduce(what_.algorithm, DataType::f64, Fold::Sum, buffers, what_.array.count(),
                      stream_);
  }
  std::uint64_t calls_in_graph() const override {
    return what_.launch == Launch::Graph ? fourfold::calls_in_graph(out_->slots()) : 0;
  }

  void exchange_buffers(Operation& rival) override {
    auto* const other = dynamic_cast<VirtualRanksOperation*>(&rival);
    if (other == nullptr || other->what_.ranks != what_.ranks || other->seed_ != seed_) return;
    in_->exchange(*other->in_);
    out_->exchange(*other->out_);
  }

  Correctness verify(CallRange calls) override {
    ranks_.check();
    return check_calls(*out_, calls, inputs_.size(),
                       [this](const std::byte* slot) { return wrong_element(slot); });
  }
  bool has_output() const override { return true; }
  void corrupt(std::uint64_t call, Corruption how) override {
    const std::uint64_t slot = out_->slot_of(call);
    const std::size_t middle = inputs_.size() / 2;
    out_->refresh();
    const double value = how == Corruption::Nan
                             ? std::numeric_limits<double>::quiet_NaN()
                             : load_element(DataType::f64, out_->on_host(slot), middle) + 1;
    out_->overwrite(slot, middle * sizeof(double), std::as_bytes(std::span(&value, 1)));
  }

  Work work() const override {
    Work work;
    work.memory = Bytes(virtual_ranks_traffic(what_.algorithm, what_.array.count(), what_.ranks));
    return work;
  }
  std::string algorithm() const override {
    return std::string(name(what_.algorithm)) + ", Fourfold " + std::string(version());
  }
  std::string verified_by() const override { return "every element of every rank, exactly"; }
  void poll() override { ranks_.check(); }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  std::optional<Mismatch> wrong_element(const std::byte* slot) const {
    std::optional<Mismatch> first;
    for (std::size_t rank = 0; rank < inputs_.size(); rank += elements_) {
      const std::byte* const own = slot + rank * sizeof(double);
      if (std::memcmp(own, expected_.data(), what_.array.count()) == 0) continue;
      for (std::size_t i = 0; i < elements_; ++i) {
        const double got = load_element(DataType::f64, own, i);
        if (got == expected_[i]) continue;
        if (!first) {
          first = Mismatch{};
          first->element = rank + i;
          first->expected = expected_[i];
          first->got = got;
          const auto* const want = reinterpret_cast<const std::byte*>(expected_.data());
          first->expected_bits = element_bits(DataType::f64, want, i);
          first->got_bits = element_bits(DataType::f64, own, i);
        }
        ++first->wrong;
      }
    }
    return first;
  }

  VirtualRanksCase what_;
  Device& device_;
  Stream stream_;
  std::uint64_t seed_;
  std::size_t elements_;  ///< of one rank
  VirtualRanks ranks_;
  std::vector<double> inputs_;
  std::vector<double> expected_;
  std::optional<Rotation> in_;
  std::optional<Rotation> out_;
};

}  // namespace

std::unique_ptr<Operation> make_virtual_ranks_operation(const Case& one,
                                                        const VirtualRanksCase& what,
                                                        Session& session) {
  return make_on_all<VirtualRanksOperation>(one, what, session);
}

}  // namespace fourfold
