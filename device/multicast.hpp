// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "core/support.hpp"
#include "device/device.hpp"

namespace fourfold {

/// Memory of one GPU that a multicast object of several GPUs covers (CUDA Driver API, "Multicast
/// Object Management"): through all() the switches between them write to every GPU's, and read
/// reduced. Made in steps; every process ends one before any begins the next. They throw Error in
/// the driver's words. Compiled, not run on hardware.
class MulticastMemory {
 public:
  virtual ~MulticastMemory() = default;

  /// A descriptor of the object, for other processes; open while this object lives.
  virtual int descriptor() const = 0;
  /// Second step: this process's GPU is one of the object's.
  virtual void add_gpu() = 0;
  /// Third step: memory of this GPU is bound to the object, and mapped.
  virtual void bind() = 0;

  /// From then on; the same place in both is the same place of memory.
  virtual std::byte* own() const = 0;
  virtual std::byte* all() const = 0;
};

/// Whether this GPU can be one of such an object.
Support multicast_support(Device& gpu);
/// First step, of one process: an object for `gpus` GPUs with `bytes` of each.
std::unique_ptr<MulticastMemory> make_multicast(Device& gpu, int gpus, std::size_t bytes);
/// First step of the others, with a copy of that one's descriptor(), which stays theirs.
std::unique_ptr<MulticastMemory> join_multicast(Device& gpu, int gpus, std::size_t bytes,
                                                int descriptor);

}  // namespace fourfold
