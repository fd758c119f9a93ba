// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/error.hpp"

namespace fourfold {
namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stop_signal = 0;

void remember(int signal) { stop_signal = signal; }

void install_handlers() {
  static const bool once = [] {
    struct sigaction action {};
    action.sa_handler = remember;  // no SA_RESTART: poll() wakes
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    return true;
  }();
  (void)once;
}

/// A pipe whose ends close by themselves.
struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw Error("pipe: " + std::string(std::strerror(errno)));
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    if (read >= 0) close(read);
    if (write >= 0) close(write);
  }
  void close_write() { close(std::exchange(write, -1)); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
};

/// In the child, between fork and exec: only async-signal-safe calls. `failure` tells the parent.
[[noreturn]] void become(char* const* arguments, char* const* variables, pid_t parent, int out,
                         int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  const int null = open("/dev/null", O_RDONLY);
  if (null >= 0) dup2(null, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execvpe(arguments[0], arguments, variables);
  const int error = errno;
  (void)!write(failure, &error, sizeof(error));
  _exit(127);
}

pid_t start(const std::vector<std::string>& command,
            const std::vector<std::pair<std::string, std::string>>& environment, Pipe& out) {
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) {
    // Google Benchmark reads these; they must not make ranks differ.
    if (std::strncmp(*one, "BENCHMARK_", 10) != 0) variables.emplace_back(*one);
  }
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> arguments, variable_pointers;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  for (std::string& one : variables) variable_pointers.push_back(one.data());
  arguments.push_back(nullptr);
  variable_pointers.push_back(nullptr);

  Pipe failure;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw Error("fork: " + std::string(std::strerror(errno)));
  if (child == 0) {
    become(arguments.data(), variable_pointers.data(), parent, out.write, failure.write);
  }
  out.close_write();
  failure.close_write();
  int error = 0;
  if (read(failure.read, &error, sizeof(error)) == sizeof(error)) {
    waitpid(child, nullptr, 0);
    throw Error(fmt::format("cannot start '{}': {}", command.front(), std::strerror(error)));
  }
  return child;
}

/// Passes complete lines on; keeps what follows the last one.
void take_lines(std::string& pending, const std::function<void(std::string_view)>& on_line) {
  std::size_t from = 0;
  for (std::size_t end = 0; (end = pending.find('\n', from)) != std::string::npos; from = end + 1) {
    on_line(std::string_view(pending).substr(from, end - from));
  }
  pending.erase(0, from);
}

/// Asks a child to end, first politely; tells how long it may still take.
class Ending {
 public:
  explicit Ending(pid_t child) : child_(child) {}
  void begin(std::chrono::seconds patience) {
    if (asked_) return;
    asked_ = true;
    kill_at_ = Clock::now() + patience;
    kill(child_, SIGTERM);
  }
  /// Once the run is lost its processes end themselves.
  void begin_when_overdue() {
    if (!lost_) overdue_at_ = Clock::now() + kFarewell;
    lost_ = true;
    if (Clock::now() >= overdue_at_) begin(kFarewell);
  }
  void insist() {
    if (!asked_ || killed_ || Clock::now() < kill_at_) return;
    killed_ = true;
    kill(-child_, SIGKILL);
    kill(child_, SIGKILL);
  }

 private:
  pid_t child_;
  bool asked_ = false;
  static constexpr std::chrono::seconds kFarewell{2};
  bool killed_ = false;
  bool lost_ = false;
  Clock::time_point overdue_at_;
  Clock::time_point kill_at_;
};

}  // namespace

bool stop_requested() { return stop_signal != 0; }

ChildExit run_child(const std::vector<std::string>& command,
                    const std::vector<std::pair<std::string, std::string>>& environment,
                    Seconds deadline, const std::function<void(std::string_view)>& on_line,
                    const std::function<bool()>& lost) {
  install_handlers();
  Pipe out;
  const pid_t child = start(command, environment, out);
  const auto end = Clock::now() + std::chrono::duration<double>(deadline.value());
  ChildExit result;
  Ending ending(child);
  std::string pending;
  bool open = true;
  int status = 0;
  constexpr std::chrono::seconds kPatience(10);
  for (bool alive = true; alive || open;) {
    pollfd wait{.fd = out.read, .events = POLLIN, .revents = 0};
    // A grandchild may hold the pipe after the child is gone: then take what is there and leave.
    const int ready = open ? poll(&wait, 1, alive ? 100 : 0) : usleep(20000);
    if (open && ready > 0) {
      std::array<char, 4096> buffer{};
      const ssize_t got = read(out.read, buffer.data(), buffer.size());
      if (got > 0) pending.append(buffer.data(), static_cast<std::size_t>(got));
      if (got == 0) open = false;
      take_lines(pending, on_line);
    } else if (!alive) {
      open = false;
    }
    if (alive && waitpid(child, &status, WNOHANG) == child) alive = false;
    if (!alive) continue;
    if (stop_requested()) {
      result.interrupted = true;
      ending.begin(kPatience);
    } else if (lost()) {
      result.lost = true;
      ending.begin_when_overdue();
    } else if (Clock::now() > end) {
      result.timed_out = true;
      ending.begin(kPatience);
    }
    ending.insist();
  }
  if (!pending.empty()) on_line(pending);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace fourfold
