// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "collectives/communicator.hpp"
#include "collectives/nccl_library.hpp"
#include "collectives/scoped_variable.hpp"

namespace fourfold {
namespace {

/// A file of our own that is gone afterwards.
class ScratchFile {
 public:
  ScratchFile() {
    std::error_code ignored;
    path_ = (std::filesystem::temp_directory_path(ignored) / "fourfold-nccl-XXXXXX").string();
    const int file = mkstemp(path_.data());
    if (file < 0) {
      why_not_ = fmt::format("NCCL's log cannot be written to {}: {}", path_, std::strerror(errno));
      return;
    }
    close(file);
  }
  ~ScratchFile() {
    std::error_code ignored;
    if (why_not_.empty()) std::filesystem::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }
  const std::string& why_not() const { return why_not_; }
  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
  std::string why_not_;
};

/// Points NCCL's log into a file, and back.
class Redirection {
 public:
  explicit Redirection(const std::string& path)
      : level_(std::in_place, "NCCL_DEBUG", "INFO"),
        subsystem_(std::in_place, "NCCL_DEBUG_SUBSYS", "TUNING"),
        // NCCL replaces %h and %p in it.
        file_(std::in_place, "NCCL_DEBUG_FILE", path) {
    nccl().reset_debug();
  }
  ~Redirection() {
    level_.reset();
    subsystem_.reset();
    file_.reset();
    nccl().reset_debug();
  }
  Redirection(const Redirection&) = delete;
  Redirection& operator=(const Redirection&) = delete;

 private:
  std::optional<ScopedVariable> level_;
  std::optional<ScopedVariable> subsystem_;
  std::optional<ScopedVariable> file_;
};

}  // namespace

std::string nccl_log_of(const std::function<void()>& step, std::string& why_not) {
  const ScratchFile file;
  why_not = file.why_not();
  if (nccl().reset_debug == nullptr) {
    why_not = fmt::format("NCCL {} does not say; 2.24 is the first that can be asked",
                          probe_nccl().version);
  } else if (std::getenv("NCCL_DEBUG") != nullptr) {
    why_not = "NCCL_DEBUG is set, and the log it makes is left alone";
  }
  if (!why_not.empty()) {
    step();
    return "";
  }
  const Redirection redirection(file.path());
  step();
  return file.content();
}

}  // namespace fourfold
