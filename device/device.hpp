// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/quantity.hpp"

namespace fourfold {

class Device;

enum class DeviceKind { Host, Cuda };
std::string_view name(DeviceKind kind);

/// What a device says of itself. Fields it cannot tell are empty or 0, never guessed.
struct DeviceInfo {
  DeviceKind kind = DeviceKind::Host;
  int index = 0;
  std::string name;            ///< "NVIDIA H200", "Intel(R) Xeon(R) Processor @ 2.50GHz"
  std::string uuid;            ///< GPUs only
  std::string pci_bus;         ///< GPUs only, "0000:1b:00.0"
  std::string driver;          ///< CUDA driver API version "13.0"; empty on hosts
  std::string runtime;         ///< CUDA runtime version; empty on hosts
  int compute_capability = 0;  ///< 90 for 9.0; 0 on hosts
  int processors = 0;          ///< SMs, or the CPUs this process may use
  Bytes memory;                ///< device memory, or host memory available now
  Bytes last_level_cache;      ///< L2 on GPUs, the largest data cache on hosts
};

/// Memory on a device, or of the host and pinned for it, aligned to 4096 bytes, contents
/// unspecified. The device outlives its buffers.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Device& device, void* data, std::size_t bytes);
  /// Memory that a library gave: the last copy of `owner` gives it back.
  Buffer(std::shared_ptr<void> owner, void* data, std::size_t bytes);
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;

  /// An address on the device: a host may read it only when the device is the host or the buffer is
  /// pinned.
  std::byte* data() const { return static_cast<std::byte*>(data_); }
  std::size_t bytes() const { return bytes_; }

 private:
  Device* device_ = nullptr;     ///< that takes it back, or nullptr:
  std::shared_ptr<void> owner_;  ///< then this does
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// Work in order. On GPUs an owned cudaStream_t (native()); on hosts calls return when done and a
/// stream is only a name for that order.
class Stream {
 public:
  Stream(Device& device, void* native) : device_(&device), native_(native) {}
  ~Stream();
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&& other) noexcept;

  void* native() const { return native_; }

 private:
  Device* device_;
  void* native_;
};

/// A point in a stream's work: a cudaEvent_t, or a steady-clock reading on hosts.
class Event {
 public:
  Event(Device& device, void* native) : device_(&device), native_(native) {}
  ~Event();
  Event(Event&& other) noexcept;
  Event& operator=(Event&& other) noexcept;

  void* native() const { return native_; }
  /// Host events only: steady-clock nanoseconds at the last record().
  std::int64_t host_ns = 0;

 private:
  Device* device_;
  void* native_;
};

/// One processor that runs kernels and owns memory: the host, or one GPU. One object per process.
/// Every member throws Error with the library's own words when the device refuses.
class Device {
 public:
  virtual ~Device() = default;

  virtual const DeviceInfo& info() const = 0;

  /// Before this thread launches kernels of its own on the device: every thread has its own current
  /// GPU, and a launch goes there. Members of this class need it not.
  virtual void make_current() {}

  virtual Buffer allocate(std::size_t bytes) = 0;
  /// Host memory that the host reads and writes like any other and this device copies from and to
  /// at full speed: page-locked for a GPU; the host's own where the device is the host.
  virtual Buffer allocate_pinned(std::size_t bytes) = 0;
  virtual Stream make_stream() = 0;
  virtual Event make_event() = 0;

  /// Blocking copies between host memory and this device's.
  virtual void upload(std::byte* device_destination, const void* host_source,
                      std::size_t bytes) = 0;
  virtual void download(void* host_destination, const std::byte* device_source,
                        std::size_t bytes) = 0;
  /// Between buffers of this device, pinned ones too, in stream order.
  virtual void copy(std::byte* destination, const std::byte* source, std::size_t bytes,
                    Stream& stream) = 0;
  /// Sets every byte, in stream order. Used to poison outputs.
  virtual void set_bytes(std::byte* destination, unsigned char value, std::size_t bytes,
                         Stream& stream) = 0;

  virtual void record(Event& event, Stream& stream) = 0;
  /// What is enqueued in the stream from here on comes after what was before the event, which was
  /// recorded in another stream of this device.
  virtual void wait(Stream& stream, const Event& event) = 0;
  /// Whether everything before the event is done; never blocks.
  virtual bool finished(const Event& event) = 0;
  /// Time between two finished events of this device.
  virtual Seconds elapsed(const Event& begin, const Event& end) = 0;
  /// Waits until all work of the stream is done.
  virtual void synchronize(Stream& stream) = 0;

 private:
  friend class Buffer;
  friend class Stream;
  friend class Event;
  virtual void release_buffer(void* data) noexcept = 0;
  virtual void release_stream(void* native) noexcept = 0;
  virtual void release_event(void* native) noexcept = 0;
};

/// The processor this process runs on.
std::unique_ptr<Device> open_host_device();

/// What a look for GPUs found; looking creates no context and allocates nothing on the device.
struct CudaProbe {
  int devices = 0;
  /// Why there is none: "built without CUDA", "no NVIDIA driver (CUDA error 35: ...)".
  std::string reason;
  int compute_capability = 0;  ///< of device 0
  std::string name;            ///< of device 0
  std::string uuid;            ///< of device 0
  Bytes memory;                ///< of device 0
  Bytes last_level_cache;      ///< of device 0
};
CudaProbe probe_cuda();

/// GPU `index` of this process's visible ones. Throws Error with the probe's reason when there is
/// none.
std::unique_ptr<Device> open_cuda_device(int index);

}  // namespace fourfold
