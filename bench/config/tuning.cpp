// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/config/load_parts.hpp"
#include "bench/config/quoted.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

PeerTable::Row read_row(const YamlNode& node, bool last, const Tuning& so_far) {
  const PeerTable& before = so_far.table;
  MapReader map(node, ConfigMap::TuningRow);
  PeerTable::Row row;
  row.algorithm = static_cast<PeerAlgorithm>(
      read_choice(map.at("algorithm"), "algorithm of peer", kPeerAlgorithms));
  if (row.algorithm == PeerAlgorithm::Multimem && so_far.memory == MessageMemory::Host) {
    throw InputError(map.at("algorithm").where,
                     "multimem is done by switches between GPUs, and this table is of memory host");
  }
  const YamlNode* const up_to = map.find("up_to");
  map.finish();
  if (last) {
    if (up_to == nullptr) return row;
    throw InputError(up_to->where,
                     "the last row is for all larger messages and has no up_to; add a row without");
  }
  if (up_to == nullptr) {
    throw InputError(node.where, "every row but the last says up to which size it holds: up_to");
  }
  row.up_to = read_bytes(*up_to);
  if (row.up_to->count() == 0 ||
      (!before.rows.empty() && *row.up_to <= *before.rows.back().up_to)) {
    throw InputError(up_to->where,
                     fmt::format("sizes must ascend from above 0, and '{}' does not", up_to->text));
  }
  return row;
}

constexpr std::array<std::string_view, 2> kTunedMemories{"host", "device"};

bool chooses(const Sweep& sweep, MessageMemory memory) {
  const auto has = [](const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
  };
  // Of steps the kernel decides about the memory, and only the machine which kernel it is.
  if (const auto* const step = std::get_if<StepSweep>(&sweep.what)) {
    return has(step->backends, "peer");
  }
  const auto* const what = std::get_if<CollectiveSweep>(&sweep.what);
  if (what == nullptr) return false;
  return has(what->collectives, Collective::AllReduce) && has(what->backends, "peer") &&
         has(what->memories, memory) &&
         std::ranges::any_of(what->algorithms,
                             [](const AlgorithmName& one) { return one.name == kAnyAlgorithm; });
}

}  // namespace

Tuning read_tuning(const YamlNode& node) {
  MapReader map(node, ConfigMap::Tuning);
  read_format_version(map.at("fourfold_tuning"));
  Tuning tuning;
  if (const YamlNode* const memory = map.find("memory"); memory != nullptr) {
    const bool host = read_choice(*memory, "memory of a tuning", kTunedMemories) == 0;
    tuning.memory = host ? MessageMemory::Host : MessageMemory::Device;
  }
  tuning.machine = read_text(map.at("machine"));
  tuning.ranks = static_cast<int>(read_whole(map.at("ranks"), 1, 1'000'000));
  std::array<std::string_view, kDataTypes.size()> types;
  std::ranges::transform(kDataTypes, types.begin(), &DataTypeTraits::name);
  tuning.dtype = static_cast<DataType>(read_choice(map.at("dtype"), "data type", types));
  tuning.revision = read_text(map.at("revision"));
  tuning.record = read_text(map.at("record"));
  const std::vector<const YamlNode*> rows = read_list(map.at("rows"));
  for (const YamlNode* row : rows) {
    tuning.table.rows.push_back(read_row(*row, row == rows.back(), tuning));
  }
  map.finish();
  return tuning;
}

std::string tuning_yaml(const Tuning& tuning, std::string_view indent) {
  std::string out;
  const auto line = [&](std::string_view text) { out += fmt::format("{}{}\n", indent, text); };
  line("fourfold_tuning: 1");
  line(fmt::format("memory: {}", name(tuning.memory)));
  line("machine: " + quoted(tuning.machine));
  line(fmt::format("ranks: {}", tuning.ranks));
  line(fmt::format("dtype: {}", name(tuning.dtype)));
  line("revision: " + quoted(tuning.revision));
  line("record: " + quoted(tuning.record));
  line("rows:");
  for (const PeerTable::Row& row : tuning.table.rows) {
    const std::string size = row.up_to ? fmt::format("up_to: {}, ", format_bytes(*row.up_to)) : "";
    line(fmt::format("  - {{{}algorithm: {}}}", size, name(row.algorithm)));
  }
  return out;
}

std::vector<std::string> tuning_remarks(const Config& config, int ranks, std::string_view processor,
                                        std::string_view gpu) {
  if (!config.tuning) return {};
  const Tuning& tuning = *config.tuning;
  const bool used = std::ranges::any_of(config.sweeps, [&](const Sweep& one) {
    return chooses(one, tuning.memory) ||
           (one.rival != nullptr && chooses(*one.rival, tuning.memory));
  });
  if (!used) {
    return {
        fmt::format("no case of this suite chooses by it: none is an all_reduce of backend peer in "
                    "memory {} with algorithm auto",
                    name(tuning.memory))};
  }
  std::vector<std::string> remarks;
  if (tuning.ranks != ranks) {
    remarks.push_back(
        fmt::format("it was measured with {} ranks, and these are {}", tuning.ranks, ranks));
  }
  const std::string_view machine = lies_on_gpu(tuning.memory) ? gpu : processor;
  if (tuning.machine != machine) {
    remarks.push_back(fmt::format("it was measured on '{}', and this is '{}'",
                                  shown(tuning.machine), shown(machine)));
  }
  return remarks;
}

}  // namespace fourfold
