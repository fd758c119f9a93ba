// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/memory_bandwidth.hpp"

#include <algorithm>

#include "kernels/memory_bandwidth_cuda.hpp"

namespace fourfold {
namespace {

/// [begin, end) of one of `parts` nearly equal pieces of `elements`.
struct Piece {
  std::size_t begin;
  std::size_t end;
};
Piece piece(std::size_t elements, std::size_t parts, std::size_t which) {
  return {elements * which / parts, elements * (which + 1) / parts};
}

/// Eight independent sums, so that additions overlap without the compiler reordering any.
template <class Term>
double sum_of(Piece p, Term term) {
  double lanes[8] = {};
  std::size_t i = p.begin;
  for (; i + 8 <= p.end; i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) lanes[lane] += term(i + lane);
  }
  for (; i < p.end; ++i) lanes[0] += term(i);
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
         ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

template <class Element>
void for_each(const MemoryArguments& x, int threads, Element element) {
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::size_t i = 0; i < x.elements; ++i) element(i);
}

template <class Term>
void sum_each(const MemoryArguments& x, int threads, Term term) {
#pragma omp parallel for num_threads(threads) schedule(static)
  for (std::size_t part = 0; part < kPartialSums; ++part) {
    x.partial_sums[part] = sum_of(piece(x.elements, kPartialSums, part), term);
  }
}

void run_on_host(MemoryPattern pattern, const MemoryArguments& x, int threads) {
  const double* const a = x.a;
  const double* const b = x.b;
  double* const c = x.c;
  switch (pattern) {
    case MemoryPattern::Copy:
      return for_each(x, threads, [=](std::size_t i) { c[i] = a[i]; });
    case MemoryPattern::Mul:
      return for_each(x, threads, [=](std::size_t i) { c[i] = kMemoryScalar * a[i]; });
    case MemoryPattern::Add:
      return for_each(x, threads, [=](std::size_t i) { c[i] = a[i] + b[i]; });
    case MemoryPattern::Triad:
      return for_each(x, threads, [=](std::size_t i) { c[i] = a[i] + kMemoryScalar * b[i]; });
    case MemoryPattern::Dot:
      return sum_each(x, threads, [=](std::size_t i) { return a[i] * b[i]; });
    case MemoryPattern::Read:
      return sum_each(x, threads, [=](std::size_t i) { return a[i]; });
    case MemoryPattern::Write:
      return for_each(x, threads, [=](std::size_t i) { c[i] = kMemoryScalar; });
    case MemoryPattern::Upload:
    case MemoryPattern::Download:
      break;  // not a walk over arrays
  }
}

}  // namespace

const MemoryPatternTraits& traits(MemoryPattern pattern) {
  return kMemoryPatterns[static_cast<std::size_t>(pattern)];
}

std::string_view name(MemoryPattern pattern) { return traits(pattern).name; }

std::optional<MemoryPattern> parse_memory_pattern(std::string_view name) {
  for (const MemoryPatternTraits& row : kMemoryPatterns) {
    if (row.name == name) return row.pattern;
  }
  return std::nullopt;
}

void run_memory_pattern(MemoryPattern pattern, const MemoryArguments& arguments, Device& device,
                        Stream& stream, int threads) {
  if (traits(pattern).host != HostSide::None) {
    return device.copy(reinterpret_cast<std::byte*>(arguments.c),
                       reinterpret_cast<const std::byte*>(arguments.a),
                       arguments.elements * sizeof(double), stream);
  }
  if (device.info().kind == DeviceKind::Host) return run_on_host(pattern, arguments, threads);
  run_memory_pattern_cuda(pattern, arguments, stream.native());
}

}  // namespace fourfold
