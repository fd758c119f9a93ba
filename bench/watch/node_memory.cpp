// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/node_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <new>
#include <sstream>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::array kFolders{"/dev/shm/", "/tmp/"};
constexpr std::size_t kHeadBytes = (sizeof(NodeHead) + 4095) / 4096 * 4096;

/// A file of our own of that size, or -1.
int open_shared(const std::string& path, std::size_t bytes) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return -1;
  struct stat about {};
  const bool ours = fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid();
  if (ours && ftruncate(file, static_cast<off_t>(bytes)) == 0) return file;
  close(file);
  return -1;
}

struct Stat {
  char state = 'X';
  std::uint64_t started = 0;
};

/// Of /proc/PID/stat the state and the start time, which count from behind the name's bracket.
Stat read_stat(std::int64_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text, '\0');  // which throws nothing where the process ends meanwhile
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(text.substr(name_end + 1));
  Stat result;
  rest >> result.state;
  constexpr int kBetween = 18;  // fields 4 to 21
  std::string skipped;
  for (int i = 0; i < kBetween; ++i) rest >> skipped;
  rest >> result.started;
  return result;
}

/// Ranks in containers of their own share memory, but not numbers of processes.
std::uint64_t own_pid_space() {
  struct stat about {};
  return stat("/proc/self/ns/pid", &about) == 0 ? about.st_ino : 0;
}

bool can_see(const NodeSlot& slot) {
  static const std::uint64_t own = own_pid_space();
  return slot.started.load() != 0 && slot.pid_space.load() == own;
}

}  // namespace

NodeMemory::NodeMemory(const std::string& name)
    : bytes_(kHeadBytes + kMostSlots * sizeof(NodeSlot)), memory_(MAP_FAILED) {
  for (const char* folder : kFolders) {
    const int file = open_shared(folder + name, bytes_);
    if (file < 0) continue;
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory_ == MAP_FAILED) continue;
    path_ = folder + name;
    break;
  }
  if (memory_ == MAP_FAILED) {
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  }
  if (memory_ == MAP_FAILED) throw Error("no memory to watch the ranks by");
  head_ = static_cast<NodeHead*>(memory_);
  slots_ = reinterpret_cast<NodeSlot*>(static_cast<std::byte*>(memory_) + kHeadBytes);
}

NodeMemory::~NodeMemory() { munmap(memory_, bytes_); }

NodeSlot& NodeMemory::claim(int rank) {
  const std::uint32_t number = head_->slots.fetch_add(1);
  if (number >= kMostSlots) throw Error("more ranks on one host than can be watched");
  NodeSlot& slot = slots_[number];
  slot.rank.store(rank);
  slot.started.store(read_stat(getpid()).started);
  slot.pid_space.store(own_pid_space());
  slot.pid.store(getpid());
  return slot;
}

std::vector<NodeSlot*> NodeMemory::slots() {
  std::vector<NodeSlot*> taken;
  const std::size_t number = std::min<std::size_t>(head_->slots.load(), kMostSlots);
  for (std::size_t i = 0; i < number; ++i) {
    if (slots_[i].pid.load() != 0) taken.push_back(&slots_[i]);
  }
  return taken;
}

void NodeMemory::forget() {
  if (!forgotten_.exchange(true) && !path_.empty()) unlink(path_.c_str());
}

std::string node_memory_name(const std::string& token) {
  return "fourfold-" + std::to_string(geteuid()) + "-" + token;
}

void forget_node_memory(const std::string& name) {
  for (const char* folder : kFolders) unlink((folder + name).c_str());
}

ProcessState process_state(const NodeSlot& slot) {
  if (!can_see(slot)) return ProcessState::Running;
  const Stat now = read_stat(slot.pid.load());
  const bool same = now.started == slot.started.load();
  if (!same || now.state == 'X' || now.state == 'Z') return ProcessState::Gone;
  return now.state == 'T' || now.state == 't' ? ProcessState::Stopped : ProcessState::Running;
}

void kill_process(const NodeSlot& slot, int signal) {
  const auto pid = static_cast<pid_t>(slot.pid.load());
  if (pid > 0 && can_see(slot) && read_stat(pid).started == slot.started.load()) kill(pid, signal);
}

RankView view_of(const NodeSlot& slot, const std::string& host, ProcessState state) {
  const RankStatus& status = slot.status;
  RankView view;
  view.rank = slot.rank.load();
  view.host = host;
  view.pid = static_cast<long>(slot.pid.load());
  view.process = state;
  view.ended = slot.ended.load();
  const std::uint32_t phase = status.phase.load(std::memory_order_relaxed);
  view.phase = static_cast<Phase>(std::min<std::uint32_t>(phase, kPhaseNames.size() - 1));
  view.left = status.left.load(std::memory_order_relaxed);
  const std::uint64_t entered = status.entered.load(std::memory_order_relaxed);
  view.entered = entered >> 8;
  view.step = static_cast<Step>(std::min<std::uint64_t>(entered & 255, kStepNames.size() - 1));
  const std::uint64_t base = status.call_base.load(std::memory_order_relaxed);
  if (base > 0) view.call = view.entered > base ? view.entered - base : 1;
  view.case_number = status.case_number.load(std::memory_order_relaxed);
  view.allowance_s = static_cast<double>(status.allowance_ms.load(std::memory_order_relaxed)) / 1e3;
  view.case_name = status.case_name.get();
  view.call_text = status.call_text.get();
  view.said = slot.said.get();
  view.library = slot.library.get();
  return view;
}

}  // namespace fourfold
