// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace fourfold {

/// What the fake management library answers: tests set it, through fake_nvml(), which the library
/// exports beside the functions of NVML.
struct FakeNvml {
  int init = 0;    ///< status of nvmlInit
  int status = 0;  ///< of everything else; 15 is "GPU is lost"
  unsigned sm_mhz = 1980;
  unsigned memory_mhz = 3201;
  unsigned celsius = 60;
  unsigned milliwatts = 690'000;
  unsigned long long millijoules = 5'000'000;
  unsigned long long clock_events = 0x4;
  unsigned long long ecc_corrected = 7;
  unsigned long long ecc_uncorrected = 1;
  unsigned remapped_correctable = 2;
  unsigned remapped_uncorrectable = 3;
  unsigned pcie_replays = 4;
  unsigned char fabric_state = 3;  ///< completed
  bool in_cluster = true;
  std::map<unsigned, unsigned> fields;  ///< those not here are "Not Supported"
};

}  // namespace fourfold
