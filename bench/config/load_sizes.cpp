// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

/// So that the bytes of a matrix stay far from overflow; no machine holds one this large.
constexpr std::int64_t kMostRows = std::int64_t{1} << 20;

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

}  // namespace

std::vector<Bytes> read_sizes(const YamlNode& node, ReadBytes read) {
  if (node.kind == YamlNode::Kind::Map) return read_range(node, read);
  return read_distinct(node, read);
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

}  // namespace fourfold
