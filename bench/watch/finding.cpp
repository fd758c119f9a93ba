// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/finding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace fourfold {
namespace {

using Views = std::vector<const RankView*>;
constexpr std::size_t kNamed = 8;  // ranks in one sentence

template <class Condition>
Views those(const std::vector<RankView>& views, Condition condition) {
  Views result;
  for (const RankView& view : views) {
    if (condition(view)) result.push_back(&view);
  }
  return result;
}

/// "rank 5 on host b", "ranks 5, 6 on host b, 9 on host c and 12 more".
std::string named(const Views& ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < std::min(ranks.size(), kNamed); ++i) {
    const bool last_of_host =
        i + 1 == std::min(ranks.size(), kNamed) || ranks[i + 1]->host != ranks[i]->host;
    text += fmt::format("{}{}", i == 0 ? "" : ", ", ranks[i]->rank);
    if (last_of_host && !ranks[i]->host.empty()) text += " on host " + ranks[i]->host;
  }
  if (ranks.size() > kNamed) text += fmt::format(" and {} more", ranks.size() - kNamed);
  return text;
}

std::string_view verb(const Views& ranks, std::string_view one, std::string_view many) {
  return ranks.size() == 1 ? one : many;
}

/// "all_reduce #57" or "barrier #12": what a rank has entered last.
std::string step_of(const RankView& view) {
  if (view.step == Step::Call) {
    const std::string what = view.call_text.substr(0, view.call_text.find(' '));
    return fmt::format("{} #{}", what.empty() ? "call" : what, view.call);
  }
  const std::string_view name = kStepNames[static_cast<std::size_t>(view.step)];
  const bool once = view.step == Step::MpiInit || view.step == Step::MpiFinalize;
  return once ? std::string(name) : fmt::format("{} #{}", name, view.entered);
}

Loss loss_of(std::string text, const Views& by) {
  Loss loss{std::move(text), {}};
  for (const RankView* one : by) loss.ranks.push_back(one->rank);
  return loss;
}

/// " (operation, all_reduce/mpi/f32/8KiB)".
std::string place(const RankView& view) {
  const std::string_view phase = kPhaseNames[static_cast<std::size_t>(view.phase)];
  if (view.case_name.empty() || view.phase == Phase::Teardown) return fmt::format(" ({})", phase);
  return fmt::format(" ({}, {})", phase, view.case_name);
}

std::string library_of(const std::vector<RankView>& views) {
  for (const RankView& view : views) {
    if (view.library.empty()) continue;
    return fmt::format("; rank {}'s library says: {}", view.rank, view.library);
  }
  return "";
}

/// Of the ranks that are further than `behind`, those that wait, least far first.
Views waiters(const std::vector<RankView>& views, const RankView& behind) {
  Views result = those(
      views, [&](const RankView& view) { return view.inside() && view.entered > behind.entered; });
  std::ranges::stable_sort(result, {}, [](const RankView* view) { return view->entered; });
  return result;
}

std::string waiting_clause(const std::vector<RankView>& views, const RankView& behind) {
  const Views waiting = waiters(views, behind);
  if (waiting.empty()) return "";
  return fmt::format("; {} {} in {}", waiting.size(), verb(waiting, "other waits", "others wait"),
                     step_of(*waiting.front()));
}

std::string signal_text(int number) {
  return fmt::format("signal {}, {}", number, strsignal(number));
}

Loss failed(const std::vector<RankView>& views) {
  const Views ranks = those(views, [](const RankView& v) { return v.ended == kFailed; });
  if (ranks.empty()) return {};
  return loss_of(fmt::format("{} failed: {}{}", named(ranks), ranks[0]->said, place(*ranks[0])),
                 ranks);
}

/// In the error's own words, which are the same wherever they come from.
Loss called_off(const std::vector<RankView>& views) {
  const Views ranks = those(views, [](const RankView& v) { return v.ended == kCalledOff; });
  return ranks.empty() ? Loss{} : Loss{ranks[0]->said, {}};
}

bool is_dead(const RankView& view) {
  const bool by_signal = view.ended > 0 && view.ended < kFailed && view.ended != SIGTERM;
  return by_signal || (view.process == ProcessState::Gone && view.ended == 0 && !view.over());
}

