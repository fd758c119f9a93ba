// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/bisection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Fabric fabric(int hosts, int racks, int ranks_per_host = 1) {
  std::vector<std::string> names, of_rack;
  for (int host = 0; host < hosts; ++host) {
    for (int rank = 0; rank < ranks_per_host; ++rank) {
      names.push_back("h" + std::to_string(host));
      of_rack.push_back("r" + std::to_string(host * racks / hosts));
    }
  }
  return fabric_of(names, of_rack);
}

/// A machine whose groups are measured as a run does it.
struct Bed {
  Members members;
  /// Times a healthy group's time.
  std::function<double(const std::set<int>& group)> times = [](const std::set<int>&) {
    return 1.0;
  };
  std::uint64_t seed = 0;
  double noise = 0.03;
  std::uint64_t drawn = 0;

  double factor() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<double>(random_bits(seed, drawn++) >> 11) / 0x1p53;
    }
    return std::exp(noise * sum);
  }

  GroupRound measured(const Groups& groups, bool again) {
    std::map<int, std::set<int>> sets;
    for (int member = 0; member < members.count(); ++member) {
      sets[groups[static_cast<std::size_t>(member)]].insert(member);
    }
    GroupRound round{again, groups_by_rank(members, groups), {}};
    for (const auto& [group, set] : sets) {
      EXPECT_EQ(group, static_cast<int>(round.seconds.size())) << "numbers have a hole";
      round.seconds.push_back(1e-3 * std::log2(1 + set.size()) * times(set) * factor());
    }
    return round;
  }

  BisectionResult run() {
    std::vector<GroupRound> rounds;
    for (const Groups& one : first_groups(members)) rounds.push_back(measured(one, false));
    for (const Groups& one : second_groups(members, group_suspects(members, rounds, false))) {
      rounds.push_back(measured(one, true));
    }
    return bisected(members, rounds, false);
  }
};

std::vector<std::string> places(const Members& members, const std::vector<GroupSuspect>& all) {
  std::vector<std::string> texts;
  for (const GroupSuspect& one : all) texts.push_back(place(members, one));
  return texts;
}

/// Hosts and racks.
const std::vector<std::pair<int, int>> machines{{4, 1}, {5, 1},  {7, 1},  {8, 2},
                                                {9, 3}, {16, 4}, {33, 1}, {64, 4}};

TEST(Bisection, OfAHealthyMachineNobodyIsNamed) {
  for (const auto& [hosts, racks] : machines) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed bed{members_of(fabric(hosts, racks))};
      bed.seed = seed;
      EXPECT_THAT(places(bed.members, bed.run().named), IsEmpty()) << hosts << ", seed " << seed;
    }
  }
}

TEST(Bisection, WhoKeepsAllOthersWaitingIsNamedAndNobodyElse) {
  for (const auto& [hosts, racks] : machines) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed bed{members_of(fabric(hosts, racks))};
      bed.seed = seed;
      const int slow = static_cast<int>(random_bits(7, seed) % static_cast<unsigned>(hosts));
      bed.times = [slow](const std::set<int>& group) { return group.contains(slow) ? 2.0 : 1.0; };
      EXPECT_THAT(places(bed.members, bed.run().named),
                  ElementsAre("host h" + std::to_string(slow)))
          << hosts << " hosts, seed " << seed;
    }
  }
}

TEST(Bisection, SeveralAreNamedWhereThereAreEnoughOthers) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Bed bed{members_of(fabric(32, 4))};
    bed.seed = seed;
    bed.times = [](const std::set<int>& group) {
      return group.contains(3) || group.contains(17) || group.contains(18) ? 1.5 : 1.0;
    };
    EXPECT_THAT(places(bed.members, bed.run().named),
                ElementsAre("host h3", "host h17", "host h18"))
        << "seed " << seed;
  }
}

