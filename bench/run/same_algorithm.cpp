// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/same_algorithm.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/error.hpp"
#include "kernels/gemm_algorithms.hpp"

namespace fourfold {

void take_same_algorithm(PreparedGemm& prepared, std::span<const double> seconds, MpiSession& mpi) {
  // Lists of different lengths could not be agreed on element by element.
  const double list = static_cast<double>(fingerprint(prepared.algorithms));
  const MpiSession::Agreed lists = mpi.agree(std::span(&list, 1))[0];
  if (lists.min != lists.max) {
    throw Error(
        fmt::format("the library offers rank {} other algorithms than another rank: it is another "
                    "version there, or finds another device",
                    lists.max_rank));
  }
  if (seconds.empty()) return;
  std::vector<double> slowest;
  for (const MpiSession::Agreed& one : mpi.agree(seconds)) slowest.push_back(one.max);
  take_fastest(prepared, slowest);
}

}  // namespace fourfold
