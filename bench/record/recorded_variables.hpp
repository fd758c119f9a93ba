// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fourfold {

/// Whether a run's record may hold this variable of the environment: it is one of a list of whole
/// names that are known to bear on speed (threads, the GPU, NCCL, transports and collectives of MPI
/// libraries, the job's shape). Never by a part of its name: whatever a site calls its passwords, a
/// name that is not on the list is not recorded. Case matters.
bool is_recorded_variable(std::string_view name);

}  // namespace fourfold
