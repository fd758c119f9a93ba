// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bench/record/whole_file.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

/// A file descriptor that closes by itself.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

void write_new_file(const std::string& path, const std::string& text, mode_t mode) {
  const Descriptor file{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (file.number < 0) {
    throw InputError({path, 0, 0}, errno == EEXIST
                                       ? "it is there already; no key is ever overwritten"
                                       : fmt::format("cannot be written: {}", strerror(errno)));
  }
  // The umask may take permissions away, which the owner needs.
  const bool done =
      fchmod(file.number, mode) == 0 &&
      write(file.number, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(file.number) == 0;
  if (!done) throw Error(fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
}

}  // namespace

PublicKey write_new_keys(const std::string& path) {
  const SecretKey key = SecretKey::random();
  const std::string other = path + ".pub";
  if (access(other.c_str(), F_OK) == 0) {
    throw InputError({other, 0, 0}, "it is there already; no key is ever overwritten");
  }
  write_new_file(path, key.pem(), S_IRUSR | S_IWUSR);
  write_new_file(other, pem(key.public_key()), S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  return key.public_key();
}

SecretKey read_secret_key(const std::string& path) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) {
    throw InputError({path, 0, 0}, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  struct stat about {};
  if (fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode)) {
    throw InputError({path, 0, 0}, "not a file with a secret key");
  }
  if ((about.st_mode & kOthers) != 0) {
    throw InputError(
        {path, 0, 0},
        fmt::format("others than its owner may use this secret key (mode {:04o}), so a "
                    "signature by it proves nothing: make a new one, or 'chmod 600' "
                    "where nobody else was ever on this machine",
                    static_cast<unsigned>(about.st_mode & 07777)));
  }
  std::array<char, 4096> text{};
  const ssize_t length = read(file.number, text.data(), text.size());
  try {
    SecretKey key =
        SecretKey::parse({text.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))});
    explicit_bzero(text.data(), text.size());
    return key;
  } catch (const Error& error) {
    explicit_bzero(text.data(), text.size());
    throw InputError({path, 0, 0}, error.what());
  }
}

PublicKey read_public_key(const std::string& path_or_word) {
  const bool is_word = path_or_word.starts_with("ed25519:");
  try {
    return parse_public_key(is_word ? path_or_word : read_whole(path_or_word));
  } catch (const InputError&) {
    throw InputError({path_or_word, 0, 0}, "cannot be read; expected a file with a public key");
  } catch (const Error& error) {
    throw InputError({is_word ? "" : path_or_word, 0, 0}, error.what());
  }
}

}  // namespace fourfold
