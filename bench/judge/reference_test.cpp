// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kHash(64, 'a');
const std::string kOther(64, 'b');

class ReferenceTest : public testing::Test {
 protected:
  ReferenceTest() { baseline_.sha256 = kHash; }

  /// Of a machine that would be accepted.
  Judgement judged_by(const std::optional<NamedReference>& named) const {
    Basis basis;
    basis.baseline = &baseline_;
    basis.path = "results/reference";
    basis.reference = named;
    const RunRecord candidate = scaled(synthetic_record(kQuiet), 0.2);
    return judge(candidate, summarize(candidate), config_, basis);
  }

  RunRecord baseline_ = synthetic_record(kQuiet);
  Config config_ = fourfold_target();
};

TEST_F(ReferenceTest, AnotherOneThanTheContractsNeverAcceptsOrRejects) {
  EXPECT_EQ(judged_by(NamedReference{"the pinned one", kHash, ""}).target->decision,
            Decision::Accept);
  const Judgement other = judged_by(NamedReference{"the pinned one", kOther, ""});
  EXPECT_EQ(other.target->decision, Decision::Inconclusive);
  EXPECT_EQ(other.exit_code, ExitCode::Inconclusive);
  EXPECT_TRUE(other.target->dimensions.empty()) << "no ratio that could be quoted";
  EXPECT_THAT(clause(other, "reference").text,
              HasSubstr("results/reference has SHA-256 " + kHash + " and is not the pinned one, " +
                        kOther + ": nothing is compared with another one"));
  EXPECT_THAT(other.headline, HasSubstr("not settled: reference"));
}

TEST_F(ReferenceTest, OneOfWhichNobodyCanTellNeverAccepts) {
  const Judgement j = judged_by(NamedReference{"what the target names, x", "", "there is no x"});
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "reference").text, HasSubstr("cannot be told: there is no x"));
}

TEST_F(ReferenceTest, WhatIsNotPinnedIsSaidInTheVerdict) {
  const std::string loose = clause(judged_by(NamedReference{"x", kHash, ""}), "reference").text;
  EXPECT_THAT(loose, HasSubstr("NOT PINNED: the target says nothing of its SHA-256 "
                               "(baseline_sha256) or its signer (baseline_signed_by)"));
  const Judgement chosen = judged_by(std::nullopt);
  EXPECT_EQ(chosen.target->decision, Decision::Accept);
  EXPECT_THAT(clause(chosen, "reference").text, HasSubstr("the target names none; NOT PINNED"));
  config_.target->baseline_sha256 = kHash;
  const Clause pinned = clause(judged_by(NamedReference{"x", kHash, ""}), "reference");
  EXPECT_EQ(pinned.decision, Decision::Accept);
  EXPECT_THAT(pinned.text, Not(HasSubstr("PINNED")));
}

TEST_F(ReferenceTest, TheDemandedKeyMustHaveSignedIt) {
  const PublicKey key = SecretKey::random().public_key(), other = SecretKey::random().public_key();
  config_.target->baseline_signed_by = word(key);
  const NamedReference named{"x", kHash, ""};
  const Judgement none = judged_by(named);
  EXPECT_EQ(none.target->decision, Decision::Inconclusive);
  EXPECT_TRUE(none.target->dimensions.empty());
  EXPECT_THAT(clause(none, "signature of the baseline").text, HasSubstr("not signed"));
  baseline_.evidence.signature = Signature{other, "", "now"};
  EXPECT_THAT(clause(judged_by(named), "signature of the baseline").text,
              HasSubstr("signed by " + word(other) + ", not by " + word(key)));
  baseline_.evidence.signature->key = key;
  EXPECT_EQ(judged_by(named).target->decision, Decision::Accept);
  EXPECT_THAT(clause(judged_by(named), "reference").text,
              HasSubstr("its SHA-256 (baseline_sha256)"));
}

}  // namespace
}  // namespace fourfold
