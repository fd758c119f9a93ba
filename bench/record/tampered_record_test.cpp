// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "bench/record/load_record.hpp"
#include "bench/record/record_json.hpp"
#include "bench/record/signature.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

/// Adds a line to a journal as Journal does.
void add_line(std::string& journal, const std::string& manifest, const std::string& line) {
  const auto lines = lines_of(journal);
  journal += chained(line, sha256(lines.empty() ? manifest : lines.back())) + "\n";
}

Statement sign(RecordFiles& files, const SecretKey& key) {
  const Signature signature{key.public_key(), "A. Buyer", "2026-11-22T06:00:00Z"};
  Statement statement = state(files, signature, "fourfold");
  files["signature.json"] = statement_json(statement);
  files["signature.sig"] = key.sign(files["signature.json"]);
  return statement;
}

/// A record that loads, as small as one can be, with a baseline; signed.
RecordFiles small_record(int remarks) {
  Manifest manifest;
  manifest.suite_text = "a:1\n";
  RecordFiles files{{"suite.yaml", manifest.suite_text},
                    {"baseline/manifest.json", "{}"},
                    {"baseline/journal.jsonl", "{}\n{} \n"}};
  // Without the spaces that only people need, so that there is less to alter one by one.
  std::string& text = files["manifest.json"] = manifest_json(manifest);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  std::string& journal = files["journal.jsonl"];
  for (int i = 0; i < remarks; ++i) {
    add_line(journal, files["manifest.json"], remark_json(1, std::to_string(i)));
  }
  return files;
}

RecordFiles signed_record() {
  RecordFiles files = small_record(4);
  sign(files, SecretKey::random());
  return files;
}

/// What verifying says; "" where it finds nothing. Judging loads the record, and so must say the
/// same.
std::string verdict(const RecordFiles& files) {
  try {
    (void)check_evidence(files, "RUN");
  } catch (const InputError& error) {
    EXPECT_THROW((void)record_of(files, "RUN"), InputError);
    return error.what();
  }
  return "";
}

TEST(SignedRecord, LoadsAndTellsWhoSignedIt) {
  const RecordFiles files = signed_record();
  EXPECT_EQ(verdict(files), "");
  const RunRecord record = record_of(files, "RUN");
  ASSERT_TRUE(record.evidence.signature);
  EXPECT_EQ(record.evidence.signature->by, "A. Buyer");
  EXPECT_TRUE(record.evidence.chained);
  EXPECT_EQ(record.evidence.lines, 4u);
  EXPECT_EQ(record.sha256, sha256(lines_of(files.at("journal.jsonl")).back()));
  const std::string told = describe(record.evidence);
  EXPECT_NE(told.find("signed by ed25519:"), std::string::npos) << told;
  EXPECT_NE(told.find("(\"A. Buyer\") at 2026-11-22T06:00:00Z, whole"), std::string::npos) << told;
}

/// Whether a change of the file is seen: of the signature's own files by the signature, of others
/// against the statement, which is what check_signature() does next.
bool seen(const std::string& name, const Statement& statement, const RecordFiles& files) {
  const bool own = name.starts_with("signature.");
  return own ? check_signature(files).flaw.has_value() : first_flaw(statement, files).has_value();
}

TEST(SignedRecord, EveryChangedBitOfEveryFileIsSeen) {
  RecordFiles files = small_record(3);
  const Statement statement = sign(files, SecretKey::random());
  std::size_t bits = 0;
  for (auto& [name, text] : files) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit, ++bits) {
        text[at] = static_cast<char>(text[at] ^ (1 << bit));
        ASSERT_TRUE(seen(name, statement, files)) << name << " " << at << " " << bit;
        if (bits % 50 == 0) {
          ASSERT_NE(verdict(files), "") << name << " " << at << " " << bit;
        }
        text[at] = static_cast<char>(text[at] ^ (1 << bit));
      }
    }
  }
  EXPECT_GT(bits, 10'000u);
  EXPECT_EQ(verdict(files), "");
}

