// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/new_directory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "bench/record/merge_records.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  Folder() : path_(fs::path(testing::TempDir()) / ("new_" + std::to_string(::getpid()))) {}
  ~Folder() override { fs::remove_all(path_); }

  std::string below(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

TEST_F(Folder, IsRemovedWithWhatIsInItUnlessItIsKept) {
  {
    const NewDirectory lost(below("lost"));
    std::ofstream(below("lost/half")) << "a line";
    EXPECT_TRUE(fs::exists(below("lost/half")));
  }
  EXPECT_FALSE(fs::exists(below("lost")));
  NewDirectory(below("kept")).keep();
  EXPECT_TRUE(fs::exists(below("kept")));
  EXPECT_THROW(NewDirectory(below("kept")), InputError);
  EXPECT_TRUE(fs::exists(below("kept"))) << "who did not make it does not remove it";
  EXPECT_THROW(NewDirectory("/proc/nothing"), InputError);
}

/// As a full disk does it, of which a process cannot have one of its own.
class SmallFiles {
 public:
  SmallFiles() : signal_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{.rlim_cur = 100, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, signal_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

TEST_F(Folder, NoHalfOfARecordIsLeft) {
  bool failed = false;
  {
    const SmallFiles full;
    try {
      write_record(RunRecord{}, below("record"));
    } catch (const Error&) {
      failed = true;
    }
  }
  EXPECT_TRUE(failed);
  EXPECT_FALSE(fs::exists(below("record")));
}

}  // namespace
}  // namespace fourfold
