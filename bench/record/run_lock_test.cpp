// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/run_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

class RunLockTest : public testing::Test {
 protected:
  RunLockTest()
      : directory_(fs::temp_directory_path() / ("fourfold-lock-" + std::to_string(getpid()))) {
    fs::create_directory(directory_);
  }
  ~RunLockTest() override { fs::remove_all(directory_); }
  std::string refusal() const {
    try {
      const RunLock lock(directory_);
      return "";
    } catch (const InputError& error) {
      return error.message();
    }
  }

  std::string directory_;
};

constexpr const char* kGoingOn = "this run is still going on: a process writes its record";

TEST_F(RunLockTest, IsOneProcesses) {
  EXPECT_FALSE(is_being_written(directory_));
  std::optional<RunLock> lock(directory_);
  EXPECT_TRUE(is_being_written(directory_));
  EXPECT_EQ(refusal(), kGoingOn);
  lock.reset();
  EXPECT_FALSE(is_being_written(directory_));
  EXPECT_EQ(refusal(), "") << "the file stays, and is no lock";
}

TEST_F(RunLockTest, IsNotToBeHadWhileRanksWriteTheJournal) {
  const std::string journal = directory_ + "/journal.jsonl";
  std::ofstream(journal) << "";
  EXPECT_EQ(refusal(), "");
  const int file = open(journal.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(file, LOCK_SH | LOCK_NB), 0);  // as a Journal has it
  EXPECT_TRUE(is_being_written(directory_));
  EXPECT_EQ(refusal(), kGoingOn);
  close(file);
  EXPECT_EQ(refusal(), "");
}

TEST_F(RunLockTest, IsOfAFileThatIsOpenForWritingAsNfsDemands) {
  const RunLock lock(directory_);
  const int file = open((directory_ + "/lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(file, 0);
  EXPECT_NE(flock(file, LOCK_EX | LOCK_NB), 0);
  close(file);
}

TEST_F(RunLockTest, NeedsADirectory) {
  fs::remove_all(directory_);
  EXPECT_EQ(refusal(), "this is no directory of a run");
}

}  // namespace
}  // namespace fourfold
