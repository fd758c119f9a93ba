// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/run/block_log.hpp"
#include "bench/run/make_operation.hpp"
#include "bench/run/rotation.hpp"
#include "bench/run/same_algorithm.hpp"
#include "core/error.hpp"
#include "kernels/built_architectures.hpp"
#include "kernels/exact_product.hpp"
#include "kernels/fill.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_algorithms.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/hash.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kStreamA = 0xA;
constexpr std::uint64_t kStreamB = 0xB;
constexpr std::int64_t kTile = 64;  // rows and columns of a planted wrong tile
/// Outputs below are hashed on the host, many in one copy: hashing each there has its own costs.
constexpr std::size_t kHashedThere = std::size_t{1} << 20;
constexpr double kGross = 1e4;  // of a typical element; within the range of every output type

std::vector<std::byte> matrix(const GemmCase& what, std::uint64_t seed, std::size_t bytes) {
  std::vector<std::byte> content(bytes);
  const DataType type = what.problem.input;
  fill_input(what.input, type, seed, content.data(), bytes / traits(type).bytes,
             static_cast<std::uint64_t>(what.problem.k));
  return content;
}

/// A second product beside the timed ones, for types too short to judge those alone.
struct ExactProduct {
  ExactInputs inputs;
  GemmCheck check;

  explicit ExactProduct(const GemmProblem& problem)
      : inputs(exact_inputs(problem)),
        check(problem, Products::Exact, inputs.a.data(), inputs.b.data()) {}
};

class GemmOperation final : public Operation {
 public:
  GemmOperation(const Case& one, const GemmCase& what, Session& session)
      : what_(what),
        device_(session.device(one.device)),
        stream_(device_.make_stream()),
        seed_(one.measure.seed),
        kernels_there_(device_.info().kind == DeviceKind::Cuda && compiled_for(device_.info())),
        a_host_(matrix(what, random_bits(seed_, kStreamA), what.problem.a_bytes())),
        b_host_(matrix(what, random_bits(seed_, kStreamB), what.problem.b_bytes())),
        check_(what.problem, products(what.problem, what.input), a_host_.data(), b_host_.data(),
               seed_) {
    const GemmKernel* const kernel = find_gemm_kernel(what.kernel);
    if (kernel == nullptr) throw Error(fmt::format("no matmul kernel is called '{}'", what.kernel));
    device_.make_current();
    prepared_ = kernel->prepare(what.problem, device_, session.threads());
    const std::size_t set =
        what.problem.a_bytes() + what.problem.b_bytes() + what.problem.d_bytes();
    const std::uint64_t slots =
        rotation_slots(one.measure.cache, set, device_.info().last_level_cache);
    a_.emplace(device_, what.problem.a_bytes(), slots);
    b_.emplace(device_, what.problem.b_bytes(), slots);
    d_.emplace(device_, what.problem.d_bytes(), slots);
    if (prepared_.expect) announce(slots);
    if (!check_.decisive()) exact_ = std::make_unique<ExactProduct>(what.problem);
  }

