// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/yaml_document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "bench/config/read_text_file.hpp"

namespace fourfold {
namespace {

SourcePosition position(const std::string& file, const YAML::Mark& mark) {
  if (mark.is_null()) return {file, 0, 0};
  return {file, mark.line + 1, mark.column + 1};
}

/// Builds the tree from the parser's events. yaml-cpp's own tree is not used: it has no positions
/// of keys, drops duplicates without a word, and recurses before anyone can say stop.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string file) : file_(std::move(file)) {}

  std::shared_ptr<const YamlNode> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) fail(mark, "a second document starts here; expected one document per file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = make(YamlNode::Kind::Null, mark);
    // Where nothing stands, the parser is already at what comes next, lines below the key.
    if (!open_.empty() && open_.back().key) node->where = open_.back().key->where;
    add(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    // "?" and "!" are what the parser reports for plain and for quoted scalars without a tag.
    if (tag != "?" && tag != "!") reject_tag(mark, tag);
    auto node = make(YamlNode::Kind::Scalar, mark);
    node->text = value;
    node->quoted = tag == "!";
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) fail(mark, "this alias stands for the very node it is in");
    aliased_ += found->second.size;
    if (aliased_ > kMaxAliasedNodes) {
      fail(mark, fmt::format("aliases stand for more than {} nodes", kMaxAliasedNodes));
    }
    add_counted(found->second.node, found->second.size);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::Sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::Map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Counted {
    std::shared_ptr<const YamlNode> node;
    std::size_t size;  ///< nodes in it, aliases expanded
  };
  struct Open {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor;
    std::size_t size = 1;
    std::optional<YamlEntry> key;  ///< of a map: read, and its value not yet
    std::unordered_map<std::string, int> lines_of_keys;
  };

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& message) const {
    throw InputError(position(file_, mark), message);
  }

  [[noreturn]] void reject_tag(const YAML::Mark& mark, const std::string& tag) const {
    fail(mark, fmt::format("the tag '{}' means nothing here; leave it out", tag));
  }

  std::shared_ptr<YamlNode> make(YamlNode::Kind kind, const YAML::Mark& mark) const {
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->where = position(file_, mark);
    return node;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    if (tag != "?" && tag != "!" && !tag.empty()) reject_tag(mark, tag);
    if (open_.size() == kMaxYamlDepth) {
      fail(mark, fmt::format("nested deeper than {} levels", kMaxYamlDepth));
    }
    if (expects_key()) fail(mark, "a key must be plain text");
    open_.push_back({.node = make(kind, mark), .anchor = anchor, .key = {}, .lines_of_keys = {}});
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.anchor != YAML::NullAnchor) anchored_[closed.anchor] = {closed.node, closed.size};
    add_counted(std::move(closed.node), closed.size);
  }

  void add(std::shared_ptr<YamlNode> node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchored_[anchor] = {node, 1};
    add_counted(std::move(node), 1);
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().node->kind == YamlNode::Kind::Map && !open_.back().key;
  }

  void add_counted(std::shared_ptr<const YamlNode> node, std::size_t size) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    parent.size += size;
    if (expects_key()) {
      take_key(parent, *node);
    } else if (parent.key) {
      parent.key->value = std::move(node);
      parent.node->entries.push_back(std::move(*parent.key));
      parent.key.reset();
    } else {
      parent.node->items.push_back(std::move(node));
    }
  }

  static void take_key(Open& map, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::Scalar) throw InputError(key.where, "a key must be plain text");
    if (key.text.size() > kMaxKeyBytes) {
      throw InputError(key.where, fmt::format("a key of {} bytes; none is longer than {}",
                                              key.text.size(), kMaxKeyBytes));
    }
    const auto [first, fresh] = map.lines_of_keys.emplace(key.text, key.where.line);
    if (!fresh) {
      throw InputError(key.where,
                       fmt::format("the key '{}' stands here again; it is already on line {}",
                                   key.text, first->second));
    }
    map.key = YamlEntry{key.text, key.where, nullptr};
  }

  std::string file_;
  std::shared_ptr<const YamlNode> root_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Counted> anchored_;
  std::size_t aliased_ = 0;
};

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::string_view describe(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::Null:
      return "nothing";
    case YamlNode::Kind::Scalar:
      return "text";
    case YamlNode::Kind::Sequence:
      return "a list";
    case YamlNode::Kind::Map:
      return "a map";
  }
  return "nothing";
}

std::shared_ptr<const YamlNode> parse_yaml(const std::string& text, const std::string& file) {
  check_text(text, file);
  TreeBuilder builder(file);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw InputError(position(file, error.mark), "this is not YAML: " + error.msg);
  }
  if (!builder.root()) throw InputError({file, 0, 0}, "is empty");
  return builder.root();
}

std::shared_ptr<const YamlNode> load_yaml(const std::string& file) {
  return parse_yaml(read_text_file(file), file);
}

}  // namespace fourfold
