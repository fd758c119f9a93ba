// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <unordered_map>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "device/device.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kAlignment = 4096;

/// "13.0" of 13000.
std::string version_text(int version) {
  return version == 0 ? "" : fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

int driver_version() {
  int version = 0;
  return cudaDriverGetVersion(&version) == cudaSuccess ? version : 0;
}

int runtime_version() {
  int version = 0;
  return cudaRuntimeGetVersion(&version) == cudaSuccess ? version : 0;
}

std::string why_no_gpu(cudaError_t status) {
  const std::string text = cuda_error_text(status);
  if (status == cudaErrorInsufficientDriver) {
    // The same number stands for two things; the driver's version tells them apart.
    if (driver_version() == 0) return "no NVIDIA driver (" + text + ")";
    return fmt::format("the NVIDIA driver is for CUDA {}, this program needs {} ({})",
                       version_text(driver_version()), version_text(runtime_version()), text);
  }
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES"); visible != nullptr) {
    return fmt::format("no usable GPU (CUDA_VISIBLE_DEVICES is \"{}\"; {})", visible, text);
  }
  return "no usable GPU (" + text + ")";
}

/// "GPU-1b2c3d4e-0011-2233-4455-66778899aabb", as nvidia-smi writes it.
std::string uuid_text(const cudaUUID_t& uuid) {
  std::string text = "GPU";
  for (std::size_t i = 0; i < sizeof uuid.bytes; ++i) {
    if (i == 0 || i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(uuid.bytes[i]));
  }
  return text;
}

std::string pci_bus_text(int index) {
  std::array<char, 32> text{};
  if (cudaDeviceGetPCIBusId(text.data(), static_cast<int>(text.size()), index) != cudaSuccess) {
    static_cast<void>(cudaGetLastError());
    return "";
  }
  std::string bus(text.data());
  std::transform(bus.begin(), bus.end(), bus.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return bus;
}

DeviceInfo describe(int index) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, index));
  DeviceInfo info;
  info.kind = DeviceKind::Cuda;
  info.index = index;
  info.name = properties.name;
  info.uuid = uuid_text(properties.uuid);
  info.pci_bus = pci_bus_text(index);
  info.driver = version_text(driver_version());
  info.runtime = version_text(runtime_version());
  info.compute_capability = 10 * properties.major + properties.minor;
  info.processors = properties.multiProcessorCount;
  info.memory = Bytes(properties.totalGlobalMem);
  info.last_level_cache = Bytes(static_cast<std::uint64_t>(properties.l2CacheSize));
  return info;
}

cudaStream_t stream_of(const Stream& stream) { return static_cast<cudaStream_t>(stream.native()); }
cudaEvent_t event_of(const Event& event) { return static_cast<cudaEvent_t>(event.native()); }

/// What CUDA gave for a buffer.
struct Allocation {
  void* base;
  bool pinned;
};

class CudaDevice final : public Device {
 public:
  explicit CudaDevice(int index) : info_(describe(index)) {
    check(cudaSetDevice(index));
    check(cudaStreamCreateWithFlags(&transfers_, cudaStreamNonBlocking));
  }
  ~CudaDevice() override { static_cast<void>(cudaStreamDestroy(transfers_)); }
  CudaDevice(const CudaDevice&) = delete;
  CudaDevice& operator=(const CudaDevice&) = delete;

  const DeviceInfo& info() const override { return info_; }

  void make_current() override { check(cudaSetDevice(info_.index)); }

  Buffer allocate(std::size_t bytes) override {
    return aligned_buffer(bytes, false,
                          [](void** base, std::size_t room) { return cudaMalloc(base, room); });
  }

  Buffer allocate_pinned(std::size_t bytes) override {
    return aligned_buffer(bytes, true, [](void** base, std::size_t room) {
      return cudaHostAlloc(base, room, cudaHostAllocDefault);
    });
  }

  Stream make_stream() override {
    make_current();
    cudaStream_t stream = nullptr;
    // Non-blocking: no hidden order with the legacy default stream that libraries may use.
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    return Stream(*this, stream);
  }

  Event make_event() override {
    make_current();
    cudaEvent_t event = nullptr;
    check(cudaEventCreateWithFlags(&event, cudaEventDefault));
    return Event(*this, event);
  }

  // cudaMemcpy from pageable memory may return before its last bytes arrive, and non-blocking
  // streams do not wait for them. A stream of its own, waited for, has no such gap, and waits for
  // no other work, which may hang.
  void upload(std::byte* device_destination, const void* host_source, std::size_t bytes) override {
    check(cudaMemcpyAsync(device_destination, host_source, bytes, cudaMemcpyHostToDevice,
                          transfers_));
    check(cudaStreamSynchronize(transfers_));
  }

