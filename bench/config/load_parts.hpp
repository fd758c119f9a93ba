// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/config/config_keys.hpp"
#include "bench/config/yaml_document.hpp"

namespace fourfold {

class MapReader;
struct ChipSource;

/// The parts load_config is made of: each turns one value of the document into its part of Config,
/// or throws InputError at the place that is wrong.

/// `measure:` on top of `defaults`, checked as a whole: an entry may combine badly with the suite.
Measure read_measure(const YamlNode& node, const Measure& defaults);

/// One entry of `cases:`. `ranks` is what the suite says, absent when it leaves the number open.
Sweep read_entry(const YamlNode& node, const Measure& defaults, std::optional<int> ranks);
/// One with the key `contenders`: two entries that share its other keys.
Sweep read_contest(const YamlNode& node, const Measure& defaults, std::optional<int> ranks);

/// A size, a list of sizes or a range of them; `read` takes one, with its unit.
using ReadBytes = Bytes (*)(const YamlNode&);
std::vector<Bytes> read_sizes(const YamlNode& node, ReadBytes read);
/// `1024`, `64x4096x4096` or a map.
GemmShape read_shape(const YamlNode& node);

/// `virtual_ranks:`, each message read by `read_array`.
VirtualRanksSweep read_virtual_ranks(MapReader& map, ReadBytes read_array,
                                     std::vector<Launch> launches);

/// `pairwise:`; `types` and `backends` as its other keys say.
PairwiseSweep read_pairwise(MapReader& map, std::vector<std::string> backends,
                            std::vector<DataType> types);

std::vector<Expectation> read_expectations(const YamlNode& node);
std::vector<Limit> read_limits(const YamlNode& node);

/// `target:`; a relative baseline is made absolute from `suite_directory`.
Target read_target(const YamlNode& node, const std::string& suite_directory);

/// A path that a suite in `directory` names.
std::string absolute_path(const std::string& path, const std::string& directory);

/// `racks:`; a relative file is made absolute from `suite_directory`, and not yet read.
RackRule read_racks(const YamlNode& node, const std::string& suite_directory);
/// `expected:`.
Contract read_contract(const YamlNode& node);
/// `scope` and `groups` of an entry; what it leaves out stays as it is.
void read_scopes(MapReader& map, std::vector<Scope>& scopes, std::vector<GroupOrder>& orders);
/// `bisect` of an entry of collectives whose other keys have been read.
void read_bisect(MapReader& map, CollectiveSweep& sweep);

/// Which kind of entry of `cases:` it is, by the one key that says so.
ConfigMap kind_of_entry(const YamlNode& node);
/// Names among `words`; "auto" where the key is left out.
std::vector<std::string> read_names(const YamlNode* node, std::string_view what,
                                    std::span<const std::string_view> words);
/// f32 where the key is left out.
std::vector<DataType> read_types(const YamlNode* node);
/// Kernels of the catalogue, and "auto".
std::vector<std::string> read_kernels(const YamlNode* node);

/// `step:`; `types` and `backends` as its other keys say.
StepSweep read_step(MapReader& map, std::vector<std::string> backends, std::vector<DataType> types);

/// Who states a figure.
ChipSource read_source(const YamlNode& node);

/// What a machine file says, or the same map under `machine:` in a suite.
struct Machine {
  std::string name;
  std::vector<Expectation> expectations;  ///< all from_machine
  std::vector<Limit> limits;
};
Machine read_machine(const YamlNode& node);

/// What a tuning file says, or the same map under `tuning:` in a suite.
Tuning read_tuning(const YamlNode& node);

/// Index of the metric's name among these, in the order of the enum.
inline constexpr std::array<std::string_view, 9> kMetrics{
    "time", "algbw", "busbw", "memory", "flops", "ratio", "step_rate", "efficiency", "overlap"};

/// 1 for `fourfold: 1`, `fourfold_machine: 1` and their like; anything else is refused.
void read_format_version(const YamlNode& node);

}  // namespace fourfold
