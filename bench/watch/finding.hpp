// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/watch/deadlines.hpp"
#include "bench/watch/rank_view.hpp"

namespace fourfold {

/// Whether MPI_Init has returned somewhere, so that all ranks are there: one that has not been
/// heard of then cannot reach the watcher, and is not watched.
bool all_started(const std::vector<RankView>& views);

/// The ranks that the others wait for: those least far, of all that are
/// watched and have not ended in order.
std::vector<const RankView*> least_far(const std::vector<RankView>& views);

/// Whether some rank cannot come any more (dead, or ended by an error, its own or not), so that
/// there is nothing to wait for.
bool beyond_hope(const std::vector<RankView>& views);

/// What a run is lost by.
struct Loss {
  std::string text;        ///< in words; "" where nothing is known
  std::vector<int> ranks;  ///< that are to blame; none where they are at odds, all are as far, or
                           ///< the run was called off for what is no rank's own
};

/// What is wrong with a run that stands still: who failed, why it was called off, who is dead,
/// stopped, cut off, at odds with the others, or has not entered what the others wait in; of these
/// the first that there is. `views` by rank, one for each rank of the run; `now_s` on the watcher's
/// clock.
Loss find_loss(const std::vector<RankView>& views, const Deadlines& deadlines, double now_s);

/// Once the launcher has ended all ranks: those that had no last word where the others had one, or
/// none. They died, or their host did, before the launcher asked; nobody beside them could tell of
/// it. Where half or more are silent, a launcher may as well have given them no time. Then
/// something is said only if the launcher says itself that it lost a host (`launcher_lost_host`):
/// of the hosts of which no rank had a last word, and that were not heard of any more once the
/// others had one.
Loss find_silence(const std::vector<RankView>& views, bool launcher_lost_host);

/// "rank 5 on host b entered all_reduce #57 1.3 s after the others (operation, CASE)", or "" where
/// no other rank has waited.
std::string describe_lateness(const std::vector<RankView>& views, double seconds);

}  // namespace fourfold
