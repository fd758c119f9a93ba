// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace fourfold {

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  constexpr std::size_t kMostThreads = 8;
  std::vector<std::exception_ptr> thrown(count);
  std::atomic<std::size_t> next{0};
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    }
  };
  {
    const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
    const std::size_t threads = std::min({count, processors, kMostThreads});
    std::vector<std::jthread> others;
    try {
      while (others.size() + 1 < threads) others.emplace_back(take_turns);
    } catch (const std::system_error&) {  // no more threads to be had: fewer will do
    }
    take_turns();
  }
  for (const std::exception_ptr& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

}  // namespace fourfold
