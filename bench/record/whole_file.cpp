// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.hpp"

namespace fourfold {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Error(fmt::format("cannot {} '{}': {}", what, path, std::strerror(errno)));
}

/// A file that closes by itself.
class File {
 public:
  File(const std::string& path, int flags) : path_(path), number_(open(path.c_str(), flags, 0644)) {
    if (number_ < 0) fail("open", path);
  }
  ~File() { close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write_all(const std::string& text) const {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t wrote = write(number_, text.data() + done, text.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) fail("write", path_);
      done += static_cast<std::size_t>(wrote);
    }
  }
  void sync() const {
    if (fsync(number_) != 0) fail("sync", path_);
  }

 private:
  std::string path_;
  int number_;
};

}  // namespace

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw InputError({path, 0, 0}, "cannot be read; is this the directory of a run?");
  }
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  if (size <= 0) {  // not a file that can be measured: a pipe, a file of the kernel's
    file.clear();
    file.seekg(0);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  file.read(text.data(), size);
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

void write_atomically(const std::string& directory, const std::string& name,
                      const std::string& text) {
  const std::string path = directory + "/" + name;
  const std::string temporary = path + ".part";
  {
    const File file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    file.write_all(text);
    file.sync();
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) fail("rename", temporary);
  File(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC).sync();
}

}  // namespace fourfold
