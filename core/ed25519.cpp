// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/ed25519.hpp"

#include <sodium.h>

#include <algorithm>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kWordPrefix = "ed25519:";
// What RFC 8410 puts before the 32 bytes of a key, in DER: it says "Ed25519" and no more.
constexpr std::string_view kSecretPrefix(
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
constexpr std::string_view kPublicPrefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

/// Chooses the processor's fastest arithmetic and opens the source of randomness, once.
void start() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw Error("libsodium cannot start: there is no source of randomness");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string pem_of(std::string_view prefix, std::string_view label,
                   const std::array<unsigned char, 32>& key) {
  std::string der(prefix);
  der.append(reinterpret_cast<const char*>(key.data()), key.size());
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string base64(sodium_base64_encoded_len(der.size(), kVariant), '\0');
  sodium_bin2base64(base64.data(), base64.size(), bytes_of(der), der.size(), kVariant);
  base64.pop_back();  // its final zero
  std::string text = "-----BEGIN ";
  text.append(label).append("-----\n").append(base64).append("\n-----END ").append(label);
  text.append("-----\n");
  sodium_memzero(der.data(), der.size());
  sodium_memzero(base64.data(), base64.size());
  return text;
}

/// The 32 bytes of such a text; false where it is none.
bool read_pem(std::string_view text, std::string_view prefix, std::string_view label,
              std::array<unsigned char, 32>& key) {
  const std::string begin = "-----BEGIN " + std::string(label) + "-----";
  const std::size_t from = text.find(begin);
  if (from == std::string_view::npos) return false;
  const std::size_t to = text.find("-----END ", from);
  if (to == std::string_view::npos) return false;
  const std::string_view base64 = text.substr(from + begin.size(), to - from - begin.size());
  std::array<unsigned char, 64> der{};
  std::size_t length = 0;
  const bool right =
      sodium_base642bin(der.data(), der.size(), base64.data(), base64.size(), "\r\n ", &length,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
      length == prefix.size() + key.size() &&
      std::equal(prefix.begin(), prefix.end(), reinterpret_cast<const char*>(der.data()));
  if (right) std::copy_n(der.begin() + static_cast<long>(prefix.size()), key.size(), key.begin());
  sodium_memzero(der.data(), der.size());
  return right;
}

/// What libsodium signs with: the seed and the public key that belongs to it.
struct SigningKey {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes{};
  PublicKey own;
  explicit SigningKey(const std::array<unsigned char, 32>& seed) {
    start();
    crypto_sign_seed_keypair(own.bytes.data(), bytes.data(), seed.data());
  }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey() { sodium_memzero(bytes.data(), bytes.size()); }
};

}  // namespace

std::string word(const PublicKey& key) {
  std::array<char, 65> hex{};
  sodium_bin2hex(hex.data(), hex.size(), key.bytes.data(), key.bytes.size());
  return std::string(kWordPrefix) + hex.data();
}

std::string pem(const PublicKey& key) { return pem_of(kPublicPrefix, "PUBLIC KEY", key.bytes); }

PublicKey parse_public_key(std::string_view text) {
  PublicKey key;
  if (read_pem(text, kPublicPrefix, "PUBLIC KEY", key.bytes)) return key;
  std::size_t length = 0;
  std::string_view hex = text;
  if (hex.starts_with(kWordPrefix)) {
    hex.remove_prefix(kWordPrefix.size());
    if (hex.size() == 64 &&
        sodium_hex2bin(key.bytes.data(), key.bytes.size(), hex.data(), hex.size(), nullptr, &length,
                       nullptr) == 0 &&
        length == key.bytes.size()) {
      return key;
    }
  }
  throw Error(
      "not a public key: expected 'ed25519:' and 64 hexadecimal digits, or the text of a file that "
      "'fourfold keygen' or openssl wrote");
}

SecretKey SecretKey::random() {
  start();
  SecretKey key;
  randombytes_buf(key.seed_.data(), key.seed_.size());
  return key;
}

SecretKey SecretKey::parse(std::string_view pem) {
  SecretKey key;
  if (!read_pem(pem, kSecretPrefix, "PRIVATE KEY", key.seed_)) {
    throw Error(
        "not a secret key of Ed25519: expected what 'fourfold keygen' or 'openssl genpkey "
        "-algorithm ed25519' writes");
  }
  return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : seed_(other.seed_) {
  sodium_memzero(other.seed_.data(), other.seed_.size());
}

SecretKey::~SecretKey() { sodium_memzero(seed_.data(), seed_.size()); }

PublicKey SecretKey::public_key() const { return SigningKey(seed_).own; }

std::string SecretKey::pem() const { return pem_of(kSecretPrefix, "PRIVATE KEY", seed_); }

std::string SecretKey::sign(std::string_view message) const {
  const SigningKey key(seed_);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       bytes_of(message), message.size(), key.bytes.data());
  return signature;
}

bool is_signature(std::string_view signature, std::string_view message, const PublicKey& key) {
  start();
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(),
                                     key.bytes.data()) == 0;
}

}  // namespace fourfold