TEST(Bisection, OfFourHostsTwoThatAreSlowAreTwoAndNoPair) {
  for (const auto& [hosts, racks] : {std::pair(4, 1), {8, 1}, {8, 2}, {16, 4}}) {
    for (int one = 0; one < hosts; ++one) {
      for (int other = one + 1; other < hosts; ++other) {
        // Every other one of four: all pairs of neighbours have one of them.
        if (hosts / racks == 4 && one / 4 == other / 4 && other - one == 2) continue;
        Bed bed{members_of(fabric(hosts, racks))};
        bed.seed = static_cast<std::uint64_t>(one * hosts + other);
        bed.times = [&](const std::set<int>& group) {
          return group.contains(one) || group.contains(other) ? 3.5 : 1.0;
        };
        EXPECT_THAT(places(bed.members, bed.run().named),
                    ElementsAre("host h" + std::to_string(one), "host h" + std::to_string(other)))
            << hosts << " hosts in " << racks << " racks";
      }
    }
  }
}

TEST(Bisection, TwoThatAreSlowTogetherAloneAreAPair) {
  Bed bed{members_of(fabric(16, 1))};
  bed.times = [](const std::set<int>& group) {
    return group.contains(4) && group.contains(5) ? 3.0 : 1.0;
  };
  const BisectionResult result = bed.run();
  ASSERT_THAT(places(bed.members, result.named), ElementsAre("host h4 and host h5 together"));
  EXPECT_THAT(evidence(bed.members, result.named[0]), HasSubstr("with others both are as fast"));
}

TEST(Bisection, MoreThatAreSlowTogetherAloneAreNamedAsMany) {
  Bed bed{members_of(fabric(32, 1))};
  bed.times = [](const std::set<int>& group) {
    return group.contains(8) && group.contains(15) ? 3.0 : 1.0;
  };
  EXPECT_THAT(places(bed.members, bed.run().named),
              ElementsAre("the 8 from host h8 to host h15 together"));
}

TEST(Bisection, WhatIsSlowOnceIsNotNamed) {
  Bed bed{members_of(fabric(16, 1))};
  int left = 1;
  bed.times = [&left](const std::set<int>& group) {
    const bool now = group.size() == 2 && group.contains(4) && left-- > 0;
    return now ? 3.0 : 1.0;
  };
  const BisectionResult result = bed.run();
  EXPECT_THAT(result.named, IsEmpty());
  EXPECT_EQ(result.once.size(), 1U);
}

TEST(Bisection, FewerThanFourNodesAreSplitByRanks) {
  Bed bed{members_of(fabric(2, 1, 4))};
  EXPECT_FALSE(bed.members.of_nodes);
  bed.times = [](const std::set<int>& group) { return group.contains(5) ? 2.0 : 1.0; };
  EXPECT_THAT(places(bed.members, bed.run().named), ElementsAre("rank 5 (host h1)"));
  EXPECT_EQ(members_of(fabric(3, 1)).count(), 0);
  EXPECT_THAT(first_groups(members_of(fabric(3, 1))), IsEmpty());
}

TEST(Bisection, HalvesLieWithinHalves) {
  for (const auto& [hosts, racks] : machines) {
    const std::vector<Groups> all = first_groups(members_of(fabric(hosts, racks)));
    EXPECT_EQ(all.size(), static_cast<std::size_t>(std::log2(hosts)));
    for (const Groups& groups : {all.end()[-2], all.end()[-1]}) {
      std::map<int, int> sizes;
      for (const int group : groups) ++sizes[group];
      EXPECT_EQ(std::ranges::count_if(sizes, [](auto one) { return one.second == 1; }), hosts % 2);
      EXPECT_EQ(sizes.size(), static_cast<std::size_t>((hosts + 1) / 2));
    }
    for (std::size_t i = 1; i + 2 < all.size(); ++i) {
      for (std::size_t member = 0; member < all[i].size(); ++member) {
        EXPECT_EQ(all[i][member] / 2, all[i - 1][member]) << hosts << " hosts, round " << i;
      }
    }
  }
}

TEST(Bisection, MemberAndRankNeedNotHaveOneOrder) {
  // Racks are dealt out in turn: members follow the racks, ranks do not.
  const std::vector<std::string> hosts{"a", "b", "c", "d"};
  const std::vector<std::string> racks{"x", "y", "x", "y"};
  const Members members = members_of(fabric_of(hosts, racks));
  EXPECT_THAT(members.names, ElementsAre("host a", "host c", "host b", "host d"));
  EXPECT_THAT(groups_by_rank(members, {0, 0, 1, 1}), ElementsAre(0, 1, 0, 1));
}

}  // namespace
}  // namespace fourfold
