// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/error.hpp"
#include "device/multicast.hpp"

namespace fourfold {

Support multicast_support(Device&) { return Support::no("built without CUDA"); }

std::unique_ptr<MulticastMemory> make_multicast(Device&, int, std::size_t) {
  throw Error("built without CUDA");
}

std::unique_ptr<MulticastMemory> join_multicast(Device&, int, std::size_t, int) {
  throw Error("built without CUDA");
}

}  // namespace fourfold
