// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/built_architectures.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fourfold {
namespace {

bool runs_on(std::string_view architecture, int compute_capability) {
  int compiled = 0;
  const char* const end = architecture.data() + architecture.size();
  const auto [rest, status] = std::from_chars(architecture.data(), end, compiled);
  if (status != std::errc()) return false;
  const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
  if (suffix == "a") return compute_capability == compiled;
  if (!suffix.empty() && suffix != "f" && suffix != "-real") return false;
  return compute_capability / 10 == compiled / 10 && compute_capability >= compiled;
}

}  // namespace

bool runs_on_capability(std::string_view architectures, int compute_capability) {
  while (!architectures.empty()) {
    const std::size_t end = architectures.find(',');
    if (runs_on(architectures.substr(0, end), compute_capability)) return true;
    architectures.remove_prefix(end == std::string_view::npos ? architectures.size() : end + 1);
  }
  return false;
}

std::string_view built_architectures() { return FOURFOLD_BUILT_ARCHITECTURES; }

Support compiled_for(const DeviceInfo& device) {
  if (built_architectures().empty()) return Support::yes();
  if (runs_on_capability(built_architectures(), device.compute_capability)) return Support::yes();
  return Support::no(fmt::format(
      "this program is compiled for GPUs of the architectures {}, and none of their "
      "code runs on compute capability {}.{}; rebuild with "
      "FOURFOLD_CUDA_ARCHITECTURES",
      built_architectures(), device.compute_capability / 10, device.compute_capability % 10));
}

}  // namespace fourfold
