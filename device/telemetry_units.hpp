// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/quantity.hpp"

namespace fourfold {

using Hertz = Quantity<struct HertzUnit>;
using Watts = Quantity<struct WattsUnit>;
using Joules = Quantity<struct JoulesUnit>;

}  // namespace fourfold
