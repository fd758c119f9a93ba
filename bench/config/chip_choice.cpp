// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/chip_choice.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "bench/config/chip_texts.hpp"

namespace fourfold {

std::vector<Chip> shipped_chips() {
  std::vector<Chip> chips;
  for (const ChipText& one : chip_texts()) {
    chips.push_back(parse_chip(std::string(one.text), std::string(one.file)));
  }
  return chips;
}

std::optional<Chip> chip_choice(const Config& config, std::string_view device_name) {
  if (config.chip == "none") return std::nullopt;
  if (config.chip == "auto") {
    const std::vector<Chip> chips = shipped_chips();
    const Chip* found = find_chip(chips, device_name);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  if (!std::filesystem::exists(config.chip)) {
    throw InputError(config.chip_where,
                     fmt::format("there is no chip file {}; expected auto, none or the path of one",
                                 config.chip));
  }
  return load_chip(config.chip);
}

}  // namespace fourfold
