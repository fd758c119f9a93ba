// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/case.hpp"

#include <fmt/format.h>

namespace fourfold {
namespace {

struct NamePrinter {
  std::string operator()(const CollectiveCase& one) const {
    const CollectiveTraits& row = traits(one.collective);
    std::string out = fmt::format("{}/{}/{}/{}", row.name, one.backend, name(one.shape.type),
                                  format_bytes(one.asked));
    if (row.reduces && one.op != ReductionOp::Sum) out += fmt::format("/{}", name(one.op));
    if (row.rooted && one.root != 0) out += fmt::format("/root:{}", one.root);
    if (one.in_place) out += "/in_place";
    return out;
  }

  std::string operator()(const GemmCase& one) const {
    return fmt::format("gemm/{}/{}/{}/{}", one.kernel, name(one.problem.input), one.problem.shape(),
                       name(one.input));
  }

  std::string operator()(const MemoryCase& one) const {
    return fmt::format("memory/{}/{}/{}", one.backend, name(one.pattern), format_bytes(one.array));
  }
};

}  // namespace

std::string case_name(const Case& one) {
  std::string out = std::visit(NamePrinter{}, one.what);
  if (one.measure.cache == CacheState::Hot) out += "/hot";
  if (one.measure.timing == Timing::PerCall) out += "/per_call";
  return out;
}

}  // namespace fourfold
