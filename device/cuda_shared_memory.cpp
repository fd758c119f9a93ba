// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <cstring>
#include <sstream>

#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "device/cuda_check.hpp"
#include "device/shared_memory.hpp"

namespace fourfold {
namespace {

/// CUDA shares whole blocks of so many bytes: what else lay in one would be the others' too.
constexpr std::size_t kBlock = std::size_t{2} << 20;

/// GPU, bytes and CUDA's handle, in one line.
std::string text_of(const std::string& gpu, std::size_t bytes, const cudaIpcMemHandle_t& handle) {
  std::string text = fmt::format("{} {} ", gpu, bytes);
  for (const char byte : handle.reserved) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return text;
}

struct Offered {
  std::string gpu;
  std::size_t bytes = 0;
  cudaIpcMemHandle_t handle{};
};

Offered parse(const std::string& text) {
  Offered offered;
  std::string digits;
  std::istringstream words(text);
  words >> offered.gpu >> offered.bytes >> digits;
  if (!words || digits.size() != 2 * sizeof offered.handle.reserved) {
    throw Error("this is no handle of a GPU's memory: " + text);
  }
  for (std::size_t i = 0; i < sizeof offered.handle.reserved; ++i) {
    const auto digit = [&](std::size_t at) {
      const char c = digits[at];
      return c <= '9' ? c - '0' : c - 'a' + 10;
    };
    offered.handle.reserved[i] = static_cast<char>(16 * digit(2 * i) + digit(2 * i + 1));
  }
  return offered;
}

class Made final : public SharedMemory {
 public:
  Made(Device& gpu, std::size_t bytes) : bytes_(bytes) {
    check(cudaMalloc(&data_, bytes));
    cudaIpcMemHandle_t handle{};
    if (const cudaError_t status = cudaIpcGetMemHandle(&handle, data_); status != cudaSuccess) {
      static_cast<void>(cudaGetLastError());
      static_cast<void>(cudaFree(data_));
      throw Unsupported(fmt::format("GPU {} shares no memory with other processes: {}",
                                    gpu.info().pci_bus, cuda_error_text(status)));
    }
    handle_ = text_of(gpu.info().pci_bus, bytes, handle);
  }
  ~Made() override { static_cast<void>(cudaFree(data_)); }

  std::byte* data() const override { return static_cast<std::byte*>(data_); }
  std::size_t bytes() const override { return bytes_; }
  std::string handle() const override { return handle_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
  std::string handle_;
};

class Opened final : public SharedMemory {
 public:
  explicit Opened(const Offered& offered) : bytes_(offered.bytes) {
    check(cudaIpcOpenMemHandle(&data_, offered.handle, cudaIpcMemLazyEnablePeerAccess));
  }
  ~Opened() override { static_cast<void>(cudaIpcCloseMemHandle(data_)); }

  std::byte* data() const override { return static_cast<std::byte*>(data_); }
  std::size_t bytes() const override { return bytes_; }
  std::string handle() const override { return ""; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_;
};

class GpuSharing final : public MemorySharing {
 public:
  explicit GpuSharing(Device& gpu) : gpu_(gpu) {}

  std::shared_ptr<SharedMemory> make(std::size_t bytes) override {
    gpu_.make_current();
    const std::size_t blocks = (bytes + kBlock - 1) / kBlock;
    return std::make_shared<Made>(gpu_, (blocks == 0 ? 1 : blocks) * kBlock);
  }

  std::shared_ptr<SharedMemory> open(const std::string& handle) override {
    gpu_.make_current();
    const Offered offered = parse(handle);
    int other = 0;
    // Where this process is not shown the other's GPU nobody can be asked; CUDA maps it or says no.
    if (cudaDeviceGetByPCIBusId(&other, offered.gpu.c_str()) != cudaSuccess) {
      static_cast<void>(cudaGetLastError());
    } else if (other != gpu_.info().index) {
      int reaches = 0;
      check(cudaDeviceCanAccessPeer(&reaches, gpu_.info().index, other));
      if (reaches == 0) {
        throw Error(fmt::format("GPU {} does not reach the memory of GPU {}: no peer access",
                                gpu_.info().pci_bus, offered.gpu));
      }
    }
    return std::make_shared<Opened>(offered);
  }

  /// "Calling cudaFree on an exported memory region before calling cudaIpcCloseMemHandle in the
  /// importing context will result in undefined behavior" (CUDA Runtime API).
  bool outlives_openings() const override { return true; }

 private:
  Device& gpu_;
};

}  // namespace

std::unique_ptr<MemorySharing> share_gpu_memory(Device& gpu) {
  if (gpu.info().kind != DeviceKind::Cuda) throw Error("the host is no GPU");
  return std::make_unique<GpuSharing>(gpu);
}

}  // namespace fourfold