TEST(SignedRecord, EveryTruncationAndEveryMissingFileIsSeen) {
  RecordFiles files = small_record(3);
  const Statement statement = sign(files, SecretKey::random());
  for (auto& [name, text] : files) {
    const std::string whole = text;
    while (!text.empty()) {
      text.pop_back();
      ASSERT_TRUE(seen(name, statement, files)) << name << " cut to " << text.size();
      if (text.size() % 50 == 0) {
        ASSERT_NE(verdict(files), "") << name << " " << text.size();
      }
    }
    text = whole + "\n";
    EXPECT_NE(verdict(files), "") << name;
    text = whole;
    RecordFiles without = files;
    without.erase(name);
    EXPECT_NE(verdict(without), "") << name;
  }
  files["bundle.json"] = "{}";
  EXPECT_EQ(verdict(files), "RUN/bundle.json: it was added after the record was signed");
}

/// A journal of these lines.
std::string joined(const std::vector<std::string_view>& lines) {
  std::string text;
  for (const std::string_view line : lines) text += line;
  return text;
}

TEST(SignedRecord, EveryMovedRemovedAndAddedLineIsNamed) {
  const RecordFiles files = signed_record();
  const std::string journal = files.at("journal.jsonl");
  const auto lines = lines_of(journal);
  const auto told = [&](const std::vector<std::string_view>& changed) {
    RecordFiles other = files;
    other["journal.jsonl"] = joined(changed);
    return verdict(other);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string at = "RUN/journal.jsonl:" + std::to_string(i + 1) + ": ";
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      auto swapped = lines;
      std::swap(swapped[i], swapped[j]);
      EXPECT_EQ(told(swapped),
                at + "lines were reordered after the record was signed, this one first");
    }
    auto fewer = lines;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    const bool last = i + 1 == lines.size();
    EXPECT_EQ(told(fewer),
              at + (last ? "this line and what followed it were removed after the record was "
                           "signed: 3 lines are left of 4"
                         : "the line that stood here was removed after the record was signed"));
    for (std::size_t to = 0; to <= lines.size(); ++to) {
      auto more = lines;
      more.insert(more.begin() + static_cast<long>(to), lines[i]);
      // A line put behind itself is told there: the one before it is the one that was signed.
      const std::size_t first = to == i ? to + 1 : to;
      EXPECT_EQ(told(more), "RUN/journal.jsonl:" + std::to_string(first + 1) +
                                ": this line was added after the record was signed");
    }
    std::string altered(lines[i]);
    altered.replace(altered.find("\"text\""), 6, "\"test\"");
    auto other = lines;
    other[i] = altered;
    EXPECT_EQ(told(other), at + "this line was altered after the record was signed");
  }
  RecordFiles cut = files;
  cut["journal.jsonl"].resize(journal.size() - 5);
  EXPECT_EQ(verdict(cut),
            "RUN/journal.jsonl:4: the file was cut short in this line after the record was signed");
}

TEST(SignedRecord, AChainThatWasComputedAnewDoesNotHelp) {
  RecordFiles files = signed_record();
  const RecordFiles other = small_record(5);
  files["journal.jsonl"] = other.at("journal.jsonl");
  EXPECT_EQ(verdict(files), "RUN/journal.jsonl:5: this line was added after the record was signed");
}

TEST(SignedRecord, AStatementSignedByAnotherKeyIsNotTaken) {
  RecordFiles files = signed_record();
  files["signature.sig"] = SecretKey::random().sign(files["signature.json"]);
  EXPECT_NE(verdict(files).find("is not what ed25519:"), std::string::npos) << verdict(files);
}

TEST(SignedRecord, WithoutItsSignatureIsNotSignedAndOtherwiseWhole) {
  RecordFiles files = signed_record();
  files.erase("signature.json");
  EXPECT_EQ(verdict(files), "RUN/signature.json: it is missing; the record was signed");
  files.erase("signature.sig");
  EXPECT_EQ(verdict(files), "");
  EXPECT_EQ(describe(check_evidence(files, "RUN")),
            "not signed; its journal's 4 lines hang together");
}

/// One change of a file: a bit, two lines swapped, a line less, a line more, or its end cut off.
void change_somewhere(std::string& text, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  auto lines = lines_of(text);
  const std::size_t at = below(lines.size());
  const std::size_t kind = below(lines.size() > 1 ? 5 : 2);
  if (kind == 0) text[below(text.size())] ^= static_cast<char>(1 << below(8));
  if (kind == 1) text.resize(below(text.size()));
  if (kind < 2) return;
  if (kind == 2) std::swap(lines[at], lines[(at + 1 + below(lines.size() - 1)) % lines.size()]);
  if (kind == 3) lines.erase(lines.begin() + static_cast<long>(at));
  if (kind == 4) lines.insert(lines.begin() + static_cast<long>(at), lines[below(lines.size())]);
  text = joined(lines);
}

