// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fourfold {

/// A host that the supervisor may start ranks on (--hosts).
struct HostEntry {
  std::string name;
  int ranks = 1;
};

/// Machines that were found in a list of hosts by the names that they call themselves.
struct MatchedHosts {
  std::vector<std::string> hosts;  ///< their names in the list, in its order
  /// In words, who could not be told: "node1 may be node1.rack-a or node1.rack-b"; "" where each
  /// could.
  std::string unclear;
};

/// The hosts of a run, and how their order changes from launch to launch. Pure, but for read().
class HostList {
 public:
  HostList() = default;
  /// Lines "host", "host:N" or "host slots=N", so many ranks on it (1); "#" begins a comment. What
  /// else Open MPI takes in a host file (max_slots=N) is passed over. Throws InputError with file
  /// and line; also where there is no host, one is there twice, or is "localhost".
  static HostList parse(const std::string& text, const std::string& path);
  static HostList read(const std::string& path);
  /// Of the file that was given, or of the run that is resumed; empty where there is neither.
  static HostList of_run(const std::string& given, const std::string& resumed);
  static constexpr const char* kFile = "hosts";  ///< in the run's directory

  bool empty() const { return entries_.empty(); }
  const std::vector<HostEntry>& entries() const { return entries_; }
  int ranks() const;

  /// The order of a launch: the first one's is the file's; those of the others are shuffled, by
  /// their number alone, so that a launch that is started again has the order it had. Where the
  /// rack of each host is known (`racks`, by host of the list) hosts of a rack stay beside each
  /// other, so that a ring crosses as many uplinks in each launch: racks are shuffled, and hosts
  /// within them.
  HostList permuted(int launch, const std::vector<std::string>& racks = {}) const;
  /// Which hosts of the list `names` are, as the machines call themselves. Two names are one host's
  /// if they are equal, or if one is the short name of the other ("n1" of "n1.site") and no other
  /// host of the list has that short name; an IP address is its own only. "" in `names` stands for
  /// each host that is in the list and not in `heard`, unless that is all of them, or somebody in
  /// `heard` is none of the list: then it cannot be told who was silent. Nothing is guessed; what
  /// is not clear is in `unclear`.
  MatchedHosts matching(const std::vector<std::string>& names,
                        const std::vector<std::string>& heard) const;
  /// Without hosts, by their names in the list.
  HostList without(const std::vector<std::string>& names) const;

  /// Those from number `first` up to, and without, `end`.
  HostList part(std::size_t first, std::size_t end) const;

  /// As parse() takes it, a host a line.
  std::string listing() const;
  /// As mpirun takes it, with `--map-by seq`: a line for each rank.
  std::string hostfile() const;

 private:
  /// Entries that the name may mean: one is the host, several are a doubt.
  std::vector<std::string> meant_by(const std::string& name) const;

  std::vector<HostEntry> entries_;
};

}  // namespace fourfold
