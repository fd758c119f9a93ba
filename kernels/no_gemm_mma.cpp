// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/matrix_arguments.hpp"

namespace fourfold {

MmaFunctions mma_functions() { return {}; }

}  // namespace fourfold
