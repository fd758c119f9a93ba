// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/nearest.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 3> kCollectiveBackends{"auto", "mpi", "nccl"};
constexpr std::array<std::string_view, 3> kMemoryBackends{"auto", "host", "cuda"};
constexpr std::array<std::string_view, 2> kLaunches{"stream", "graph"};
/// So that the bytes of a matrix stay far from overflow; no machine holds one this large.
constexpr std::int64_t kMostRows = std::int64_t{1} << 20;

template <class Table>
std::vector<std::string_view> names_of(const Table& table) {
  std::vector<std::string_view> names;
  names.reserve(std::size(table));
  for (const auto& row : table) names.push_back(row.name);
  return names;
}

template <class Enum>
std::vector<Enum> read_choices(const YamlNode& node, std::string_view what,
                               std::span<const std::string_view> words) {
  return read_distinct(node, [&](const YamlNode& item) {
    return static_cast<Enum>(read_choice(item, what, words));
  });
}

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

std::vector<Launch> read_launches(const YamlNode* node) {
  if (node == nullptr) return {Launch::Stream};
  return read_choices<Launch>(*node, "launch", kLaunches);
}

using ReadBytes = Bytes (*)(const YamlNode&);

std::vector<Bytes> read_range(const YamlNode& node, ReadBytes read) {
  MapReader map(node, ConfigMap::SizeRange);
  const Bytes from = read(map.at("from"));
  const Bytes to = read_bytes(map.at("to"));
  const YamlNode* factor_node = map.find("factor");
  const auto factor = static_cast<std::uint64_t>(
      factor_node == nullptr ? 2 : read_whole(*factor_node, 2, 1'000'000));
  map.finish();
  if (from.count() == 0) {
    throw InputError(map.at("from").where,
                     "a range cannot start at 0B: no factor leads away from it");
  }
  if (from > to) {
    throw InputError(map.at("from").where, fmt::format("the range starts at {}, above its end {}",
                                                       format_bytes(from), format_bytes(to)));
  }
  std::vector<Bytes> sizes;
  for (std::uint64_t size = from.count();; size *= factor) {
    sizes.emplace_back(size);
    if (size > to.count() / factor) return sizes;
  }
}

std::vector<Bytes> read_sizes(const YamlNode& node, ReadBytes read) {
  if (node.kind == YamlNode::Kind::Map) return read_range(node, read);
  return read_distinct(node, read);
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

GemmShape read_shape_text(const YamlNode& node) {
  std::array<std::int64_t, 3> sides{};
  const char* at = node.text.data();
  const char* end = at + node.text.size();
  std::size_t read = 0;
  for (; read < sides.size(); ++read) {
    if (read > 0 && (at == end || *at++ != 'x')) break;
    const auto [rest, status] = std::from_chars(at, end, sides[read]);
    if (status != std::errc() || sides[read] < 1 || sides[read] > kMostRows) break;
    at = rest;
  }
  // One number alone is a cube.
  if (read == 1 && at == end) return {sides[0], sides[0], sides[0]};
  if (read == sides.size() && at == end) return {sides[0], sides[1], sides[2]};
  throw InputError(node.where, fmt::format("'{}' is not a shape: expected 1024, 64x4096x4096 or "
                                           "{{m: 64, n: 4096, k: 4096}}, each side from 1 to {}",
                                           shown(node.text), kMostRows));
}

GemmShape read_shape(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::Scalar) return read_shape_text(node);
  MapReader map(node, ConfigMap::Shape);
  const GemmShape shape{read_whole(map.at("m"), 1, kMostRows),
                        read_whole(map.at("n"), 1, kMostRows),
                        read_whole(map.at("k"), 1, kMostRows)};
  map.finish();
  return shape;
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
  const bool asks_in_place =
      std::find(sweep.in_place.begin(), sweep.in_place.end(), true) != sweep.in_place.end();
  if (asks_in_place && !any_collective(sweep, [](const auto& row) {
        return row.collective != Collective::SendRecv && row.collective != Collective::AllToAll;
      })) {
    throw InputError(map.key_position("in_place"),
                     "send_recv and all_to_all are not defined in place here");
  }
}

