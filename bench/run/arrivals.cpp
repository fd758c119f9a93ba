// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/arrivals.hpp"

#include "bench/run/clock.hpp"
#include "core/statistics.hpp"

namespace fourfold {

Arrivals::Comparison Arrivals::compare() {
  const double offset_s = mpi_.clock_offset_s();
  return {now_s(), offset_s};
}

void Arrivals::begin() {
  began_s_.clear();
  first_ = compare();
}

std::vector<double> Arrivals::gather() {
  const Comparison last = compare();
  const double length_s = last.at_s - first_.at_s;
  const double drift = length_s > 0 ? (last.offset_s - first_.offset_s) / length_s : 0;
  // On rank 0's clock, from a moment near to all samples: small numbers keep their nanoseconds.
  const double start_s = mpi_.agree_min(first_.at_s - first_.offset_s);
  std::vector<double> arrivals;
  for (const double began_s : began_s_) {
    const double offset_s = first_.offset_s + drift * (began_s - first_.at_s);
    arrivals.push_back(began_s - offset_s - start_s);
  }
  const std::vector<MpiSession::Agreed> agreed = mpi_.agree(arrivals);
  for (std::size_t i = 0; i < arrivals.size(); ++i) arrivals[i] -= agreed[i].min;
  return mpi_.gather(arrivals.empty() ? 0 : rounded_s(median(arrivals)));
}

}  // namespace fourfold
