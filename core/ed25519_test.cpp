// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/ed25519.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

// RFC 8032, section 7.1, test 1, as openssl writes its keys.
constexpr std::string_view kSecret =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view kWord =
    "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char one : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[static_cast<unsigned char>(one) >> 4];
    text += kDigits[static_cast<unsigned char>(one) & 15];
  }
  return text;
}

TEST(Ed25519, SignsAsTheStandardSays) {
  const SecretKey key = SecretKey::parse(kSecret);
  EXPECT_EQ(word(key.public_key()), kWord);
  EXPECT_EQ(
      hex(key.sign("")),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(Ed25519, WritesKeysAsOpensslDoes) {
  const SecretKey key = SecretKey::parse(kSecret);
  EXPECT_EQ(key.pem(), kSecret);
  EXPECT_EQ(pem(key.public_key()), kPublic);
  EXPECT_EQ(parse_public_key(kPublic), key.public_key());
  EXPECT_EQ(parse_public_key(kWord), key.public_key());
}

TEST(Ed25519, KnowsAnotherMessageAnotherKeyAndAnotherSignature) {
  const SecretKey key = SecretKey::random(), other = SecretKey::random();
  const std::string signature = key.sign("message");
  EXPECT_TRUE(is_signature(signature, "message", key.public_key()));
  EXPECT_FALSE(is_signature(signature, "Message", key.public_key()));
  EXPECT_FALSE(is_signature(signature, "message", other.public_key()));
  EXPECT_FALSE(is_signature(signature + " ", "message", key.public_key()));
  EXPECT_FALSE(is_signature("", "message", key.public_key()));
}

TEST(Ed25519, RefusesWhatIsNoKeyAndNeverQuotesIt) {
  for (const std::string text : {"", "ed25519:", "ed25519:12",
                                 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                                 "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n"}) {
    EXPECT_THROW((void)parse_public_key(text), Error) << text;
  }
  EXPECT_THROW((void)parse_public_key(std::string(kWord) + "0"), Error);
  try {
    (void)SecretKey::parse(std::string(kSecret).replace(40, 4, "AAAA"));
    ADD_FAILURE() << "took a key of another kind";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("J1hsZ3v"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace fourfold
