// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_session.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <set>
#include <thread>
#include <utility>

#include "collectives/mpi_check.hpp"
#include "collectives/mpi_variables.hpp"
#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

struct DoubleInt {  // MPI_DOUBLE_INT
  double value;
  int rank;
};

double clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// MPI's own limit on a count, and a size at which one message is long anyway.
constexpr std::size_t kTextChunk = std::size_t{1} << 30;

}  // namespace

struct MpiSession::State {
  MPI_Comm world = MPI_COMM_NULL;
  int rank = 0;
  int size = 1;
  int local_rank = 0;
  int local_size = 1;
  int first_local_rank = 0;
  int hosts = 1;
  std::string host;
  std::string library;
  int threads = MPI_THREAD_SINGLE;  ///< which of them may call MPI
  RankVoice unheard;
  RankVoice* voice = nullptr;

  bool part = false;  ///< a group of another session

  void look_around(MPI_Comm of);
  double offset_to_rank_zero() const;
  std::pair<double, double> measure_offset(int peer, bool leads) const;
};

MpiSession::MpiSession(RankVoice* voice) : state_(std::make_unique<State>()) {
  state_->voice = voice != nullptr ? voice : &state_->unheard;
  const StepScope step(*state_->voice, Step::MpiInit);
  // Of one thread at a time, but any: a step's gradients are reduced by a thread of their own. MPI
  // takes no locks for that.
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &state_->threads));
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (const std::string why = mislaunch(read_launcher_environment(), size); !why.empty()) {
    MPI_Finalize();
    throw InputError({}, why);
  }
  state_->look_around(MPI_COMM_WORLD);
}

MpiSession::MpiSession(MpiSession& whole, int group) : state_(std::make_unique<State>()) {
  state_->voice = &state_->unheard;
  state_->part = true;
  MPI_Comm split = MPI_COMM_NULL;
  check(MPI_Comm_split(whole.state_->world, group, whole.rank(), &split));
  state_->look_around(split);
  check(MPI_Comm_free(&split));
}

MpiSession::~MpiSession() {
  if (state_->part) {
    MPI_Comm_free(&state_->world);
    return;
  }
  const StepScope step(*state_->voice, Step::MpiFinalize);
  MPI_Comm_free(&state_->world);
  MpiVariables::of_this_process().close();
  MPI_Finalize();
}

void MpiSession::State::look_around(MPI_Comm of) {
  check(MPI_Comm_dup(of, &world));
  check(MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN));
  check(MPI_Comm_rank(world, &rank));
  check(MPI_Comm_size(world, &size));
  MPI_Comm node = MPI_COMM_NULL;
  check(MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &node));
  check(MPI_Comm_rank(node, &local_rank));
  check(MPI_Comm_size(node, &local_size));
  first_local_rank = rank;
  check(MPI_Bcast(&first_local_rank, 1, MPI_INT, 0, node));
  check(MPI_Comm_free(&node));
  const int leads = local_rank == 0 ? 1 : 0;
  check(MPI_Allreduce(&leads, &hosts, 1, MPI_INT, MPI_SUM, world));
  std::array<char, MPI_MAX_PROCESSOR_NAME> text{};
  int length = 0;
  check(MPI_Get_processor_name(text.data(), &length));
  host.assign(text.data(), static_cast<std::size_t>(length));
  library = mpi_library_name();
}

int MpiSession::rank() const { return state_->rank; }
int MpiSession::size() const { return state_->size; }
int MpiSession::local_rank() const { return state_->local_rank; }
int MpiSession::local_size() const { return state_->local_size; }
int MpiSession::first_local_rank() const { return state_->first_local_rank; }
int MpiSession::hosts() const { return state_->hosts; }
const std::string& MpiSession::host() const { return state_->host; }
const std::string& MpiSession::library() const { return state_->library; }
bool MpiSession::any_thread_may_call() const { return state_->threads >= MPI_THREAD_SERIALIZED; }
const void* MpiSession::native() const { return &state_->world; }

void MpiSession::barrier() {
  const StepScope step(*state_->voice, Step::Barrier);
  check(MPI_Barrier(state_->world));
}

void MpiSession::barrier_asleep() {
  constexpr std::chrono::microseconds kNap(200);
  const StepScope step(*state_->voice, Step::Barrier);
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Ibarrier(state_->world, &request));
  for (int over = 0;;) {
    check(MPI_Test(&request, &over, MPI_STATUS_IGNORE));
    if (over != 0) return;
    std::this_thread::sleep_for(kNap);
  }
}

std::vector<MpiSession::Agreed> MpiSession::agree(std::span<const double> own) {
  const StepScope step(*state_->voice, Step::Agreement);
  const std::size_t n = own.size();
  std::vector<DoubleInt> pairs(2 * n), extremes(2 * n);
  for (std::size_t i = 0; i < n; ++i) {
    pairs[i] = {own[i], state_->rank};
    pairs[n + i] = {-own[i], state_->rank};
  }
  std::vector<double> sums(n);
  check(MPI_Allreduce(pairs.data(), extremes.data(), static_cast<int>(2 * n), MPI_DOUBLE_INT,
                      MPI_MAXLOC, state_->world));
  check(MPI_Allreduce(own.data(), sums.data(), static_cast<int>(n), MPI_DOUBLE, MPI_SUM,
                      state_->world));
  std::vector<Agreed> result(n);
  for (std::size_t i = 0; i < n; ++i) {
    result[i] = {.max = extremes[i].value,
                 .max_rank = extremes[i].rank,
                 .sum = sums[i],
                 .min = -extremes[n + i].value};
  }
  return result;
}

