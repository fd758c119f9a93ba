// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/yaml_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/config/read_text_file.hpp"

namespace fourfold {
namespace {

/// "file:line:column: message" of the InputError, or "" when there was none.
std::string complaint(const std::string& text) {
  try {
    parse_yaml(text, "f");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string place(const SourcePosition& where) { return format(where); }

TEST(YamlDocument, KnowsKindsAndPlaces) {
  const auto root = parse_yaml("a: 1\nb:\n  - x\n  - 'y'\nc: {d: ~}\n", "f");
  ASSERT_EQ(root->kind, YamlNode::Kind::Map);
  ASSERT_EQ(root->entries.size(), 3u);
  EXPECT_EQ(root->entries[0].key, "a");
  EXPECT_EQ(place(root->entries[0].where), "f:1:1");
  EXPECT_EQ(place(root->entries[0].value->where), "f:1:4");
  const YamlNode& list = *root->find("b")->value;
  ASSERT_EQ(list.kind, YamlNode::Kind::Sequence);
  EXPECT_EQ(place(list.items[1]->where), "f:4:5");
  EXPECT_FALSE(list.items[0]->quoted);
  EXPECT_TRUE(list.items[1]->quoted);
  const YamlNode& inner = *root->find("c")->value;
  EXPECT_EQ(inner.find("d")->value->kind, YamlNode::Kind::Null);
  EXPECT_EQ(place(inner.find("d")->where), "f:5:5");
  EXPECT_EQ(inner.find("e"), nullptr);
}

TEST(YamlDocument, QuotedNullAndEmptyTextAreText) {
  const auto root = parse_yaml("a: \"\"\nb: 'null'\nc: |\n  text\n", "f");
  EXPECT_EQ(root->find("a")->value->kind, YamlNode::Kind::Scalar);
  EXPECT_EQ(root->find("b")->value->text, "null");
  EXPECT_TRUE(root->find("c")->value->quoted);
  EXPECT_EQ(root->find("c")->value->text, "text\n");
}

TEST(YamlDocument, NothingUnderAKeyIsAtTheKey) {
  const auto root = parse_yaml("a:\n\n\nb: 1\n", "f");
  EXPECT_EQ(place(root->find("a")->value->where), "f:1:1");
}

TEST(YamlDocument, AliasesShareTheNode) {
  const auto root = parse_yaml("a: &x [1, 2]\nb: *x\n", "f");
  EXPECT_EQ(root->find("a")->value, root->find("b")->value);
}

TEST(YamlDocument, AllowsAliasesUpToTheBound) {
  // A list of 99 scalars is 100 nodes: 200 aliases of it are exactly the bound.
  std::string list = "a: &a [x";
  for (int i = 1; i < 99; ++i) list += ", x";
  list += "]\nb: [*a";
  for (int i = 1; i < 200; ++i) list += ", *a";
  EXPECT_EQ(complaint(list + "]\n"), "");
  EXPECT_THAT(complaint(list + ", *a]\n"),
              testing::MatchesRegex("f:2:[0-9]+: aliases stand for more than 20000 nodes"));
}

TEST(YamlDocument, AliasBombIsStoppedAtOnce) {
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 64; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below + ", " + below + "]\n";
  }
  EXPECT_THAT(complaint(bomb), testing::HasSubstr("aliases stand for more than 20000 nodes"));
}

TEST(YamlDocument, AllowsNestingUpToTheBound) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(complaint(nested(kMaxYamlDepth)), "");
  EXPECT_EQ(complaint(nested(kMaxYamlDepth + 1)), "f:1:33: nested deeper than 32 levels");
  EXPECT_EQ(complaint(nested(400'000)), "f:1:33: nested deeper than 32 levels");
}

TEST(YamlDocument, BlockNestingIsBoundedToo) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(complaint(text), "f:33:33: nested deeper than 32 levels");
}

TEST(YamlDocument, WantsExactlyOneDocument) {
  EXPECT_EQ(complaint(""), "f: is empty");
  EXPECT_EQ(complaint("# a comment\n"), "f: is empty");
  EXPECT_EQ(complaint("--- 1\n...\n"), "");
  EXPECT_THAT(complaint("a: 1\n---\nb: 1\n"), testing::StartsWith("f:2:1: a second document"));
}

TEST(YamlDocument, DuplicateKeysNameBothLines) {
  EXPECT_EQ(complaint("a: 1\nb: 1\n'a': 2\n"),
            "f:3:1: the key 'a' stands here again; it is already on line 1");
}

TEST(YamlDocument, BoundsTheLengthOfKeys) {
  EXPECT_EQ(complaint(std::string(kMaxKeyBytes, 'k') + ": 1\n"), "");
  EXPECT_EQ(complaint("\"" + std::string(kMaxKeyBytes + 1, 'k') + "\": 1\n"),
            "f:1:1: a key of 201 bytes; none is longer than 200");
}

TEST(YamlDocument, AnAliasAsAKeyIsItsText) {
  EXPECT_THAT(complaint("a: &x b\n*x : 1\nb: 2\n"), testing::HasSubstr("the key 'b'"));
  EXPECT_THAT(complaint("a: &x [b]\n*x : 1\n"), testing::HasSubstr("a key must be plain text"));
}

TEST(CheckText, RefusesWhatIsNoText) {
  const auto refused = [](const std::string& text) { return complaint("a: 1\nb: " + text); };
  EXPECT_EQ(refused(std::string(1, '\0')),
            "f:2:4: control character 0x00: this is not a text file");
  // yaml-cpp would take this one for the end of the file and drop what follows.
  EXPECT_EQ(refused("1\x04\nc: 2"), "f:2:5: control character 0x04: this is not a text file");
  EXPECT_EQ(refused("\xff"), "f:2:4: byte 0xff is not UTF-8: this is not a text file");
  EXPECT_NE(refused("\xc0\xaf"), "");          // overlong
  EXPECT_NE(refused("\xed\xa0\x80"), "");      // surrogate
  EXPECT_NE(refused("\xf4\x90\x80\x80"), "");  // beyond U+10FFFF
  EXPECT_NE(refused("\xe2\x82"), "");          // cut short
  EXPECT_EQ(refused("\xe2\x82\xac \xf0\x9f\x98\x80\r\n"), "");
}

class ReadTextFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text) const {
    std::ofstream(folder_ / "f.yaml", std::ios::binary) << text;
    return folder_ / "f.yaml";
  }

  static std::string complaint_about(const std::string& file) {
    try {
      read_text_file(file);
    } catch (const InputError& error) {
      EXPECT_EQ(error.position().file, file);
      EXPECT_EQ(error.position().line, 0);
      return error.message();
    }
    return "";
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(ReadTextFile, SaysWhyItCannotBeRead) {
  EXPECT_EQ(complaint_about(folder_), "is a directory; expected a YAML file");
  EXPECT_EQ(complaint_about(folder_ / "nowhere"), "cannot be read: No such file or directory");
  EXPECT_EQ(complaint_about(write("x") + "/f"), "cannot be read: Not a directory");
}

TEST_F(ReadTextFile, RefusesAFileWithoutPermission) {
  const std::string file = write("fourfold: 1\n");
  std::filesystem::permissions(file, std::filesystem::perms::none);
  if (std::ifstream(file)) GTEST_SKIP() << "this user may read everything";
  EXPECT_EQ(complaint_about(file), "cannot be read: Permission denied");
}

TEST_F(ReadTextFile, BoundsTheSize) {
  const std::string most(kMaxConfigBytes, ' ');
  EXPECT_EQ(read_text_file(write(most)), most);
  EXPECT_EQ(complaint_about(write(most + " ")), "is larger than 1MiB; no suite or machine file is");
  EXPECT_EQ(complaint_about("/dev/zero"), "is larger than 1MiB; no suite or machine file is");
}

}  // namespace
}  // namespace fourfold
