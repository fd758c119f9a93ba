// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 4> kCollectiveBackends{"auto", "mpi", "nccl", "peer"};
constexpr std::array<std::string_view, 3> kLibraries{"auto", "mpi", "nccl"};
constexpr std::array<std::string_view, 3> kMemoryBackends{"auto", "host", "cuda"};
constexpr std::array<std::string_view, 2> kLaunches{"stream", "graph"};

template <class Table>
std::vector<std::string_view> names_of(const Table& table) {
  std::vector<std::string_view> names;
  for (const auto& row : table) names.push_back(row.name);
  return names;
}

std::vector<Launch> read_launches(const YamlNode* node) {
  if (node == nullptr) return {Launch::Stream};
  return read_choices<Launch>(*node, "launch", kLaunches);
}

/// Only the form is checked: which names there are, the library says where it runs.
std::vector<AlgorithmName> read_algorithms(const YamlNode* node) {
  if (node == nullptr) return {AlgorithmName{}};
  std::vector<AlgorithmName> algorithms;
  for (const std::string& name : read_distinct(*node, [](const YamlNode& item) {
         const std::string& text = read_text(item);
         if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != text.npos ||
             text.size() > 64) {
           throw InputError(item.where, fmt::format("'{}' is no name of an algorithm: expected "
                                                    "auto, or one as `fourfold devices` lists them",
                                                    shown(text)));
         }
         return text;
       })) {
    algorithms.push_back({name, read_one_or_more(*node)[algorithms.size()]->where});
  }
  return algorithms;
}

bool any_collective(const CollectiveSweep& sweep, bool (*has)(const CollectiveTraits&)) {
  return std::any_of(sweep.collectives.begin(), sweep.collectives.end(),
                     [&](Collective one) { return has(traits(one)); });
}

/// What can be refused without knowing the machine: parts of an entry that would do nothing.
void check_collective(const CollectiveSweep& sweep, MapReader& map, std::optional<int> ranks) {
  if (map.find("op") && !any_collective(sweep, [](const auto& row) { return row.reduces; })) {
    throw InputError(map.key_position("op"), "op is given and no collective of this entry reduces");
  }
  if (map.find("root") && !any_collective(sweep, [](const auto& row) { return row.rooted; })) {
    throw InputError(map.key_position("root"),
                     "root is given and no collective of this entry has one");
  }
  if (ranks && sweep.root >= *ranks) {
    throw InputError(map.at("root").where,
                     fmt::format("root {} is not one of the suite's {} ranks, 0 to {}", sweep.root,
                                 *ranks, *ranks - 1));
  }
  const bool asks_in_place = std::ranges::count(sweep.in_place, true) > 0;
  if (asks_in_place && !any_collective(sweep, [](const auto& row) {
        return row.collective != Collective::SendRecv && row.collective != Collective::AllToAll;
      })) {
    throw InputError(map.key_position("in_place"),
                     "send_recv and all_to_all are not defined in place here");
  }
}

template <class Enum>
void read_setting(MapReader& map, const CollectiveSweep& sweep, std::string_view key,
                  std::span<const std::string_view> words, std::vector<Enum>& values) {
  const YamlNode* const node = map.find(key);
  if (node == nullptr) return;
  values = read_choices<Enum>(*node, key, words);
  const auto may_be_nccl = [](const std::string& name) { return name == "nccl" || name == "auto"; };
  if (std::ranges::none_of(sweep.backends, may_be_nccl)) {
    throw InputError(map.key_position(key),
                     fmt::format("{} is given, which is NCCL's, and no backend of this entry is "
                                 "nccl",
                                 key));
  }
}

void read_nccl_settings(MapReader& map, CollectiveSweep& sweep) {
  read_setting(map, sweep, "protocol", kNcclProtocols, sweep.protocols);
  read_setting(map, sweep, "buffers", kNcclBuffers, sweep.buffers);
  read_setting(map, sweep, "launch", kNcclLaunches, sweep.launches);
  read_setting(map, sweep, "cta_policy", kNcclCtaPolicies, sweep.cta_policies);
}

