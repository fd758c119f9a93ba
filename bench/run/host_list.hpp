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

/// The hosts of a run, and how their order changes from launch to launch. Pure, but for read().
class HostList {
 public:
  HostList() = default;
  /// Lines "host", "host:N" or "host slots=N", so many ranks on it (1); "#" begins a comment. What
  /// else Open MPI takes in a host file (max_slots=N) is passed over. Throws InputError with file
  /// and line; also where there is no host, or one is there twice.
  static HostList parse(const std::string& text, const std::string& path);
  static HostList read(const std::string& path);
  /// Of the file that was given, or of the run that is resumed; empty where there is neither.
  static HostList of_run(const std::string& given, const std::string& resumed);
  static constexpr const char* kFile = "hosts";  ///< in the run's directory

  bool empty() const { return entries_.empty(); }
  const std::vector<HostEntry>& entries() const { return entries_; }
  int ranks() const;

  /// The order of a launch: the first one's is the file's; those of the others are shuffled, by
  /// their number alone, so that a launch that is started again has the order it had.
  HostList permuted(int launch) const;
  /// Those of `names`, as the machine calls itself ("n1" for "n1.site" and the other way round),
  /// that are in the list, by their names there. "" in `names` stands for each host that is in the
  /// list and not in `heard`, unless that is all of them.
  std::vector<std::string> matching(const std::vector<std::string>& names,
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
  std::vector<HostEntry> entries_;
};

}  // namespace fourfold
