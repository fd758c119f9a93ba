// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace fourfold {

/// Signatures by Ed25519 (RFC 8032). Keys are text in the forms that openssl reads and writes
/// (RFC 8410): "-----BEGIN PUBLIC KEY-----" and "-----BEGIN PRIVATE KEY-----".

struct PublicKey {
  std::array<unsigned char, 32> bytes{};
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// "ed25519:" and 64 lower-case hexadecimal digits: the key itself, in one word.
std::string word(const PublicKey& key);
std::string pem(const PublicKey& key);
/// Of either form. Throws Error when it is neither.
PublicKey parse_public_key(std::string_view text);

/// Wipes itself from memory at its end.
class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;

  static SecretKey random();
  /// Throws Error, which never quotes the text, when it is no secret key of Ed25519.
  static SecretKey parse(std::string_view pem);
  SecretKey(SecretKey&& other) noexcept;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  ~SecretKey();

  PublicKey public_key() const;
  std::string pem() const;
  /// 64 bytes; the same for the same message (RFC 8032, 5.1.6).
  std::string sign(std::string_view message) const;

 private:
  SecretKey() = default;
  std::array<unsigned char, kBytes> seed_{};
};

/// Whether the holder of that key has signed this message. False for a signature of another length.
bool is_signature(std::string_view signature, std::string_view message, const PublicKey& key);

}  // namespace fourfold
