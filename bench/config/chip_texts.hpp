// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace fourfold {

/// A chip file as it was when the program was built.
struct ChipText {
  std::string_view file;  ///< "configs/chips/h200_sxm.yaml"
  std::string_view text;
};

/// Every file of configs/chips, by name. The build writes the source (write_chip_texts.cmake).
const std::vector<ChipText>& chip_texts();

}  // namespace fourfold
