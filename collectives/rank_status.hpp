// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace fourfold {

/// Where a rank is in its life. Each has a deadline of its own.
enum class Phase : std::uint32_t {
  Launch,     ///< its process has not been heard of
  Bootstrap,  ///< until MPI_Init returns
  Init,       ///< agreements, communicators, the buffers of a case
  WarmUp,
  Operation,  ///< timed calls, and the agreements on them
  Check,      ///< outputs are compared
  Teardown,   ///< from the last case to the end of MPI_Finalize
  Ended,      ///< it left in order
};
constexpr std::array<std::string_view, 8> kPhaseNames{
    "launch", "bootstrap", "init", "warm-up", "operation", "check", "teardown", "ended"};

/// What all ranks enter together, in the same order. The n-th step of one rank is the n-th of all.
enum class Step : std::uint8_t {
  None,
  MpiInit,
  Barrier,
  Agreement,
  Broadcast,
  Gather,
  ClockComparison,
  MpiFinalize,
  Call,  ///< a call of the case in hand
};
constexpr std::array<std::string_view, 9> kStepNames{
    "nothing", "MPI_Init",         "barrier",      "agreement", "broadcast of text",
    "gather",  "clock comparison", "MPI_Finalize", "call"};

/// Text that one thread writes and others, also of other processes, may read meanwhile: what they
/// get then may be a mixture of two texts, never anything worse. Cut to its capacity.
template <std::size_t kCapacity>
class SharedText {
 public:
  void set(std::string_view text) {
    std::array<char, kWords * 8> bytes{};
    text.copy(bytes.data(), kCapacity);
    for (std::size_t i = 0; i < kWords; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + 8 * i, 8);
      words_[i].store(word, std::memory_order_relaxed);
    }
  }
  std::string get() const {
    std::array<char, kWords * 8 + 1> bytes{};
    for (std::size_t i = 0; i < kWords; ++i) {
      const std::uint64_t word = words_[i].load(std::memory_order_relaxed);
      std::memcpy(bytes.data() + 8 * i, &word, 8);
    }
    return bytes.data();
  }

 private:
  static constexpr std::size_t kWords = kCapacity / 8 + 1;
  std::array<std::atomic<std::uint64_t>, kWords> words_{};
};

/// What a rank tells of itself, in memory that outlives it: a rank that is stuck, stopped or dead
/// is read by its neighbours. All zero is the status of a rank that has not begun.
struct RankStatus {
  /// Number of the step last entered, times 256, plus its Step; and the number of the step last
  /// left.
  alignas(64) std::atomic<std::uint64_t> entered{0};
  std::atomic<std::uint64_t> left{0};
  std::atomic<std::uint32_t> phase{0};
  std::atomic<std::uint32_t> case_number{0};  ///< from 1; 0: none yet
  /// Number of the last step before the case's calls, less the calls before; 0: no call yet. The
  /// step less this is the number of the call, from 1.
  std::atomic<std::uint64_t> call_base{0};
  /// How much longer than its phase's deadline a step of the case in hand may take.
  std::atomic<std::uint64_t> allowance_ms{0};
  SharedText<159> case_name;
  SharedText<159> call_text;  ///< what a Call of this rank is: "all_reduce f32 sum 8KiB"
};

/// Through which a rank tells where it is. Costs one store a step; no clock, no lock, no system
/// call. Used by one thread.
class RankVoice {
 public:
  /// Into memory of its own, which nobody reads, until tell() says where.
  RankVoice() : status_(&own_) {}
  explicit RankVoice(RankStatus& status) : status_(&status) {}
  RankVoice(const RankVoice&) = delete;
  RankVoice& operator=(const RankVoice&) = delete;

  void enter(Step step) {
    ++number_;
    status_->entered.store(number_ << 8 | static_cast<std::uint64_t>(step),
                           std::memory_order_relaxed);
  }
  void leave() { status_->left.store(number_, std::memory_order_relaxed); }
  /// Calls of the case in a row: each is entered, and all are left together by leave(). An addition
  /// and a store a call, since they lie between calls of some 100 ns that are timed.
  class Calls {
   public:
    explicit Calls(RankVoice& voice)
        : voice_(voice),
          entered_(voice.status_->entered),
          word_(voice.number_ << 8 | static_cast<std::uint64_t>(Step::Call)) {}
    ~Calls() { voice_.number_ = word_ >> 8; }
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;
    void enter() {
      word_ += 256;
      entered_.store(word_, std::memory_order_relaxed);
    }

   private:
    RankVoice& voice_;
    std::atomic<std::uint64_t>& entered_;
    std::uint64_t word_;
  };
  /// Calls of the case follow, of which there have been so many.
  void begin_calls(std::uint64_t before) {
    status_->call_base.store(number_ - before, std::memory_order_relaxed);
  }

  void phase(Phase phase) {
    status_->phase.store(static_cast<std::uint32_t>(phase), std::memory_order_relaxed);
  }
  Phase phase() const { return static_cast<Phase>(status_->phase.load(std::memory_order_relaxed)); }
  void begin_case(std::string_view name, std::string_view call_text) {
    status_->call_base.store(0, std::memory_order_relaxed);
    status_->case_name.set(name);
    status_->call_text.set(call_text);
    status_->case_number.fetch_add(1, std::memory_order_relaxed);
  }
  void call_text(std::string_view text) { status_->call_text.set(text); }
  void allow(double seconds) {
    status_->allowance_ms.store(static_cast<std::uint64_t>(seconds * 1e3),
                                std::memory_order_relaxed);
  }
  double allowed_s() const {
    return static_cast<double>(status_->allowance_ms.load(std::memory_order_relaxed)) / 1e3;
  }

 private:
  RankStatus own_;
  RankStatus* status_;
  std::uint64_t number_ = 0;
};

/// Enters a step and leaves it at the end of its scope, also through an exception.
class StepScope {
 public:
  StepScope(RankVoice& voice, Step step) : voice_(voice) { voice_.enter(step); }
  ~StepScope() { voice_.leave(); }
  StepScope(const StepScope&) = delete;
  StepScope& operator=(const StepScope&) = delete;

 private:
  RankVoice& voice_;
};

}  // namespace fourfold
