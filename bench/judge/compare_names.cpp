// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/compare_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string_view>

#include "collectives/collective.hpp"

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

/// What a log leaves open unless its case's name says it: no header has it, and variables of the
/// environment may have set it.
struct Open {
  std::string_view attribute;
  std::string_view only;  ///< of this program's logs, or of this library's; "": of all
};
constexpr std::array kOpen{
    Open{"cache", ""},        Open{"algorithm", ""},      Open{"timing", "imb"},
    Open{"protocol", "nccl"}, Open{"protocol", "rccl"},   Open{"buffers", "nccl"},
    Open{"buffers", "rccl"},  Open{"cta_policy", "nccl"}, Open{"cta_policy", "rccl"},
};

using Attributes = std::map<std::string, std::string>;

std::string value_of(const Attributes& side, const std::string& attribute) {
  const auto found = side.find(attribute);
  if (found != side.end()) return found->second;
  // NCCL's buffers lie on GPUs, and a case of ours says where only if MPI's do.
  const auto backend = side.find("backend");
  const bool on_gpus =
      backend != side.end() && (backend->second == "nccl" || backend->second == "rccl");
  return attribute == "memory" && on_gpus ? "device" : usual(attribute);
}

bool is_open(const Attributes& logged, std::string_view attribute) {
  if (logged.count("by") == 0 || logged.count(std::string(attribute)) > 0) return false;
  return std::ranges::any_of(kOpen, [&](const Open& one) {
    return one.attribute == attribute && (one.only.empty() || one.only == logged.at("by") ||
                                          one.only == value_of(logged, "backend"));
  });
}

/// Of what only moves bytes, that they are called char, byte or i8 makes no difference.
bool same_bytes(const Attributes& a, const Attributes& b) {
  constexpr std::array<std::string_view, 4> kBytes{"i8", "u8", "char", "byte"};
  const auto collective = parse_collective(value_of(a, "operation"));
  const auto is_byte = [&](const Attributes& side) {
    return std::ranges::find(kBytes, value_of(side, "dtype")) != kBytes.end();
  };
  return collective && !traits(*collective).reduces && is_byte(a) && is_byte(b);
}

/// What is no difference between cases of different programs.
bool passes_across(const Attributes& a, const Attributes& b, const std::string& attribute) {
  if (attribute == "by" || attribute == "size") return true;
  if (attribute == "dtype" && same_bytes(a, b)) return true;
  return is_open(a, attribute) || is_open(b, attribute);
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

bool in_groups(const std::string& name) { return name_attributes(name).contains("scope"); }

std::string log_of(const std::string& name) {
  const auto attributes = name_attributes(name);
  const auto by = attributes.find("by");
  return by == attributes.end() ? "" : by->second;
}

Untold untold(const std::string& logged, const std::string& other) {
  const auto of_log = name_attributes(logged);
  const auto of_other = name_attributes(other);
  Untold out;
  for (const Open& one : kOpen) {
    const std::string attribute(one.attribute);
    if (!one.only.empty() && one.only != value_of(of_log, "by") &&
        one.only != value_of(of_log, "backend")) {
      continue;
    }
    if (!is_open(of_log, attribute)) continue;
    if (is_open(of_other, attribute)) {
      out.attributes.push_back(attribute);
      continue;
    }
    const std::string value = value_of(of_other, attribute);
    out.attributes.push_back(fmt::format("{} ({} in the other)", attribute, value));
    if (value != usual(attribute)) ++out.chosen;
  }
  return out;
}

std::vector<std::string> differences(const std::string& one, const std::string& other) {
  const auto a = name_attributes(one);
  const auto b = name_attributes(other);
  std::set<std::string> attributes;
  for (const auto* side : {&a, &b}) {
    for (const auto& [attribute, value] : *side) attributes.insert(attribute);
  }
  attributes.erase("backend");
  const bool across = log_of(one) != log_of(other);
  if (across) attributes.insert("memory");  // which the library alone may say
  std::vector<std::string> words;
  for (const std::string& attribute : attributes) {
    if (across && passes_across(a, b, attribute)) continue;
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
