// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/record/json_value.hpp"
#include "bench/record/unit_inventory.hpp"

namespace fourfold {

/// An inventory as it stands in a journal line, in columns, and back; the reader throws for what
/// the writer does not write.
Json inventory_json(const Inventory& inventory);
Inventory parse_inventory(const Json& json);

}  // namespace fourfold
