// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>

#include "bench/app/commands.hpp"
#include "core/error.hpp"

namespace fourfold {

ExitCode import_command(const ImportOptions& options) {
  const RunRecord record = imported_record(options);
  write_imported(record, options.out);
  const Manifest& manifest = record.manifest;
  std::cout << fmt::format("{} cases of {} ranks in {} launches, from {} logs of {}, in {}\n",
                           manifest.planned_cases.size(), manifest.ranks, manifest.planned_launches,
                           manifest.imported.size(), manifest.facts.at("import").at("of"),
                           options.out);
  const std::string& left_out = manifest.facts.at("import").at("left_out");
  if (!left_out.empty()) std::cout << "left out: " << left_out << '\n';
  if (const std::string shared = fact(manifest, "import", "shared_gpu"); !shared.empty()) {
    std::cout << "a shared GPU: " << shared << "; such a record is no baseline\n";
  }
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return ExitCode::Accepted;
}

}  // namespace fourfold