void read_message_memory(MapReader& map, CollectiveSweep& sweep) {
  const YamlNode* const node = map.find("memory");
  if (node == nullptr) return;
  sweep.memories = read_choices<MessageMemory>(*node, "memory of messages", kMessageMemories);
  const auto may_choose = [](const std::string& name) { return name != "nccl"; };
  if (std::ranges::none_of(sweep.backends, may_choose)) {
    throw InputError(
        map.key_position("memory"),
        "memory is given, which is of MPI and of peer, and no backend of this entry is "
        "one of them");
  }
  const auto beyond = [](MessageMemory one) { return one != MessageMemory::Host; };
  const auto apart = [](CallForm one) { return one != CallForm::Blocking; };
  if (std::ranges::any_of(sweep.memories, beyond) && std::ranges::any_of(sweep.calls, apart)) {
    throw InputError(map.key_position("memory"),
                     "calls that do not block are measured on the host's memory only");
  }
}

CollectiveSweep read_collectives(MapReader& map, std::optional<int> ranks) {
  CollectiveSweep sweep;
  sweep.collectives =
      read_choices<Collective>(map.at("collective"), "collective", names_of(kCollectives));
  sweep.backends = read_names(map.find("backend"), "backend", kCollectiveBackends);
  sweep.algorithms = read_algorithms(map.find("algorithm"));
  sweep.types = read_types(map.find("dtype"));
  if (const auto tf32 = std::find(sweep.types.begin(), sweep.types.end(), DataType::tf32);
      tf32 != sweep.types.end()) {
    const auto items = read_one_or_more(map.at("dtype"));
    throw InputError(items[static_cast<std::size_t>(tf32 - sweep.types.begin())]->where,
                     "tf32 is a way to multiply f32; a collective moves f32");
  }
  const YamlNode* ops = map.find("op");
  sweep.ops = ops == nullptr ? std::vector{ReductionOp::Sum}
                             : read_choices<ReductionOp>(*ops, "reduction", kReductionOps);
  sweep.sizes = read_sizes(map.at("size"), read_bytes);
  const YamlNode* in_place = map.find("in_place");
  sweep.in_place = in_place == nullptr ? std::vector{false} : read_distinct(*in_place, read_bool);
  const YamlNode* calls = map.find("calls");
  sweep.calls = calls == nullptr ? std::vector{CallForm::Blocking}
                                 : read_choices<CallForm>(*calls, "form of calls", kCallForms);
  if (const YamlNode* root = map.find("root")) {
    sweep.root = static_cast<int>(read_whole(*root, 0, 999'999));
  }
  read_scopes(map, sweep.scopes, sweep.orders);
  read_bisect(map, sweep);
  read_message_memory(map, sweep);
  read_nccl_settings(map, sweep);
  check_collective(sweep, map, ranks);
  return sweep;
}

GemmSweep read_gemms(MapReader& map) {
  GemmSweep sweep;
  sweep.kernels = read_kernels(&map.at("gemm"));
  sweep.types = read_types(map.find("dtype"));
  const auto same = [](const GemmShape& shape) { return std::array{shape.m, shape.n, shape.k}; };
  for (const auto& [m, n, k] : read_distinct(
           map.at("shape"), [&](const YamlNode& item) { return same(read_shape(item)); })) {
    sweep.shapes.push_back({m, n, k});
  }
  const YamlNode* input = map.find("input");
  sweep.inputs = input == nullptr
                     ? std::vector{Distribution::Uniform}
                     : read_choices<Distribution>(*input, "distribution", kDistributions);
  sweep.launches = read_launches(map.find("launch"));
  return sweep;
}

Bytes read_array_bytes(const YamlNode& node) {
  const Bytes bytes = read_bytes(node);
  if (bytes.count() == 0 || bytes.count() % sizeof(double) != 0) {
    throw InputError(
        node.where,
        fmt::format("an array of {} does not hold whole f64 elements of 8B", format_bytes(bytes)));
  }
  return bytes;
}

MemorySweep read_memory(MapReader& map) {
  MemorySweep sweep;
  sweep.patterns =
      read_choices<MemoryPattern>(map.at("memory"), "memory pattern", names_of(kMemoryPatterns));
  sweep.backends = read_names(map.find("backend"), "backend", kMemoryBackends);
  sweep.sizes = read_sizes(map.at("size"), read_array_bytes);
  sweep.launches = read_launches(map.find("launch"));
  return sweep;
}

CommunicatorSweep read_communicators(MapReader& map) {
  CommunicatorSweep sweep;
  sweep.kinds = read_choices<InitKind>(map.at("communicator"), "kind of communicator", kInitKinds);
  sweep.backends = read_names(map.find("backend"), "backend", kLibraries);
  return sweep;
}

/// Whether any matmul or memory pattern of the entry is launched as a graph.
struct AsksForGraphs {
  template <class Sweep>
  bool operator()(const Sweep& sweep) const {
    if constexpr (requires(std::vector<Launch> & own) { own = sweep.launches; }) {
      return std::ranges::find(sweep.launches, Launch::Graph) != sweep.launches.end();
    }
    return false;
  }
};

}  // namespace

std::vector<std::string> read_names(const YamlNode* node, std::string_view what,
                                    std::span<const std::string_view> words) {
  if (node == nullptr) return {"auto"};
  return read_distinct(*node, [&](const YamlNode& item) {
    return std::string(words[read_choice(item, what, words)]);
  });
}

std::vector<DataType> read_types(const YamlNode* node) {
  if (node == nullptr) return {DataType::f32};
  return read_choices<DataType>(*node, "data type", names_of(kDataTypes));
}

std::vector<std::string> read_kernels(const YamlNode* node) {
  std::vector<std::string_view> kernels{"auto"};
  for (const GemmKernel& kernel : gemm_catalogue()) kernels.push_back(kernel.name);
  return read_names(node, "kernel", kernels);
}

std::string_view name(Launch launch) { return kLaunches[static_cast<std::size_t>(launch)]; }

Sweep read_entry(const YamlNode& node, const Measure& defaults, std::optional<int> ranks) {
  if (node.find("contenders") != nullptr) return read_contest(node, defaults, ranks);
  const ConfigMap kind = kind_of_entry(node);
  MapReader map(node, kind);
  Sweep sweep{{}, defaults, map.where(), nullptr};
  if (kind == ConfigMap::CollectiveEntry) sweep.what = read_collectives(map, ranks);
  if (kind == ConfigMap::GemmEntry) sweep.what = read_gemms(map);
  if (kind == ConfigMap::MemoryEntry) sweep.what = read_memory(map);
  if (kind == ConfigMap::CommunicatorEntry) sweep.what = read_communicators(map);
  if (kind == ConfigMap::VirtualRanksEntry) {
    sweep.what = read_virtual_ranks(map, read_array_bytes, read_launches(map.find("launch")));
  }
  if (kind == ConfigMap::PairwiseEntry) {
    sweep.what = read_pairwise(map, read_names(map.find("backend"), "backend", kLibraries),
                               read_types(map.find("dtype")));
  }
  if (kind == ConfigMap::StepEntry) {
    sweep.what = read_step(map, read_names(map.find("backend"), "backend", kCollectiveBackends),
                           read_types(map.find("dtype")));
  }
  if (const YamlNode* measure = map.find("measure")) {
    sweep.measure = read_measure(*measure, defaults);
  }
  if (sweep.measure.timing == Timing::PerCall && std::visit(AsksForGraphs{}, sweep.what)) {
    throw InputError(map.key_position("launch"),
                     "launch: graph launches many calls at once; timing: per_call times one alone");
  }
  map.finish();
  return sweep;
}

}  // namespace fourfold