CollectiveSweep read_collectives(MapReader& map, std::optional<int> ranks) {
  CollectiveSweep sweep;
  sweep.collectives =
      read_choices<Collective>(map.at("collective"), "collective", names_of(kCollectives));
  sweep.backends = read_names(map.find("backend"), "backend", kCollectiveBackends);
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
  if (const YamlNode* root = map.find("root")) {
    sweep.root = static_cast<int>(read_whole(*root, 0, 999'999));
  }
  check_collective(sweep, map, ranks);
  return sweep;
}

GemmSweep read_gemms(MapReader& map) {
  std::vector<std::string_view> kernels{"auto"};
  for (const GemmKernel& kernel : gemm_catalogue()) kernels.push_back(kernel.name);
  GemmSweep sweep;
  sweep.kernels = read_names(&map.at("gemm"), "kernel", kernels);
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

MemorySweep read_memory(MapReader& map) {
  MemorySweep sweep;
  sweep.patterns =
      read_choices<MemoryPattern>(map.at("memory"), "memory pattern", names_of(kMemoryPatterns));
  sweep.backends = read_names(map.find("backend"), "backend", kMemoryBackends);
  sweep.sizes = read_sizes(map.at("size"), read_array_bytes);
  sweep.launches = read_launches(map.find("launch"));
  return sweep;
}

/// Whether any case of the entry is launched as a graph.
struct AsksForGraphs {
  bool operator()(const CollectiveSweep&) const { return false; }
  template <class Sweep>
  bool operator()(const Sweep& sweep) const {
    return std::find(sweep.launches.begin(), sweep.launches.end(), Launch::Graph) !=
           sweep.launches.end();
  }
};

constexpr std::array<std::string_view, 4> kEntryKinds{"collective", "gemm", "memory", "contenders"};

/// An entry without a kind has most often a misspelt one.
[[noreturn]] void refuse_kindless(const YamlNode& node) {
  for (const YamlEntry& entry : node.entries) {
    const std::string hint = did_you_mean(shown(entry.key), kEntryKinds);
    if (!hint.empty()) {
      throw InputError(entry.where, fmt::format("unknown key '{}'{}", entry.key, hint));
    }
  }
  throw InputError(node.where,
                   "an entry of cases needs one of the keys collective, gemm and memory");
}

ConfigMap kind_of_entry(const YamlNode& node) {
  const YamlEntry* collective = node.find("collective");
  const YamlEntry* gemm = node.find("gemm");
  const YamlEntry* memory = node.find("memory");
  const int kinds = (collective != nullptr) + (gemm != nullptr) + (memory != nullptr);
  if (node.kind == YamlNode::Kind::Map && kinds == 0) refuse_kindless(node);
  if (kinds > 1) {
    throw InputError(node.where, fmt::format("an entry of cases has exactly one of the keys "
                                             "collective, gemm and memory; this one has {}",
                                             kinds));
  }
  if (gemm != nullptr) return ConfigMap::GemmEntry;
  return memory != nullptr ? ConfigMap::MemoryEntry : ConfigMap::CollectiveEntry;
}

}  // namespace

std::string_view name(Launch launch) { return kLaunches[static_cast<std::size_t>(launch)]; }

Sweep read_entry(const YamlNode& node, const Measure& defaults, std::optional<int> ranks) {
  if (node.find("contenders") != nullptr) return read_contest(node, defaults, ranks);
  const ConfigMap kind = kind_of_entry(node);
  MapReader map(node, kind);
  Sweep sweep{{}, defaults, map.where(), nullptr};
  if (kind == ConfigMap::CollectiveEntry) sweep.what = read_collectives(map, ranks);
  if (kind == ConfigMap::GemmEntry) sweep.what = read_gemms(map);
  if (kind == ConfigMap::MemoryEntry) sweep.what = read_memory(map);
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
