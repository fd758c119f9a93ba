// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/override.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

namespace fourfold {
namespace {

using NodePointer = std::shared_ptr<const YamlNode>;

/// One step of a path: into a map by key, or into a list by index.
struct Step {
  std::string key;
  std::optional<std::size_t> index;
  SourcePosition where;
};

class PathParser {
 public:
  PathParser(std::string_view path, std::string file) : path_(path), file_(std::move(file)) {}

  std::vector<Step> parse() {
    std::vector<Step> steps{key()};
    while (at_ < path_.size()) {
      if (path_[at_] == '.') {
        ++at_;
        steps.push_back(key());
      } else {
        steps.push_back(index());
      }
    }
    return steps;
  }

 private:
  SourcePosition here() const { return {file_, 1, static_cast<int>(at_) + 1}; }

  [[noreturn]] void fail() const {
    throw InputError(here(),
                     "this is not a path: expected keys and indices, as in measure.max_time "
                     "or cases[0].size");
  }

  Step key() {
    const SourcePosition where = here();
    const std::size_t end = std::min(path_.find_first_of(".[]", at_), path_.size());
    if (end == at_) fail();
    Step step{std::string(path_.substr(at_, end - at_)), std::nullopt, where};
    at_ = end;
    return step;
  }

  Step index() {
    const SourcePosition where = here();
    std::size_t value = 0;
    const char* begin = path_.data() + at_ + 1;
    const char* end = path_.data() + path_.size();
    if (path_[at_] != '[' || begin == end) fail();
    const auto [rest, status] = std::from_chars(begin, end, value);
    if (status != std::errc() || rest == end || *rest != ']') fail();
    at_ = static_cast<std::size_t>(rest - path_.data()) + 1;
    return {"", value, where};
  }

  std::string_view path_;
  std::string file_;
  std::size_t at_ = 0;
};

NodePointer replaced(const NodePointer& node, std::span<const Step> steps,
                     const NodePointer& value);

NodePointer replaced_item(const NodePointer& node, std::span<const Step> steps,
                          const NodePointer& value) {
  const Step& step = steps.front();
  if (!node || node->kind != YamlNode::Kind::Sequence) {
    throw InputError(step.where, fmt::format("an index into {}, which is no list",
                                             node ? describe(node->kind) : "nothing"));
  }
  if (*step.index >= node->items.size()) {
    throw InputError(step.where, fmt::format("there is no item {}: the list has {}, counted from 0",
                                             *step.index, node->items.size()));
  }
  auto copy = std::make_shared<YamlNode>(*node);
  NodePointer& item = copy->items[*step.index];
  item = replaced(item, steps.subspan(1), value);
  return copy;
}

NodePointer replaced_entry(const NodePointer& node, std::span<const Step> steps,
                           const NodePointer& value) {
  const Step& step = steps.front();
  const bool absent = !node || node->kind == YamlNode::Kind::Null;
  if (!absent && node->kind != YamlNode::Kind::Map) {
    throw InputError(step.where, fmt::format("the key '{}' of {}, which is no map", step.key,
                                             describe(node->kind)));
  }
  auto copy = absent ? std::make_shared<YamlNode>() : std::make_shared<YamlNode>(*node);
  if (absent) {
    copy->kind = YamlNode::Kind::Map;
    copy->where = step.where;
  }
  auto entry = std::find_if(copy->entries.begin(), copy->entries.end(),
                            [&](const YamlEntry& one) { return one.key == step.key; });
  if (entry == copy->entries.end()) {
    entry = copy->entries.insert(entry, {step.key, step.where, nullptr});
  }
  entry->value = replaced(entry->value, steps.subspan(1), value);
  return copy;
}

/// Copies what lies on the path and shares the rest: an alias elsewhere keeps its old value.
NodePointer replaced(const NodePointer& node, std::span<const Step> steps,
                     const NodePointer& value) {
  if (steps.empty()) return value;
  return steps.front().index ? replaced_item(node, steps, value)
                             : replaced_entry(node, steps, value);
}

}  // namespace

std::shared_ptr<const YamlNode> with_override(const std::shared_ptr<const YamlNode>& root,
                                              const std::string& path_and_value) {
  const std::string file = "--set " + path_and_value;
  const std::size_t equals = path_and_value.find('=');
  if (equals == std::string::npos) {
    throw InputError({file, 1, 1}, "expected path=value, as in measure.max_time=2s");
  }
  const auto steps = PathParser(std::string_view(path_and_value).substr(0, equals), file).parse();
  // Spaces in place of the path, so that the parser counts columns as the user does.
  const std::string text = path_and_value.substr(equals + 1);
  const std::string padded = std::string(equals + 1, ' ') + text;
  if (text.find_first_not_of(' ') == std::string::npos) {
    throw InputError({file, 1, static_cast<int>(equals) + 2}, "there is no value after the =");
  }
  return replaced(root, steps, parse_yaml(padded, file));
}

}  // namespace fourfold
