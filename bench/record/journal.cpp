// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "bench/record/journal_chain.hpp"
#include "bench/record/record_files.hpp"
#include "bench/record/record_json.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Error(fmt::format("cannot {} '{}': {}", what, path, std::strerror(errno)));
}

std::string in_utc(std::time_t time) {
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace

std::string utc_now() { return in_utc(std::time(nullptr)); }

std::string utc_now_in_ms() {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::string text = in_utc(std::chrono::system_clock::to_time_t(now));
  text.insert(text.size() - 1, fmt::format(".{:03}", now.time_since_epoch().count() % 1000));
  return text;
}

std::string time_of_last_write(const std::string& file) {
  struct stat about {};
  return stat(file.c_str(), &about) == 0 ? in_utc(about.st_mtime) : "";
}

std::string make_run_directory(const std::string& parent, const std::string& suite) {
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) throw Error(fmt::format("cannot make '{}': {}", parent, error.message()));
  std::string time = utc_now();
  std::replace(time.begin(), time.end(), ':', '-');  // some file systems refuse colons
  for (int attempt = 1;; ++attempt) {
    const std::string suffix = attempt == 1 ? "" : fmt::format("-{}", attempt);
    const std::string path = fmt::format("{}/{}-{}{}", parent, time, suite, suffix);
    if (mkdir(path.c_str(), 0755) == 0) return path;
    if (errno != EEXIST) fail("make", path);
  }
}

void write_manifest(const std::string& directory, const Manifest& manifest) {
  write_atomically(directory, "suite.yaml", manifest.suite_text);
  write_atomically(directory, "manifest.json", manifest_json(manifest));
}

Journal::Journal(const std::string& directory) : file_(-1), path_(directory + "/journal.jsonl") {
  const std::string manifest = read_whole(directory + "/manifest.json");
  const SourcePosition where{directory, 0, 0};
  if (parse_manifest(manifest, where).version < Manifest::kVersion) {
    throw InputError(where, "a record of an older version of this program; it cannot be continued");
  }
  if (fs::exists(directory + "/" + std::string(kStatementFile))) {
    throw InputError(where, "this record is signed; nothing can be added to it");
  }
  previous_ = sha256(manifest);
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) fail("open", path_);
  // Shared: a run's last words may come from another process than its lines. Where a file system
  // has no locks, nobody is told that the record is being written.
  flock(file_, LOCK_SH | LOCK_NB);
  try {
    follow();
  } catch (...) {
    close(file_);
    throw;
  }
}

Journal::~Journal() { close(file_); }

void Journal::follow() {
  struct stat about {};
  if (fstat(file_, &about) != 0) fail("look at", path_);
  if (about.st_size == size_) return;
  size_ = about.st_size;
  if (size_ == 0) return;
  const std::string text = read_whole(path_);
  const std::vector<std::string_view> lines = lines_of(text);
  const bool cut = !text.ends_with('\n');
  previous_ = sha256(cut ? std::string(lines.back()) + "\n" : lines.back());
  if (!cut) return;
  write_all("\n");
  write_line(resumed_json());
}

void Journal::begin_launch(const LaunchRecord& launch) { write_line(launch_json(launch)); }

void Journal::take_inventory(int launch, const Inventory& inventory) {
  RunRecord before;
  const std::string text = read_whole(path_);
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with("{\"kind\":\"inventory\""))
      parse_journal_line(line, {path_, 0, 0}, before);
  }
  const auto same =
      std::ranges::find(before.launches, std::optional(inventory), &LaunchRecord::inventory);
  const int same_as = same == before.launches.end() ? 0 : same->launch;
  write_line(inventory_line_json(launch, inventory, same_as));
}

void Journal::append(const CaseRecord& one) { write_line(case_json(one)); }

void Journal::remark(int launch, const std::string& text) { write_line(remark_json(launch, text)); }

void Journal::end_launch(int launch, int exit_code, const std::string& reason) {
  LaunchRecord end;
  end.launch = launch;
  end.exit_code = exit_code;
  end.end_reason = reason;
  end_start(std::move(end));
}

void Journal::end_start(LaunchRecord launch) {
  if (launch.ended_at.empty()) launch.ended_at = utc_now();
  write_line(end_json(launch));
}

void Journal::write_line(const std::string& line) {
  follow();
  // One write: O_APPEND keeps lines of two writers apart, should there ever be two.
  const std::string text = chained(line, previous_) + "\n";
  write_all(text);
  previous_ = sha256(text);
}

void Journal::write_all(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = write(file_, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) fail("write", path_);
    done += static_cast<std::size_t>(wrote);
  }
  if (fsync(file_) != 0) fail("sync", path_);
  size_ += static_cast<std::int64_t>(text.size());
}

}  // namespace fourfold
