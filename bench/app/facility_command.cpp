// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>

#include "bench/app/commands.hpp"
#include "bench/config/facility.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

void show(const FacilityFigure& figure) {
  std::cout << fmt::format("  {:g} {}  {}\n    {}, {}{}\n", figure.value, figure.unit, figure.what,
                           figure.source.document, figure.source.date,
                           figure.source.url.empty() ? "" : ", " + figure.source.url);
  if (!figure.unconfirmed.empty()) {
    std::cout << fmt::format("    UNCONFIRMED: {}\n", figure.unconfirmed);
  }
}

}  // namespace

ExitCode facility_command(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const Facility facility = load_facility(file);
    std::cout << fmt::format("{}, {}: a specification, not a measurement\n{}\n", facility.name,
                             facility.status, facility.description);
    show(facility.gpus);
    if (facility.structure) {
      const Contract& all = *facility.structure;
      std::cout << fmt::format("  {} racks x {} nodes x {} GPUs\n", all.racks, all.nodes_per_rack,
                               all.gpus_per_node / facility.devices_per_gpu);
    }
    if (facility.devices_per_gpu > 1) {
      std::cout << fmt::format("  a GPU is {} devices, each with a rank: a contract has {} units\n",
                               facility.devices_per_gpu, facility.units());
    }
    for (const FacilityFigure& figure : facility.figures) show(figure);
  }
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return ExitCode::Accepted;
}

}  // namespace fourfold
