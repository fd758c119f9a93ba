// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/run_watch.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <set>

namespace fourfold {
namespace {

constexpr double kJudgeEvery_s = 0.1;
constexpr double kGrace_s = 0.5;    // after a death, for the others' words
constexpr double kLastWords_s = 1;  // a launcher's SIGTERM reaches hosts one after the other
constexpr std::size_t kMostRemarks = 100;
constexpr int kMostRanks = 1'000'000;

}  // namespace

RunWatch::RunWatch(double hang_after_s, int ranks, bool loopback_only)
    : hang_after_s_(hang_after_s),
      deadlines_(hang_after_s, ranks),
      token_(make_token()),
      loopback_only_(loopback_only),
      socket_(loopback_only) {
  resize(ranks);
}

std::string RunWatch::address() const {
  WatchAddress address{token_, host_name(), {}};
  if (!loopback_only_) {
    for (const std::uint32_t one : own_addresses()) address.peers.push_back({one, socket_.port()});
  }
  if (address.peers.empty()) address.peers.push_back({kLoopback, socket_.port()});
  return encode(address);
}

void RunWatch::resize(int ranks) {
  if (ranks <= static_cast<int>(views_.size()) || ranks > kMostRanks) return;
  deadlines_ = Deadlines(hang_after_s_, ranks);
  const auto before = static_cast<int>(views_.size());
  views_.resize(static_cast<std::size_t>(ranks));
  for (int i = before; i < ranks; ++i) views_[static_cast<std::size_t>(i)].rank = i;
}

void RunWatch::take(const Beat& beat) {
  resize(beat.ranks);
  if (!beat.directory.empty()) directory_ = beat.directory;
  for (const RankView& view : beat.views) {
    if (beat.ranks == 0) resize(view.rank + 1);
    if (view.rank >= static_cast<int>(views_.size())) continue;
    RankView& known = views_[static_cast<std::size_t>(view.rank)];
    // Its own last word stands, whatever a neighbour saw of the process afterwards.
    if (known.over() || (known.ended != 0 && view.ended != known.ended)) continue;
    // Of one that has ended the moment of its first last word: who was heard of later was alive.
    const double heard_s = known.ended != 0 ? known.heard_s : now_s_;
    known = view;
    known.heard_s = heard_s;
  }
}

void RunWatch::look(int wait_ms) {
  pollfd wait{.fd = socket_.descriptor(), .events = POLLIN, .revents = 0};
  poll(&wait, 1, wait_ms);
  now_s_ = clock_.now();
  std::string datagram;
  constexpr int kAtOnce = 10'000;  // a flood does not keep it from judging
  Peer from;
  for (int i = 0; i < kAtOnce && socket_.receive(datagram, from); ++i) {
    Beat beat;
    if (!decode_beat(datagram, token_, beat)) continue;
    take(beat);
    socket_.send(from, encode_answer({!finding_.empty(), finding_, beat.number}, token_));
  }
  if (now_s_ - judged_s_ >= kJudgeEvery_s) judge();
}

void RunWatch::judge() {
  judged_s_ = now_s_;
  if (!finding_.empty() || views_.empty()) return;
  if (beyond_hope(views_)) {
    if (hopeless_s_ < 0) hopeless_s_ = now_s_;
    if (now_s_ - hopeless_s_ >= kGrace_s) lose(find_loss(views_, deadlines_, now_s_));
    return;
  }
  judge_progress(now_s_);
}

/// What is known of a node may be from before its leader was stopped or died: until the next one
/// has taken over, it is not known who stands still and why. Where nobody at all is heard of, it
/// may as well be the machine that stands still.
bool RunWatch::awaits_word(const std::vector<const RankView*>& of) const {
  double silence_s = 0;
  for (const RankView* one : of) silence_s = std::max(silence_s, now_s_ - one->heard_s);
  const bool any_heard = std::ranges::any_of(views_, [&](const RankView& one) {
    return one.phase != Phase::Launch && now_s_ - one.heard_s <= deadlines_.takeover();
  });
  return silence_s > 3 * deadlines_.period() && (silence_s <= deadlines_.takeover() || !any_heard);
}

void RunWatch::judge_progress(double now_s) {
  const std::vector<const RankView*> behind = least_far(views_);
  const double stood_s = now_s - moved_s_;
  if (behind.empty() || behind[0]->position() != least_) {
    least_ = behind.empty() ? least_ : behind[0]->position();
    moved_s_ = now_s;
    if (!late_.empty() && remarks_.size() < kMostRemarks) remarks_.push_back(late_);
    late_.clear();
    return;
  }
  double deadline_s = 0;
  double late_s = 0;
  for (const RankView* one : behind) {
    deadline_s = std::max(deadline_s, deadlines_.of(*one));
    late_s = std::max(late_s, deadlines_.late(*one));
  }
  if (stood_s > late_s) late_ = describe_lateness(views_, stood_s);
  // On many hosts there is always one that was not heard of just now.
  const bool patient = stood_s <= deadline_s + deadlines_.takeover();
  if (stood_s > deadline_s && !(patient && awaits_word(behind))) {
    Loss loss = find_loss(views_, deadlines_, now_s);
    loss.text += fmt::format("; nothing has moved for {:.0f} s", stood_s);
    lose(loss);
  }
}

/// Ranks hear of it only afterwards: what has ended answers nothing.
void RunWatch::lose(const Loss& loss) {
  if (ask_) library_report_ = ask_();
  lost_ranks_ = loss.ranks;
  finding_ = loss.text;
}

std::vector<std::string> RunWatch::lost_hosts() const {
  std::set<std::string> hosts;
  for (const int rank : lost_ranks_) {
    const RankView& view = views_[static_cast<std::size_t>(rank)];
    hosts.insert(view.host);
  }
  return {hosts.begin(), hosts.end()};
}

std::vector<std::string> RunWatch::heard_hosts() const {
  std::set<std::string> hosts;
  for (const RankView& view : views_) {
    if (!view.host.empty()) hosts.insert(view.host);
  }
  return {hosts.begin(), hosts.end()};
}

void RunWatch::conclude(bool launcher_lost_host) {
  ask_ = nullptr;
  const double began_s = clock_.now();
  const auto awaited_s = [&] { return beyond_hope(views_) || views_.empty() ? 0.2 : kLastWords_s; };
  while (finding_.empty() && !all_spoken() && clock_.now() - began_s < awaited_s()) look(20);
  judge();
  if (finding_.empty() && beyond_hope(views_)) lose(find_loss(views_, deadlines_, now_s_));
  if (finding_.empty()) lose(find_silence(views_, launcher_lost_host));
}

bool RunWatch::all_spoken() const {
  const auto spoken = [](const RankView& v) { return v.over() || v.ended != 0; };
  return !views_.empty() && std::ranges::all_of(views_, spoken);
}

bool RunWatch::over() const {
  return !views_.empty() && std::ranges::all_of(views_, [](const RankView& v) { return v.over(); });
}

WatchingThread::WatchingThread(RunWatch& watch)
    : thread_([this, &watch](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          watch.look(50);
          if (!watch.finding().empty()) lost_.store(true);
        }
      }) {}

void WatchingThread::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace fourfold