  void reset() override {
    fill(*a_, kStreamA, a_host_);
    fill(*b_, kStreamB, b_host_);
    d_->poison(poison(), stream_);
    if (blocks_) blocks_->forget(stream_);
    device_.synchronize(stream_);
  }
  void poison(CallRange calls) override {
    d_->poison(poison(), calls, stream_);
    if (blocks_) blocks_->forget(stream_);
  }
  void restore(CallRange) override {}
  std::uint64_t calls_per_restore() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }

  void enqueue(std::uint64_t call) override { multiply(d_->slot_of(call)); }

  std::uint64_t calls_in_graph() const override {
    return what_.launch == Launch::Graph ? fourfold::calls_in_graph(d_->slots()) : 0;
  }

  void exchange_buffers(Operation& rival) override {
    auto* const other = dynamic_cast<GemmOperation*>(&rival);
    if (other == nullptr || other->what_.problem != what_.problem) return;
    if (other->what_.input != what_.input || other->seed_ != seed_) return;
    a_->exchange(*other->a_);
    b_->exchange(*other->b_);
    d_->exchange(*other->d_);
  }

  Correctness verify(CallRange calls) override {
    Correctness result{.checked = true, .elements = 0, .first = std::nullopt};
    d_->refresh();
    const CallRange last = d_->surviving(calls);
    for (std::uint64_t call = last.first; call < last.end(); ++call) {
      const std::uint64_t slot = d_->slot_of(call);
      const std::uint64_t hash = hash_of(slot);
      // The very bits that were found to be right are right.
      const bool known = right_ && *right_ == hash;
      const auto mismatch = known ? std::nullopt : check_.check(d_->on_host(slot));
      if (!mismatch) right_ = hash;
      add(result, placed(mismatch, slot), call);
      result.repeats = result.repeats.value_or(true) && result.hash.value_or(hash) == hash;
      result.hash = hash;
    }
    if (exact_ && !result.first) add(result, placed(check_exact_product(), 0), calls.end());
    return result;
  }

  bool has_output() const override { return what_.problem.d_bytes() > 0; }

  void corrupt(std::uint64_t call, Corruption how) override {
    const GemmProblem& p = what_.problem;
    std::byte* const d = d_->address(d_->slot_of(call));
    if (how != Corruption::WrongTile) {
      const std::int64_t middle = p.m * p.n / 2;
      return spoil(d, middle / p.n, middle % p.n, how);
    }
    const std::int64_t row = p.m / 2 / kTile * kTile;
    const std::int64_t column = p.n / 2 / kTile * kTile;
    for (std::int64_t i = row; i < std::min(row + kTile, p.m); ++i) {
      for (std::int64_t j = column; j < std::min(column + kTile, p.n); ++j) spoil(d, i, j, how);
    }
  }

  Work work() const override {
    Work work;
    work.flops = what_.problem.flops();
    return work;
  }
  std::string algorithm() const override { return prepared_.algorithm; }
  std::string verified_by() const override {
    if (!exact_) return check_.method();
    return fmt::format(
        "{}; and a product of {} terms a row, exact by design, by the same algorithm",
        check_.method(), exact_->inputs.terms);
  }
  Device& device() override { return device_; }
  Stream& stream() override { return stream_; }

  PreparedGemm& prepared() { return prepared_; }
  /// Once the algorithm is chosen.
  void log_blocks() { blocks_.emplace(device_, prepared_.layout, d_->slots()); }
  /// Of each algorithm that there is to choose from, on the case's own data in slot 0.
  std::vector<double> seconds_of_algorithms() {
    if (prepared_.algorithms.names.empty()) return {};
    device_.upload(a_->address(0), a_host_.data(), a_host_.size());
    device_.upload(b_->address(0), b_host_.data(), b_host_.size());
    return time_algorithms(prepared_.algorithms, matrices(0), device_);
  }

 private:
  unsigned char poison() const { return poison_byte(what_.problem.output()); }

  GemmArguments matrices(std::uint64_t slot) const {
    return {.a = a_->address(slot),
            .b = b_->address(slot),
            .d = d_->address(slot),
            .processors = blocks_ ? blocks_->of_slot(slot) : nullptr};
  }
  void announce(std::uint64_t slots) const {
    for (std::uint64_t slot = 0; slot < slots; ++slot) prepared_.expect(matrices(slot));
  }
  void multiply(std::uint64_t slot) { prepared_.enqueue(matrices(slot), stream_); }

  /// On a GPU its own kernels make the content, with the bits of the host's: it need not travel.
  void fill(Rotation& to, std::uint64_t which, const std::vector<std::byte>& content) {
    if (!kernels_there_) return to.fill(content);
    const DataType type = what_.problem.input;
    to.fill_by(
        [&](std::byte* first) {
          fill_on_device(device_, stream_, what_.input, type, random_bits(seed_, which), first,
                         content.size() / traits(type).bytes,
                         static_cast<std::uint64_t>(what_.problem.k));
        },
        stream_);
  }

  std::uint64_t hash_of(std::uint64_t slot) {
    const std::size_t bytes = what_.problem.d_bytes();
    const std::size_t element_bytes = traits(what_.problem.output()).bytes;
    if (kernels_there_ && bytes >= kHashedThere) {
      return hash_on_device(device_, stream_, d_->address(slot), bytes, element_bytes);
    }
    return output_hash({d_->on_host(slot), bytes}, element_bytes);
  }

  /// One element: off by its own size; where rounding hides that in the timed product, by far more.
  void spoil(std::byte* d, std::int64_t row, std::int64_t column, Corruption how) {
    const DataType type = what_.problem.output();
    const std::size_t bytes = traits(type).bytes;
    std::byte* const place = d + static_cast<std::size_t>(row * what_.problem.n + column) * bytes;
    std::array<std::byte, 8> value{};
    device_.download(value.data(), place, bytes);
    const double right = load_element(type, value.data(), 0);
    const double error = check_.typical_element() * (exact_ ? kGross : 1);
    const bool nan = how == Corruption::Nan && traits(type).is_float;
    store_element(type, value.data(), 0,
                  nan ? std::numeric_limits<double>::quiet_NaN() : right + error);
    device_.upload(place, value.data(), bytes);
  }

  /// With the SM that computed it.
  std::optional<Mismatch> placed(std::optional<Mismatch> mismatch, std::uint64_t slot) const {
    if (!mismatch || device_.info().kind != DeviceKind::Cuda) return mismatch;
    const auto element = static_cast<std::int64_t>(mismatch->element);
    const std::int64_t n = what_.problem.n;
    const std::string by = blocks_->processor_of(slot, element / n, element % n);
    mismatch->region += by.empty() ? "; the kernel does not tell which SM computed it" : "; " + by;
    return mismatch;
  }

  void add(Correctness& result, std::optional<Mismatch> mismatch, std::uint64_t call) const {
    result.elements += what_.problem.d_bytes() / traits(what_.problem.output()).bytes;
    if (!mismatch || result.first) return;
    mismatch->call = call;
    result.first = mismatch;
  }

  /// One more call, on the buffers of slot 0.
  std::optional<Mismatch> check_exact_product() {
    device_.upload(a_->address(0), exact_->inputs.a.data(), exact_->inputs.a.size());
    device_.upload(b_->address(0), exact_->inputs.b.data(), exact_->inputs.b.size());
    device_.set_bytes(d_->address(0), poison(), d_->slot_bytes(), stream_);
    if (blocks_) blocks_->forget(stream_);
    multiply(0);
    device_.synchronize(stream_);
    d_->refresh();
    return exact_->check.check(d_->on_host(0));
  }

  GemmCase what_;
  Device& device_;
  Stream stream_;
  std::uint64_t seed_;
  bool kernels_there_;  ///< whether the device is a GPU with code of ours to fill and hash
  std::optional<std::uint64_t> right_;  ///< hash of an output that was checked and is right
  std::vector<std::byte> a_host_;
  std::vector<std::byte> b_host_;
  GemmCheck check_;
  std::unique_ptr<ExactProduct> exact_;  ///< only where the check above is not decisive
  PreparedGemm prepared_;
  std::optional<Rotation> a_;
  std::optional<Rotation> b_;
  std::optional<Rotation> d_;
  std::optional<BlockLog> blocks_;
};

}  // namespace

std::unique_ptr<Operation> make_gemm_operation(const Case& one, const GemmCase& what,
                                               Session& session) {
  session.device(one.device);
  std::unique_ptr<GemmOperation> result;
  std::vector<double> seconds;
  session.all_or_none([&] {
    result = std::make_unique<GemmOperation>(one, what, session);
    seconds = result->seconds_of_algorithms();
  });
  take_same_algorithm(result->prepared(), seconds, session.mpi());
  session.all_or_none([&] { result->log_blocks(); });
  return result;
}

}  // namespace fourfold