TEST(SignedRecord, RandomChangesOfALargeOneAreSeenByWhoVerifiesIt) {
  RecordFiles files = small_record(2000);
  sign(files, SecretKey::random());
  std::mt19937_64 random(20261122);
  for (const auto& [name, whole] : files) {
    const int changes = name == "journal.jsonl" ? 120 : 20;
    for (int i = 0; i < changes; ++i) {
      RecordFiles other = files;
      change_somewhere(other[name], random);
      if (other[name] == whole) continue;  // two lines that are the same, swapped
      ASSERT_NE(verdict(other), "") << "change " << i << " of " << name;
    }
  }
  EXPECT_EQ(verdict(files), "");
}

TEST(ChainedRecord, SaysWhichLineDoesNotFollow) {
  const RecordFiles files = small_record(4);
  const std::string journal = files.at("journal.jsonl");
  const auto lines = lines_of(journal);
  const auto told = [&](const std::vector<std::string_view>& changed) {
    RecordFiles other = files;
    other["journal.jsonl"] = joined(changed);
    return verdict(other);
  };
  EXPECT_EQ(told(lines), "");
  EXPECT_NE(told({lines[1], lines[2], lines[3]}).find("journal.jsonl:1: "), std::string::npos);
  EXPECT_NE(told({lines[0], lines[2], lines[3]})
                .find("journal.jsonl:2: this line does not follow line 1"),
            std::string::npos);
  EXPECT_NE(told({lines[0], lines[2], lines[1], lines[3]}).find("journal.jsonl:2: "),
            std::string::npos);
  EXPECT_NE(
      told({lines[0], lines[1], lines[1], lines[2], lines[3]})
          .find("journal.jsonl:3: this line follows line 1: what stands between them was added"),
      std::string::npos);
  EXPECT_NE(told({lines[0], "{\"kind\":\"remark\",\"launch\":1,\"text\":\"x\"}\n", lines[1]})
                .find("journal.jsonl:2: this line does not end with the hash"),
            std::string::npos);
  RecordFiles edited = files;
  edited["manifest.json"] += " ";
  EXPECT_NE(verdict(edited).find(":1: this line does not follow manifest.json"), std::string::npos);
  EXPECT_EQ(told({lines[0], lines[1]}), "")
      << "only a signature says that a journal ends too early";
}

TEST(ChainedRecord, ALineThatACrashCutShortIsSurvivedAndTold) {
  RecordFiles files = small_record(2);
  std::string& journal = files["journal.jsonl"];
  journal += "{\"kind\":\"case\",\"la";
  EXPECT_EQ(verdict(files), "");
  EXPECT_NE(record_of(files, "RUN").truncated, "");
  journal += "\n";
  EXPECT_NE(verdict(files), "") << "a whole line that no writer wrote";
  add_line(journal, files["manifest.json"], resumed_json());
  EXPECT_EQ(verdict(files), "");
  EXPECT_NE(record_of(files, "RUN").truncated.find(":3:"), std::string::npos);
}

TEST(ChainedRecord, OfVersionOneHasNoChainAndLoads) {
  RecordFiles files = small_record(0);
  std::string& manifest = files["manifest.json"];
  manifest.replace(manifest.find("\"version\":2"), 11, "\"version\":1");
  files["journal.jsonl"] = remark_json(1, "then") + "\n";
  const RunRecord record = record_of(files, "RUN");
  EXPECT_FALSE(record.evidence.chained);
  EXPECT_EQ(record.sha256, sha256(manifest + files["journal.jsonl"]));
  EXPECT_EQ(describe(record.evidence),
            "not signed; its journal has no chain (a record of version 1)");
  sign(files, SecretKey::random());
  EXPECT_EQ(verdict(files), "");
  files["journal.jsonl"][3] ^= 1;
  EXPECT_EQ(verdict(files),
            "RUN/journal.jsonl:1: this line was altered after the record was signed");
}

}  // namespace
}  // namespace fourfold
