// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace fourfold {

/// The host as it is now, for the manifest: processor, cores, memory, kernel, operating system,
/// host name, frequency governor, hypervisor, load. What cannot be read is left out, never guessed.
std::map<std::string, std::string> host_facts();

/// The variables of the environment that bear on speed, by an allow-list of names and prefixes:
/// OMP_NUM_THREADS and its kin, CUDA_VISIBLE_DEVICES, CUDA_DEVICE_MAX_CONNECTIONS, NCCL_*,
/// OMPI_MCA_* of transports and collectives (its launcher's own hold addresses and keys), UCX_*,
/// FI_*, MPICH_*, MPIR_CVAR_*, SLURM_JOB_ID, SLURM_NNODES, SLURM_NTASKS. Never another, and none
/// whose name looks like a secret's (key, token, secret, passw).
std::map<std::string, std::string> recorded_environment();

}  // namespace fourfold
