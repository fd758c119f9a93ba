// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/rank_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <limits>

#include "bench/watch/crash_mark.hpp"
#include "core/error.hpp"
#include "core/exit_code.hpp"

namespace fourfold {
namespace {

constexpr int kTerminated = 128 + SIGTERM;

std::int64_t steady_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

double age_s(const NodeSlot& slot, std::int64_t now_ns) {
  return static_cast<double>(now_ns - slot.beat_ns.load()) * 1e-9;
}

bool waits_for_nothing(const NodeSlot& slot) {
  return slot.status.phase.load() == static_cast<std::uint32_t>(Phase::Ended);
}

/// Whether it is another process: tests have several ranks in one.
bool is_neighbour(const NodeSlot& slot) { return slot.pid.load() != getpid(); }

int open_sigterm(bool wanted) {
  if (!wanted) return -1;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

RankWatch::RankWatch(RankWatchOptions options)
    : options_(std::move(options)),
      deadlines_(options_.hang_after_s, options_.ranks),
      host_(host_name()),
      memory_(options_.memory_name),
      slot_(memory_.claim(options_.rank)),
      voice_(slot_.status),
      socket_(false),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      signals_(open_sigterm(options_.takes_sigterm)) {
  if (!options_.leave) options_.leave = [](int code) { _exit(code); };
  slot_.beat_ns.store(steady_ns());
  voice_.phase(Phase::Bootstrap);
  if (options_.ranks > 0) memory_.head().ranks.store(static_cast<std::uint32_t>(options_.ranks));
  if (!options_.address.empty()) memory_.head().address.set(options_.address);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

RankWatch::~RankWatch() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  (void)!write(wake_, &one, sizeof(one));
  thread_.join();
  if (slot_.ended.load() == 0) voice_.phase(Phase::Ended);
  // The watcher hears of it even from a rank that leads nobody: the leader may have left before.
  take_address();
  Beat last = head_of_beat();
  last.views = {view_of(slot_, host_, ProcessState::Running)};
  tell(last);
  memory_.forget();
  close(wake_);
  if (signals_ >= 0) close(signals_);
}

void RankWatch::connect(const std::string& address, int local_ranks, int ranks) {
  // Now, since MPI libraries have handlers of their own.
  if (options_.takes_sigterm) note_crashes(slot_.ended);
  NodeHead& head = memory_.head();
  head.ranks.store(static_cast<std::uint32_t>(ranks));
  if (!address.empty()) head.address.set(address);
  if (head.slots.load() >= static_cast<std::uint32_t>(local_ranks)) memory_.forget();
}

void RankWatch::tell_directory(const std::string& directory) {
  memory_.head().directory.set(directory);
}

void RankWatch::say_failure(const std::string& text) { end_with(kFailed, text); }

void RankWatch::call_off(const std::string& text) { end_with(kCalledOff, text); }

void RankWatch::end_with(int how, const std::string& text) {
  if (slot_.ended.load() != 0) return;
  slot_.said.set(text);
  if (!end_once(slot_.ended, how)) return;
  take_address();
  Beat beat = head_of_beat();
  beat.views = {view_of(slot_, host_, ProcessState::Running)};
  tell(beat);
}

void RankWatch::watch_library(Library library) {
  const std::lock_guard lock(mutex_);
  library_ = std::move(library);
}

void RankWatch::take_address() {
  const std::lock_guard lock(mutex_);
  if (address_) return;
  const std::string text = memory_.head().address.get();
  try {
    if (!text.empty()) address_ = parse_watch_address(text);
  } catch (const InputError&) {
    return;  // half written; whole the next time
  }
  if (address_ && address_->host == host_) {
    address_->peers = {{kLoopback, address_->peers[0].port}};
  }
}

Beat RankWatch::head_of_beat() {
  NodeHead& head = memory_.head();
  return {host_, static_cast<int>(head.ranks.load()), head.directory.get(), {}, ++beats_};
}

void RankWatch::tell(const Beat& beat) {
  const std::lock_guard lock(mutex_);
  if (!address_) return;
  for (const std::string& datagram : encode_beat(beat, address_->token)) {
    for (const Peer& peer : address_->peers) socket_.send(peer, datagram);
  }
}

Beat RankWatch::beat_of_all(bool ask_kernel) {
  Beat beat = head_of_beat();
  const std::int64_t now = steady_ns();
  for (const NodeSlot* slot : memory_.slots()) {
    // Whose thread is awake is neither stopped nor dead; asking the kernel for all costs more.
    const bool doubtful = ask_kernel || age_s(*slot, now) > deadlines_.asleep() / 2;
    const bool gone = kill(static_cast<pid_t>(slot->pid.load()), 0) != 0;  // or not to be seen
    const ProcessState state = doubtful || gone ? process_state(*slot) : ProcessState::Running;
    beat.views.push_back(view_of(*slot, host_, state));
  }
  return beat;
}

bool RankWatch::is_preceded(bool by_those_who_end) {
  const std::int64_t now_ns = steady_ns();
  for (const NodeSlot* slot : memory_.slots()) {
    if (slot == &slot_) return false;
    const bool awake = age_s(*slot, now_ns) < deadlines_.asleep() && !waits_for_nothing(*slot);
    if (!awake || (slot->ended.load() != 0 && !by_those_who_end)) continue;
    // Who was killed looks awake for a while: its launcher may not have noticed either.
    if (process_state(*slot) == ProcessState::Running) return true;
  }
  return false;
}

void RankWatch::ask_library() {
  const std::lock_guard lock(mutex_);
  if (!library_.health) return;
  slot_.library.set(library_.health());
}

void RankWatch::listen(double now_s) {
  const std::lock_guard lock(mutex_);
  std::string datagram;
  for (Peer from; socket_.receive(datagram, from);) {
    Answer answer;
    if (!address_ || !decode_answer(datagram, address_->token, answer)) continue;
    // One of several addresses has proved to be the right one.
    if (answered_s_ < 0) address_->peers = {from};
    answered_s_ = now_s;
    answered_beat_ = std::max(answered_beat_, answer.number);
    if (answer.end && memory_.head().end.load() == 0) {
      memory_.head().why.set(answer.why);
      memory_.head().end.store(1);
    }
  }
}

void RankWatch::look() {
  const double now_s = clock_.now();
  slot_.beat_ns.store(steady_ns());
  if (muted_.load(std::memory_order_relaxed)) return;
  take_address();
  ask_library();
  if (is_preceded(false)) {
    answered_s_ = -1;
    return;
  }
  tell(beat_of_all(false));
  listen(now_s);
  if (answered_s_ < 0 || now_s - answered_s_ < deadlines_.silence()) return;
  memory_.head().why.set("the watcher of this run does not answer any more");
  memory_.head().end.store(1);
  std::cerr << "fourfold: host " << host_
            << ": the watcher of this run does not answer any more; its ranks end\n";
}

/// The order matters: neighbours that can are left to end themselves, and only then killed.
void RankWatch::end_here(int exit_code) {
  using std::chrono::milliseconds;
  {
    const std::lock_guard lock(mutex_);
    // It may hang in its turn, so nobody waits for it.
    if (library_.abort) std::thread(library_.abort).detach();
  }
  if (!is_preceded(false)) {
    constexpr int kTurns = 15;
    for (int i = 0; i < kTurns; ++i) {
      std::this_thread::sleep_for(milliseconds(100));
      slot_.beat_ns.store(steady_ns());
      std::size_t left = 0;
      for (const NodeSlot* slot : memory_.slots()) {
        if (is_neighbour(*slot) && process_state(*slot) != ProcessState::Gone) ++left;
      }
      if (left == 0) break;
    }
    for (const NodeSlot* slot : memory_.slots()) {
      if (is_neighbour(*slot)) kill_process(*slot, SIGKILL);
    }
  } else {
    std::this_thread::sleep_for(milliseconds(library_.abort ? 500 : 0));
  }
  memory_.forget();
  options_.leave(exit_code);
}

bool RankWatch::is_answered(std::uint64_t beat, std::chrono::milliseconds within) {
  const std::int64_t end_ns = steady_ns() + std::chrono::nanoseconds(within).count();
  while (answered_beat_ < beat) {
    const std::int64_t left_ns = end_ns - steady_ns();
    if (left_ns <= 0) return false;
    pollfd wait{.fd = socket_.descriptor(), .events = POLLIN, .revents = 0};
    poll(&wait, 1, static_cast<int>(left_ns / 1'000'000) + 1);
    listen(clock_.now());
  }
  return true;
}

/// Once the launcher ends all ranks. Who has no last word was gone before, so that none may be lost
/// on its way: of each node one rank speaks, for at 100,000 ranks no buffer holds a word of each,
/// and it speaks until all of its node have ended and that is answered. Launchers leave it a
/// second.
void RankWatch::say_last_word() {
  constexpr int kTurns = 10;
  constexpr std::chrono::milliseconds kTurn(50);
  constexpr auto kNone = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t last = kNone;  // the first beat that has the last words of all
  for (int turn = 0; turn < kTurns && !is_preceded(true); ++turn) {
    slot_.beat_ns.store(steady_ns());
    take_address();
    const Beat beat = beat_of_all(true);
    tell(beat);
    const auto is_over = [](const RankView& v) {
      return v.ended != 0 || v.over() || v.process == ProcessState::Gone;
    };
    if (std::ranges::all_of(beat.views, is_over)) last = std::min(last, beat.number);
    if (is_answered(last, kTurn)) break;
  }
  slot_.beat_ns.store(0);  // a neighbour that is asked later speaks for itself
}

void RankWatch::run(const std::stop_token& stop) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  const int period_ms = static_cast<int>(deadlines_.period() * 1e3);
  while (!stop.stop_requested()) {
    look();
    if (memory_.head().end.load() != 0) return end_here(static_cast<int>(ExitCode::Rejected));
    std::array<pollfd, 2> wait{pollfd{.fd = wake_, .events = POLLIN, .revents = 0},
                               pollfd{.fd = signals_, .events = POLLIN, .revents = 0}};
    poll(wait.data(), signals_ >= 0 ? 2 : 1, period_ms);
    if (signals_ < 0 || (wait[1].revents & POLLIN) == 0) continue;
    end_once(slot_.ended, SIGTERM);
    say_last_word();
    return options_.leave(kTerminated);
  }
}

}  // namespace fourfold