  void download(void* host_destination, const std::byte* device_source,
                std::size_t bytes) override {
    check(cudaMemcpyAsync(host_destination, device_source, bytes, cudaMemcpyDeviceToHost,
                          transfers_));
    check(cudaStreamSynchronize(transfers_));
  }

  void copy(std::byte* destination, const std::byte* source, std::size_t bytes,
            Stream& stream) override {
    // The addresses say on which side each lies.
    check(cudaMemcpyAsync(destination, source, bytes, cudaMemcpyDefault, stream_of(stream)));
  }

  void set_bytes(std::byte* destination, unsigned char value, std::size_t bytes,
                 Stream& stream) override {
    if (bytes == 0) return;
    check(cudaMemsetAsync(destination, value, bytes, stream_of(stream)));
  }

  void record(Event& event, Stream& stream) override {
    check(cudaEventRecord(event_of(event), stream_of(stream)));
  }

  void wait(Stream& stream, const Event& event) override {
    check(cudaStreamWaitEvent(stream_of(stream), event_of(event), 0));
  }

  bool finished(const Event& event) override {
    const cudaError_t status = cudaEventQuery(event_of(event));
    if (status == cudaErrorNotReady) {
      // "Not yet" counts as an error in the runtime's memory, and would look like a failed launch.
      static_cast<void>(cudaGetLastError());
      return false;
    }
    check(status);
    return true;
  }

  Seconds elapsed(const Event& begin, const Event& end) override {
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, event_of(begin), event_of(end)));
    return Seconds(static_cast<double>(milliseconds) * 1e-3);
  }

  void synchronize(Stream& stream) override { check(cudaStreamSynchronize(stream_of(stream))); }

 private:
  // cudaMalloc promises 256 bytes of alignment; the contract is a page. No bytes still get an
  // address, so that a rank without a part in a collective has one to pass.
  template <class Allocate>
  Buffer aligned_buffer(std::size_t bytes, bool pinned, Allocate allocate) {
    make_current();
    void* base = nullptr;
    const std::size_t room = std::max<std::size_t>(bytes, 1) + kAlignment - 1;
    if (const cudaError_t status = allocate(&base, room); status != cudaSuccess) {
      static_cast<void>(cudaGetLastError());
      throw Error(fmt::format("{} bytes {} GPU {} ({}): {}", bytes,
                              pinned ? "of host memory pinned for" : "on", info_.index, info_.name,
                              cuda_error_text(status)));
    }
    const auto address = reinterpret_cast<std::uintptr_t>(base);
    const std::size_t skip = (kAlignment - address % kAlignment) % kAlignment;
    void* data = static_cast<std::byte*>(base) + skip;
    allocations_.emplace(data, Allocation{base, pinned});
    return Buffer(*this, data, bytes);
  }

  // Nobody can act on a failure here, and at the end of a process the driver may be gone already.
  void release_buffer(void* data) noexcept override {
    const auto found = allocations_.find(data);
    if (found == allocations_.end()) return;
    const auto [base, pinned] = found->second;
    static_cast<void>(pinned ? cudaFreeHost(base) : cudaFree(base));
    allocations_.erase(found);
  }
  void release_stream(void* native) noexcept override {
    static_cast<void>(cudaStreamDestroy(static_cast<cudaStream_t>(native)));
  }
  void release_event(void* native) noexcept override {
    static_cast<void>(cudaEventDestroy(static_cast<cudaEvent_t>(native)));
  }

  DeviceInfo info_;
  cudaStream_t transfers_ = nullptr;
  std::unordered_map<void*, Allocation> allocations_;  ///< by the aligned address
};

}  // namespace

CudaProbe probe_cuda() {
  CudaProbe probe;
  int devices = 0;
  const cudaError_t status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess) {
    static_cast<void>(cudaGetLastError());
    probe.reason = why_no_gpu(status);
    return probe;
  }
  if (devices == 0) {
    probe.reason = why_no_gpu(cudaErrorNoDevice);
    return probe;
  }
  try {
    const DeviceInfo first = describe(0);
    probe.devices = devices;
    probe.compute_capability = first.compute_capability;
    probe.name = first.name;
    probe.uuid = first.uuid;
    probe.memory = first.memory;
    probe.last_level_cache = first.last_level_cache;
  } catch (const Error& error) {
    probe.reason = fmt::format("GPU 0 does not answer ({})", error.what());
  }
  return probe;
}

std::unique_ptr<Device> open_cuda_device(int index) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) {
    throw Error(fmt::format("cannot open GPU {}: {}", index, probe.reason));
  }
  if (index < 0 || index >= probe.devices) {
    throw Error(fmt::format("cannot open GPU {}: this process sees {}, numbered from 0", index,
                            probe.devices));
  }
  return std::make_unique<CudaDevice>(index);
}

}  // namespace fourfold