Loss dead(const std::vector<RankView>& views) {
  const Views ranks = those(views, is_dead);
  if (ranks.empty()) return {};
  const std::string how = ranks[0]->ended > 0 ? signal_text(ranks[0]->ended)
                                              : "without a word, as by signal 9: killed by hand or "
                                                "for want of memory";
  return loss_of(fmt::format("{} {} dead ({}){}{}", named(ranks), verb(ranks, "is", "are"), how,
                             place(*ranks[0]), waiting_clause(views, *ranks[0])),
                 ranks);
}

Loss stopped(const std::vector<RankView>& views) {
  const Views ranks =
      those(views, [](const RankView& v) { return v.process == ProcessState::Stopped; });
  if (ranks.empty()) return {};
  return loss_of(
      fmt::format("{} {} stopped (SIGSTOP or a debugger){}{}", named(ranks),
                  verb(ranks, "is", "are"), place(*ranks[0]), waiting_clause(views, *ranks[0])),
      ranks);
}

Loss never_heard(const std::vector<RankView>& views) {
  const Views ranks = those(views, [](const RankView& v) { return v.phase == Phase::Launch; });
  if (ranks.empty() || all_started(views)) return {};
  return loss_of(
      fmt::format("{} {} never been heard of: not started, or unable to reach the watcher (UDP)",
                  named(ranks), verb(ranks, "has", "have")),
      ranks);
}

Loss cut_off(const std::vector<RankView>& views, const Deadlines& deadlines, double now_s) {
  const double limit_s = deadlines.takeover();
  const Views ranks = those(views, [&](const RankView& v) {
    return v.phase != Phase::Launch && !v.over() && v.ended == 0 && now_s - v.heard_s > limit_s;
  });
  const Views heard = those(views, [&](const RankView& v) { return now_s - v.heard_s <= limit_s; });
  if (ranks.empty() || heard.empty()) return {};
  return loss_of(fmt::format("{} {} cut off: nothing has been heard for {:.0f} s{}{}", named(ranks),
                             verb(ranks, "is", "are"), now_s - ranks[0]->heard_s, place(*ranks[0]),
                             waiting_clause(views, *ranks[0])),
                 ranks);
}

/// What was last known of ranks that nobody has heard of since says nothing of who holds them up.
Loss unheard(const std::vector<RankView>& views, const Deadlines& deadlines, double now_s) {
  const Views there = those(views, [](const RankView& v) { return v.phase != Phase::Launch; });
  double silence_s = std::numeric_limits<double>::infinity();
  for (const RankView* one : there) silence_s = std::min(silence_s, now_s - one->heard_s);
  if (there.empty() || silence_s <= deadlines.takeover()) return {};
  return {fmt::format("nothing has been heard from any rank for {:.0f} s{}", silence_s,
                      place(*there[0])),
          {}};
}

/// What a rank has entered, so that two can be compared.
std::string entered_what(const RankView& view) {
  return view.step == Step::Call ? view.call_text
                                 : std::string(kStepNames[static_cast<std::size_t>(view.step)]);
}

/// Ranks in the same step that is not the same thing; or that would call another thing in the same
/// case, since who called the wrong one may have gone on.
std::string disagreement(const std::vector<RankView>& views, const RankView& behind) {
  std::map<std::string, Views> camps;
  const Views peers = those(views, [&](const RankView& v) {
    return v.entered == behind.entered && v.inside() && behind.inside();
  });
  for (const RankView* view : peers) camps[entered_what(*view)].push_back(view);
  if (camps.size() < 2) {
    camps.clear();
    for (const RankView& view : views) {
      const bool same_case = view.case_number == behind.case_number && view.case_number > 0;
      if (same_case && view.call > 0) camps[view.call_text].push_back(&view);
    }
  }
  if (camps.size() < 2) return "";
  const auto by_size = [](const auto& camp) { return camp.second.size(); };
  const auto& few = *std::ranges::min_element(camps, {}, by_size);
  auto many = std::ranges::max_element(camps, {}, by_size);
  if (&*many == &few) many = std::next(camps.begin());  // as many here as there
  return fmt::format("{} entered '{}' where {} entered '{}'{}", named(few.second), few.first,
                     many->second.size() <= 2 ? named(many->second)
                                              : fmt::format("{} others", many->second.size()),
                     many->first, place(*few.second[0]));
}

