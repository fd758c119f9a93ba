// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/support.hpp"
#include "device/dynamic_library.hpp"

namespace fourfold {

// The part of nvml.h that is used: toolkits often come without that header. Enumerations are passed
// as int; their numbers are part of the library's binary interface.
using NvmlStatus = int;
struct NvmlDevice;

inline constexpr NvmlStatus kNvmlSuccess = 0;
inline constexpr int kNvmlSmClock = 1;
inline constexpr int kNvmlMemoryClock = 2;
inline constexpr int kNvmlGpuTemperature = 0;
inline constexpr int kNvmlCorrected = 0;
inline constexpr int kNvmlUncorrected = 1;
inline constexpr int kNvmlAggregate = 1;

/// nvmlFieldValue_t: what nvmlDeviceGetFieldValues fills in.
struct NvmlField {
  unsigned field = 0;  ///< NVML_FI_...
  unsigned scope = 0;
  long long timestamp = 0;
  long long latency = 0;
  int type = 0;  ///< nvmlValueType_t
  NvmlStatus status = 0;
  union {
    double f64;
    unsigned u32;
    unsigned long long u64 = 0;
    int i32;
  } value;
};

static_assert(sizeof(NvmlField) == 40);

/// nvmlGpuFabricInfo_t: what nvmlDeviceGetGpuFabricInfo fills in.
struct NvmlFabric {
  std::array<unsigned char, 16> cluster{};
  NvmlStatus status = 0;  ///< of joining it
  unsigned clique = 0;
  unsigned char state = 0;
};
inline constexpr unsigned char kNvmlFabricCompleted = 3;

static_assert(sizeof(NvmlFabric) == 28);

/// A GPU, or why there is none.
struct NvmlGpu {
  NvmlDevice* handle = nullptr;
  std::string reason;
};

/// NVIDIA's management library, opened and initialised. Which functions it has depends on the
/// driver, so each call looks its own up.
class NvmlLibrary {
 public:
  /// The driver's own (libnvidia-ml.so.1). Never shut down: the driver does so at the end of the
  /// process, and anyone may ask until then.
  static const NvmlLibrary& of_driver();

  explicit NvmlLibrary(std::string_view file);

  Support support() const { return reason_.empty() ? Support::yes() : Support::no(reason_); }
  NvmlGpu find_gpu(const std::string& pci_bus) const;
  /// The library's words for a status.
  std::string words(NvmlStatus status) const;

  /// Calls a function; "" when it gave the value, otherwise why it did not.
  template <class Function, class... Arguments>
  std::string ask(const char* symbol, Arguments... arguments) const {
    auto* const function = library_.find<Function>(symbol);
    if (function == nullptr) return std::string("this driver lacks ") + symbol;
    const NvmlStatus status = function(arguments...);
    return status == kNvmlSuccess ? "" : words(status);
  }

  /// Bits of the reasons for a lower clock, by the name that this driver has for the question.
  std::string ask_clock_events(NvmlDevice* gpu, unsigned long long& bits) const;

 private:
  DynamicLibrary library_;
  std::string reason_;
};

}  // namespace fourfold