double MpiSession::agree_max(double own) {
  const StepScope step(*state_->voice, Step::Agreement);
  double result = own;
  check(MPI_Allreduce(&own, &result, 1, MPI_DOUBLE, MPI_MAX, state_->world));
  return result;
}

double MpiSession::agree_min(double own) { return -agree_max(-own); }

MpiSession::Consent MpiSession::consent(bool well, const std::string& text) {
  const StepScope step(*state_->voice, Step::Agreement);
  const int own = well ? INT_MAX : state_->rank;
  int who = own;
  check(MPI_Allreduce(&own, &who, 1, MPI_INT, MPI_MIN, state_->world));
  if (who == INT_MAX) return {};
  return {.all_well = false, .who = who, .text = broadcast(text, who)};
}

std::string MpiSession::broadcast(const std::string& text, int root) {
  const StepScope step(*state_->voice, Step::Broadcast);
  unsigned long long length = text.size();
  check(MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG_LONG, root, state_->world));
  std::string result = state_->rank == root ? text : std::string(length, '\0');
  for (std::size_t first = 0; first < result.size(); first += kTextChunk) {
    const std::size_t count = std::min(kTextChunk, result.size() - first);
    check(MPI_Bcast(result.data() + first, static_cast<int>(count), MPI_CHAR, root, state_->world));
  }
  return result;
}

std::vector<double> MpiSession::gather(double own) {
  const StepScope step(*state_->voice, Step::Gather);
  std::vector<double> all(state_->rank == 0 ? static_cast<std::size_t>(state_->size) : 0);
  check(MPI_Gather(&own, 1, MPI_DOUBLE, all.data(), 1, MPI_DOUBLE, 0, state_->world));
  return all;
}

std::vector<std::string> MpiSession::gather(const std::string& own) {
  const StepScope step(*state_->voice, Step::Gather);
  const bool collects = state_->rank == 0;
  const auto n = collects ? static_cast<std::size_t>(state_->size) : 0;
  const int length = static_cast<int>(own.size());
  std::vector<int> lengths(n), offsets(n);
  check(MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, state_->world));
  int total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    offsets[i] = total;
    total += lengths[i];
  }
  std::string joined(static_cast<std::size_t>(total), '\0');
  check(MPI_Gatherv(own.data(), length, MPI_CHAR, joined.data(), lengths.data(), offsets.data(),
                    MPI_CHAR, 0, state_->world));
  std::vector<std::string> all(n);
  for (std::size_t i = 0; i < n; ++i) {
    all[i] =
        joined.substr(static_cast<std::size_t>(offsets[i]), static_cast<std::size_t>(lengths[i]));
  }
  return all;
}

int MpiSession::scatter(const std::vector<int>& all) {
  const StepScope step(*state_->voice, Step::Broadcast);
  int own = 0;
  check(MPI_Scatter(all.data(), 1, MPI_INT, &own, 1, MPI_INT, 0, state_->world));
  return own;
}

/// Offset of the peer's clock to ours (peer = ours + offset) and the round trip it was taken in: of
/// several exchanges the fastest says most (Cristian 1989). Meaningful on the rank that leads.
std::pair<double, double> MpiSession::State::measure_offset(int peer, bool leads) const {
  constexpr int kExchanges = 16;
  std::pair<double, double> best{0, 1e30};
  for (int i = 0; i < kExchanges; ++i) {
    double theirs = 0;
    if (leads) {
      const double sent = clock_s();
      check(MPI_Send(&sent, 1, MPI_DOUBLE, peer, 0, world));
      check(MPI_Recv(&theirs, 1, MPI_DOUBLE, peer, 0, world, MPI_STATUS_IGNORE));
      const double received = clock_s();
      const double trip = received - sent;
      if (trip < best.second) best = {theirs - (sent + received) / 2, trip};
    } else {
      check(MPI_Recv(&theirs, 1, MPI_DOUBLE, peer, 0, world, MPI_STATUS_IGNORE));
      const double now = clock_s();
      check(MPI_Send(&now, 1, MPI_DOUBLE, peer, 0, world));
    }
  }
  return best;
}

/// Own clock minus rank 0's, along a binary tree: each rank learns its offset from the rank with
/// its highest bit cleared, who has learnt its own before. log2(n) rounds.
double MpiSession::State::offset_to_rank_zero() const {
  double own_offset = 0;
  for (int bit = 1; bit < size; bit <<= 1) {
    if (rank < bit && rank + bit < size) {
      const double relative = measure_offset(rank + bit, true).first;
      const double total = own_offset + relative;
      check(MPI_Send(&total, 1, MPI_DOUBLE, rank + bit, 1, world));
    } else if (rank >= bit && rank < 2 * bit) {
      measure_offset(rank - bit, false);
      check(MPI_Recv(&own_offset, 1, MPI_DOUBLE, rank - bit, 1, world, MPI_STATUS_IGNORE));
    }
  }
  return own_offset;
}

double MpiSession::clock_offset_s() {
  const StepScope step(*state_->voice, Step::ClockComparison);
  return state_->offset_to_rank_zero();
}

double MpiSession::barrier_exit_skew_s(int rounds) {
  if (state_->size == 1) return 0;
  const double offset = clock_offset_s();
  std::vector<double> exits;
  const double start = agree_min(clock_s() - offset);
  for (int i = 0; i < rounds; ++i) {
    barrier();
    exits.push_back(clock_s() - offset - start);  // small numbers keep their nanoseconds
  }
  std::vector<double> skews;
  for (const Agreed& exit : agree(exits)) skews.push_back(exit.max - exit.min);
  return median(skews);
}

void MpiSession::abort(int exit_code) noexcept {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort();
}

}  // namespace fourfold
