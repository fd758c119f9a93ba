// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "bench/run/make_operation.hpp"
#include "bench/run/rotation.hpp"
#include "core/error.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr unsigned char kPoison = 0xCB;
constexpr std::uint64_t kSeedA = 0xA;
constexpr std::uint64_t kSeedB = 0xB;

std::vector<std::byte> matrix(const GemmCase& what, std::uint64_t seed, std::size_t bytes) {
  std::vector<std::byte> content(bytes);
  const DataType type = what.problem.input;
  fill_input(what.input, type, seed, content.data(), bytes / traits(type).bytes);
  return content;
}

class GemmOperation final : public Operation {
 public:
  GemmOperation(const Case& one, const GemmCase& what, Session& session)
      : what_(what),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        a_host_(matrix(what, kSeedA, what.problem.a_bytes())),
        b_host_(matrix(what, kSeedB, what.problem.b_bytes())),
        check_(what.problem, what.input, a_host_.data(), b_host_.data()) {
    const GemmKernel* const kernel = find_gemm_kernel(what.kernel);
    if (kernel == nullptr) throw Error(fmt::format("no matmul kernel is called '{}'", what.kernel));
    prepared_ = kernel->prepare(what.problem, device_, session.threads());
    const std::size_t set =
        what.problem.a_bytes() + what.problem.b_bytes() + what.problem.d_bytes();
    const std::uint64_t slots =
        rotation_slots(one.measure.cache, set, device_.info().last_level_cache);
    a_.emplace(device_, what.problem.a_bytes(), slots);
    b_.emplace(device_, what.problem.b_bytes(), slots);
    d_.emplace(device_, what.problem.d_bytes(), slots);
  }

  void reset() override {
    a_->fill(a_host_);
    b_->fill(b_host_);
    d_->poison(kPoison, stream_);
    device_.synchronize(stream_);
  }
  void restore(std::uint64_t, std::uint64_t) override {}
  std::uint64_t calls_per_restore() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }

  void enqueue(std::uint64_t call) override {
    const std::uint64_t slot = d_->slot_of(call);
    prepared_.enqueue({.a = a_->address(slot), .b = b_->address(slot), .d = d_->address(slot)},
                      stream_);
  }

  Correctness verify(std::uint64_t calls) override {
    Correctness result{.checked = true, .elements = 0, .first = std::nullopt};
    d_->refresh();
    const std::uint64_t used = std::min(calls, d_->slots());
    for (std::uint64_t call = 0; call < used; ++call) {
      auto mismatch = check_.check(d_->on_host(d_->slot_of(call)));
      if (check_.decisive()) {
        result.elements += what_.problem.d_bytes() / traits(what_.problem.output()).bytes;
      }
      if (!mismatch || result.first) continue;
      mismatch->call = call;
      result.first = mismatch;
    }
    return result;
  }

  bool has_output() const override { return what_.problem.d_bytes() > 0; }

  void corrupt(Corruption how) override {
    const DataType type = what_.problem.output();
    const std::size_t bytes = traits(type).bytes;
    const std::size_t element = what_.problem.d_bytes() / bytes / 2;
    std::byte* const place = d_->address(d_->slot_of(0)) + element * bytes;
    std::array<std::byte, 8> value{};
    device_.download(value.data(), place, bytes);
    const double right = load_element(type, value.data(), 0);
    // A value that no rounding explains; one unit where products are exact.
    const double size = check_.exact() ? 1.0 : 1.0 + static_cast<double>(what_.problem.k);
    const bool nan = how == Corruption::Nan && traits(type).is_float;
    store_element(type, value.data(), 0,
                  nan ? std::numeric_limits<double>::quiet_NaN() : right + size);
    device_.upload(place, value.data(), bytes);
  }

  Work work() const override {
    Work work;
    work.flops = what_.problem.flops();
    return work;
  }
  std::string algorithm() const override { return prepared_.algorithm; }
  std::string verified_by() const override { return check_.method(); }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

 private:
  GemmCase what_;
  Device& device_;
  Stream stream_;
  std::vector<std::byte> a_host_;
  std::vector<std::byte> b_host_;
  GemmCheck check_;
  PreparedGemm prepared_;
  std::optional<Rotation> a_;
  std::optional<Rotation> b_;
  std::optional<Rotation> d_;
};

}  // namespace

std::unique_ptr<Operation> make_gemm_operation(const Case& one, const GemmCase& what,
                                               Session& session) {
  session.device(one.device);
  std::unique_ptr<Operation> result;
  session.all_or_none([&] { result = std::make_unique<GemmOperation>(one, what, session); });
  return result;
}

}  // namespace fourfold
