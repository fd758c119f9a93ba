// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/crash_mark.hpp"

#include <array>
#include <csignal>

#include "bench/watch/node_memory.hpp"

namespace fourfold {
namespace {

constexpr std::array kFatal{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
std::atomic<std::int32_t>* mark_of_process = nullptr;
std::array<struct sigaction, kFatal.size()> before{};

/// Only what is safe in a handler: a store, and the way that it went before.
void note(int signal) {
  end_once(*mark_of_process, signal);
  for (std::size_t i = 0; i < kFatal.size(); ++i) {
    if (kFatal[i] == signal) sigaction(signal, &before[i], nullptr);
  }
  raise(signal);
}

}  // namespace

void note_crashes(std::atomic<std::int32_t>& mark) {
  const bool again = mark_of_process != nullptr;
  mark_of_process = &mark;
  if (again) return;
  struct sigaction action {};
  action.sa_handler = note;
  for (std::size_t i = 0; i < kFatal.size(); ++i) sigaction(kFatal[i], &action, &before[i]);
}

}  // namespace fourfold
