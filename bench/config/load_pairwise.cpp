// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 1> kPairwise{"send_recv"};
constexpr int kMostRounds = 1000;

Bytes read_message(const YamlNode& node) {
  const Bytes bytes = read_bytes(node);
  if (bytes.count() == 0) throw InputError(node.where, "a message of 0 bytes has no link to time");
  return bytes;
}

}  // namespace

PairwiseSweep read_pairwise(MapReader& map, std::vector<std::string> backends,
                            std::vector<DataType> types) {
  PairwiseSweep sweep;
  read_choice(map.at("pairwise"), "operation of pairs", kPairwise);
  sweep.backends = std::move(backends);
  sweep.types = std::move(types);
  sweep.sizes = read_sizes(map.at("size"), read_message);
  if (const YamlNode* const rounds = map.find("rounds")) {
    sweep.rounds = static_cast<int>(read_whole(*rounds, 1, kMostRounds));
  }
  if (const YamlNode* const computation = map.find("computation")) {
    sweep.computation =
        static_cast<Probing>(read_choice(*computation, "order of computations", kProbings));
  }
  return sweep;
}

}  // namespace fourfold
