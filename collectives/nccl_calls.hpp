// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectives/communicator.hpp"
#include "collectives/nccl_library.hpp"

namespace fourfold {

/// Issues the call on the stream: by NCCL's function of that name where this version has it, else
/// by a group of ncclSend and ncclRecv.
ncclResult_t nccl_call(ncclComm_t comm, int rank, int size, const CollectiveCall& call,
                       cudaStream_t stream);

}  // namespace fourfold
