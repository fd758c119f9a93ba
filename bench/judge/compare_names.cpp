// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/compare_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string_view>

namespace fourfold {
namespace {

/// A part of a name that stands for a value of an attribute.
struct Suffix {
  std::string_view part, attribute, value;
};
constexpr std::array kSuffixes{
    Suffix{"prod", "reduction", "prod"},
    Suffix{"min", "reduction", "min"},
    Suffix{"max", "reduction", "max"},
    Suffix{"avg", "reduction", "avg"},
    Suffix{"in_place", "in place", "yes"},
    Suffix{"nonblocking", "calls", "nonblocking"},
    Suffix{"persistent", "calls", "persistent"},
    Suffix{"overlapped", "calls", "overlapped"},
    Suffix{"pinned", "memory", "pinned"},
    Suffix{"staged", "memory", "staged"},
    Suffix{"device", "memory", "device"},
    Suffix{"node", "scope", "node"},
    Suffix{"rack", "scope", "rack"},
    Suffix{"one_at_a_time", "groups", "one at a time"},
    Suffix{"graph", "launch", "graph"},
    Suffix{"hot", "cache", "hot"},
    Suffix{"per_call", "timing", "per call"},
    Suffix{"sustained", "load", "sustained"},
    Suffix{"output_layer", "output layer", "yes"},
};

/// What holds where a name says nothing.
struct Usual {
  std::string_view attribute, value;
};
constexpr std::array kUsual{
    Usual{"reduction", "sum"},  Usual{"in place", "no"},        Usual{"calls", "blocking"},
    Usual{"memory", "host"},    Usual{"scope", "facility"},     Usual{"groups", "concurrent"},
    Usual{"launch", "stream"},  Usual{"cache", "cold"},         Usual{"timing", "batched"},
    Usual{"load", "burst"},     Usual{"algorithm", "auto"},     Usual{"protocol", "auto"},
    Usual{"buffers", "malloc"}, Usual{"cta_policy", "default"}, Usual{"root", "0"},
    Usual{"by", "fourfold"},    Usual{"output layer", "no"},    Usual{"bucket", "25MiB"},
    Usual{"layers", "all"},
};

std::string usual(const std::string& attribute) {
  const auto* const found = std::ranges::find(kUsual, attribute, &Usual::attribute);
  return found == kUsual.end() ? "none" : std::string(found->value);
}

/// What the first parts of a name are, by operation; the first part is the operation.
std::vector<std::string_view> heads(const std::string& operation) {
  if (operation == "gemm") return {"backend", "dtype", "size", "input"};
  if (operation == "memory") return {"backend", "pattern", "size"};
  if (operation == "communicator") return {"backend", "kind"};
  if (operation == "step") return {"backend", "dtype", "model", "tokens"};
  if (operation == "contest") return {};
  return {"backend", "dtype", "size"};
}

void take_suffix(const std::string& part, std::map<std::string, std::string>& attributes) {
  if (const auto* const known = std::ranges::find(kSuffixes, part, &Suffix::part);
      known != kSuffixes.end()) {
    attributes[std::string(known->attribute)] = known->value;
    return;
  }
  const std::size_t colon = part.find(':');
  if (colon == std::string::npos) {
    attributes[part] = "yes";
  } else {
    attributes[part.substr(0, colon)] = part.substr(colon + 1);
  }
}

}  // namespace

std::map<std::string, std::string> name_attributes(const std::string& name) {
  std::map<std::string, std::string> attributes;
  std::istringstream stream(name);
  std::string part;
  std::getline(stream, part, '/');
  attributes["operation"] = part;
  for (const std::string_view head : heads(part)) {
    if (std::getline(stream, part, '/')) attributes[std::string(head)] = part;
  }
  while (std::getline(stream, part, '/')) take_suffix(part, attributes);
  return attributes;
}

std::vector<std::string> differences(const std::string& one, const std::string& other) {
  const auto a = name_attributes(one);
  const auto b = name_attributes(other);
  std::set<std::string> attributes;
  for (const auto* side : {&a, &b}) {
    for (const auto& [attribute, value] : *side) attributes.insert(attribute);
  }
  attributes.erase("backend");
  std::vector<std::string> words;
  const auto value_of = [](const auto& side, const std::string& attribute) {
    const auto found = side.find(attribute);
    return found == side.end() ? usual(attribute) : found->second;
  };
  for (const std::string& attribute : attributes) {
    const std::string of_one = value_of(a, attribute);
    const std::string of_other = value_of(b, attribute);
    if (of_one != of_other)
      words.push_back(fmt::format("{} {}, not {}", attribute, of_other, of_one));
  }
  return words;
}

std::string work_name(const std::string& name) {
  const std::size_t first = name.find('/');
  const std::size_t second = name.find('/', first + 1);
  if (first == std::string::npos || second == std::string::npos) return name;
  return name.substr(0, first) + name.substr(second);
}

}  // namespace fourfold
