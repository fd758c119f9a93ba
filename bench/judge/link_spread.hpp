// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/locate/suspects.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// A part of the machine that is slow, or looked so, in words.
struct SlowPart {
  Fault fault = Fault::Path;
  std::string place;               ///< "host c05", "path c03 - c11"
  std::vector<std::string> hosts;  ///< that it is made of; of racks and rails none
  std::string evidence;            ///< one sentence without its case
  double factor = 1;               ///< Suspect::factor
  std::string case_name;
  bool confirmed = false;  ///< by a second look, at other pairs
};

/// What a case was to show and cannot, and why.
struct NotJudged {
  std::string what;       ///< "uplinks"
  std::string why;        ///< without its case
  bool of_racks = false;  ///< for want of what is known of racks
  friend bool operator==(const NotJudged&, const NotJudged&) = default;
};

/// How the pairs of a case did.
struct LinkSpread {
  /// Of one rank, and so of one rail of a node: median over its pairs, of the worse direction.
  struct Rank {
    std::string host;
    int rail = 0;
    double median_s = 0;
  };
  std::size_t nodes = 0;
  std::size_t rounds = 0;  ///< of a first look, over all launches
  std::size_t again = 0;   ///< of a second one
  double median_s = 0;     ///< over all pairs of all rounds, of the worse direction
  double slowest_s = 0;
  std::string slowest;      ///< pair: "c03 - c11"
  std::vector<Rank> ranks;  ///< of the last launch that has any
  std::vector<SlowPart> parts;
  std::vector<NotJudged> not_judged = {};
};

/// From the measured records of one case, by launch, and the starts that measured them; nothing
/// where it is not of pairs.
std::optional<LinkSpread> link_spread(
    const RunRecord& record, const std::map<int, std::vector<const CaseRecord*>>& by_launch);

/// What the cases say together: a host that computes slowly or loses messages is not said to have a
/// slow cable or path as well, nor one with a slow cable a slow path; each place once, confirmed
/// ones first.
std::vector<SlowPart> together(std::vector<SlowPart> parts);

}  // namespace fourfold
