// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collectives/nccl_settings.hpp"

namespace fourfold {

/// How NCCL did a call, as it said in its own log. What a version does not say is empty or 0.
struct NcclTuning {
  std::string algorithm;  ///< "ring", "nvls_tree": a name of kNcclAlgorithms; "symmetric" and "copy
                          ///< engines" are ways beside those
  std::string protocol;   ///< "ll", "ll128", "simple"
  std::string kernel;     ///< of "symmetric": "AllReduce_RSxLDMC_AGxSTMC"
  int channels = 0;       ///< blocks of the kernel
  friend bool operator==(const NcclTuning&, const NcclTuning&) = default;
};

/// One line of NCCL's log, whatever stands before the message; nothing where it does not speak of
/// an algorithm. Reads the lines of the subsystem TUNING that NCCL has written since 2.20:
///   2.20 to 2.22  "8 Bytes -> Algo 0 proto 0 time 25.2"
///   2.23          "AllGather: 37756928 Bytes -> Algo 1 proto 2 time 2860.208008"
///   from 2.24     "AllReduce: 1024 Bytes -> Algo TREE proto SIMPLE channel{Lo..Hi}={0..3}"
///   from 2.27     "AllReduce [Symmetric]: 64 Bytes -> Kernel X nchannels 16 nthreads 512 nWorks 1"
///   from 2.29     "AlltoAll [Copy Engine]: 134217728 Bytes -> cudaMemcpy"
///   from 2.30     "AllGather [Hierarchical CE]: 64 Bytes -> RMA proxy + CE"
std::optional<NcclTuning> parse_nccl_tuning(std::string_view line);

/// What a whole log says of the calls in it: each way once, in order, joined by " and "; "" where
/// it says nothing.
std::string describe_nccl_log(std::string_view log);

/// "ring, simple, 16 channels", "symmetric kernel AllReduce_LL, 8 channels", "copy engines".
std::string describe(const NcclTuning& tuning);

/// Whether a description begins with that algorithm and has that protocol; "auto" is any.
bool agrees(std::string_view description, std::string_view algorithm, std::string_view protocol);

/// "asked for copy engines, NCCL did ring, simple": what a case chose and NCCL, of that version,
/// did not do; "" where it did, and where its log does not tell.
std::string departure(std::string_view description, const NcclSettings& asked, int version_code);

}  // namespace fourfold