/// Where none waits for the others, none of them is the one that holds the run up.
Loss not_entered(const std::vector<RankView>& views, const Views& behind) {
  const Views waiting = waiters(views, *behind[0]);
  if (!waiting.empty()) {
    return loss_of(fmt::format("{} {} not entered {}; {} {} in it{}", named(behind),
                               verb(behind, "has", "have"), step_of(*waiting[0]), waiting.size(),
                               verb(waiting, "other waits", "others wait"), place(*behind[0])),
                   behind);
  }
  if (behind[0]->inside()) {
    return {fmt::format("{} {} entered {} and none has left it{}", named(behind),
                        verb(behind, "has", "have"), step_of(*behind[0]), place(*behind[0])),
            {}};
  }
  return {fmt::format("{} {} not come back from what follows {}{}", named(behind),
                      verb(behind, "has", "have"), step_of(*behind[0]), place(*behind[0])),
          {}};
}

}  // namespace

bool all_started(const std::vector<RankView>& views) {
  return std::ranges::any_of(views, [](const RankView& v) { return v.phase > Phase::Bootstrap; });
}

Views least_far(const std::vector<RankView>& views) {
  const bool started = all_started(views);
  const auto counts = [&](const RankView& view) {
    return !view.over() && !(started && view.phase == Phase::Launch);
  };
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const RankView& view : views) {
    if (counts(view)) least = std::min(least, view.position());
  }
  return those(views, [&](const RankView& v) { return counts(v) && v.position() == least; });
}

bool beyond_hope(const std::vector<RankView>& views) {
  return std::ranges::any_of(views,
                             [](const RankView& v) { return v.ended >= kFailed || is_dead(v); });
}

Loss find_loss(const std::vector<RankView>& views, const Deadlines& deadlines, double now_s) {
  const Views behind = least_far(views);
  Loss loss = failed(views);
  if (loss.text.empty()) loss = called_off(views);
  if (loss.text.empty()) loss = dead(views);
  if (loss.text.empty()) loss = stopped(views);
  if (loss.text.empty()) loss = never_heard(views);
  if (loss.text.empty()) loss = cut_off(views, deadlines, now_s);
  if (loss.text.empty() && behind.empty()) return {};
  if (loss.text.empty()) loss = unheard(views, deadlines, now_s);
  if (loss.text.empty()) loss.text = disagreement(views, *behind[0]);
  if (loss.text.empty()) loss = not_entered(views, behind);
  loss.text += library_of(views);
  return loss;
}

Loss find_silence(const std::vector<RankView>& views, bool launcher_lost_host) {
  const Views asked = those(views, [](const RankView& v) { return v.ended == SIGTERM; });
  const auto has_no_word = [](const RankView& v) {
    return v.phase != Phase::Launch && !v.over() && v.ended == 0;
  };
  Views silent = those(views, has_no_word);
  if (silent.empty() || asked.empty()) return {};
  if (silent.size() >= asked.size()) {
    if (!launcher_lost_host) return {};
    std::set<std::string_view> alive;
    const double first_word_s = (*std::ranges::min_element(asked, {}, &RankView::heard_s))->heard_s;
    for (const RankView& v : views) {
      if (!has_no_word(v) || v.heard_s > first_word_s) alive.insert(v.host);
    }
    std::erase_if(silent, [&](const RankView* v) { return alive.contains(v->host); });
    if (silent.empty()) return {};
  }
  return loss_of(
      fmt::format("{} {} dead or cut off: no last word when the launcher ended {}{}", named(silent),
                  verb(silent, "is", "are"),
                  asked.size() == 1 ? "the other" : fmt::format("{} others", asked.size()),
                  place(*silent[0])),
      silent);
}

std::string describe_lateness(const std::vector<RankView>& views, double seconds) {
  const Views behind = least_far(views);
  if (behind.empty() || behind.size() == views.size()) return "";
  const Views waiting = waiters(views, *behind[0]);
  if (waiting.empty()) return "";
  return fmt::format("{} entered {} {:.1f} s after the others{}", named(behind),
                     step_of(*waiting[0]), seconds, place(*behind[0]));
}

}  // namespace fourfold
