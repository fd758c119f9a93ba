// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "device/cuda_check.hpp"
#include "device/multicast.hpp"

namespace fourfold {
namespace {

/// The CUDA version whose forms of the functions we call, the first that had them all.
constexpr unsigned kSince = 12010;

/// One function of the driver, asked of the CUDA runtime: nothing links with libcuda, which a
/// machine without a GPU does not have. nullptr where the driver is too old for it.
template <class Function>
Function* find(const char* name) {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult result = cudaDriverEntryPointSymbolNotFound;
  const cudaError_t status =
      cudaGetDriverEntryPointByVersion(name, &function, kSince, cudaEnableDefault, &result);
  if (status == cudaSuccess && result == cudaDriverEntryPointSuccess) {
    return reinterpret_cast<Function*>(function);
  }
  static_cast<void>(cudaGetLastError());
  return nullptr;
}

struct Driver {
  decltype(cuDeviceGetAttribute)* attribute =
      find<decltype(cuDeviceGetAttribute)>("cuDeviceGetAttribute");
  decltype(cuGetErrorString)* error_text = find<decltype(cuGetErrorString)>("cuGetErrorString");
  decltype(cuMulticastCreate)* create = find<decltype(cuMulticastCreate)>("cuMulticastCreate");
  decltype(cuMulticastAddDevice)* add =
      find<decltype(cuMulticastAddDevice)>("cuMulticastAddDevice");
  decltype(cuMulticastBindMem)* bind = find<decltype(cuMulticastBindMem)>("cuMulticastBindMem");
  decltype(cuMulticastUnbind)* unbind = find<decltype(cuMulticastUnbind)>("cuMulticastUnbind");
  decltype(cuMulticastGetGranularity)* granularity =
      find<decltype(cuMulticastGetGranularity)>("cuMulticastGetGranularity");
  decltype(cuMemCreate)* allocate = find<decltype(cuMemCreate)>("cuMemCreate");
  decltype(cuMemRelease)* release = find<decltype(cuMemRelease)>("cuMemRelease");
  decltype(cuMemAddressReserve)* reserve =
      find<decltype(cuMemAddressReserve)>("cuMemAddressReserve");
  decltype(cuMemAddressFree)* give_back = find<decltype(cuMemAddressFree)>("cuMemAddressFree");
  decltype(cuMemMap)* map = find<decltype(cuMemMap)>("cuMemMap");
  decltype(cuMemUnmap)* unmap = find<decltype(cuMemUnmap)>("cuMemUnmap");
  decltype(cuMemSetAccess)* set_access = find<decltype(cuMemSetAccess)>("cuMemSetAccess");
  decltype(cuMemExportToShareableHandle)* export_handle =
      find<decltype(cuMemExportToShareableHandle)>("cuMemExportToShareableHandle");
  decltype(cuMemImportFromShareableHandle)* import_handle =
      find<decltype(cuMemImportFromShareableHandle)>("cuMemImportFromShareableHandle");

  bool complete() const {
    return attribute != nullptr && error_text != nullptr && create != nullptr && add != nullptr &&
           bind != nullptr && unbind != nullptr && granularity != nullptr && allocate != nullptr &&
           release != nullptr && reserve != nullptr && give_back != nullptr && map != nullptr &&
           unmap != nullptr && set_access != nullptr && export_handle != nullptr &&
           import_handle != nullptr;
  }
};
const Driver& driver() {
  static const Driver found;
  return found;
}

void check(CUresult status, const char* what) {
  if (status == CUDA_SUCCESS) return;
  const char* words = nullptr;
  driver().error_text(status, &words);
  throw Error(fmt::format("{}: {} (CUDA driver error {})", what, words == nullptr ? "?" : words,
                          static_cast<int>(status)));
}

/// Addresses at which something of the driver's is mapped for one GPU.
class Mapping {
 public:
  Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { end(); }
  void end() {
    if (mapped_) driver().unmap(at_, bytes_);
    if (at_ != 0) driver().give_back(at_, bytes_);
    mapped_ = false;
    at_ = 0;
  }

  void map(CUmemGenericAllocationHandle what, std::size_t bytes, std::size_t alignment, int gpu) {
    bytes_ = bytes;
    check(driver().reserve(&at_, bytes, alignment, 0, 0), "cuMemAddressReserve");
    check(driver().map(at_, bytes, 0, what, 0), "cuMemMap");
    mapped_ = true;
    CUmemAccessDesc access{};
    access.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
    access.location.id = gpu;
    access.flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
    check(driver().set_access(at_, bytes, &access, 1), "cuMemSetAccess");
  }
  std::byte* at() const { return reinterpret_cast<std::byte*>(at_); }

 private:
  CUdeviceptr at_ = 0;
  std::size_t bytes_ = 0;
  bool mapped_ = false;
};

CUmulticastObjectProp properties(int gpus, std::size_t bytes) {
  CUmulticastObjectProp object{};
  object.numDevices = static_cast<unsigned>(gpus);
  object.handleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR;
  object.size = bytes;
  std::size_t unit = 0;
  // What is recommended is for buffers of gigabytes: hundreds of megabytes.
  check(driver().granularity(&unit, &object, CU_MULTICAST_GRANULARITY_MINIMUM),
        "cuMulticastGetGranularity");
  object.size = (bytes + unit - 1) / unit * unit;
  return object;
}

class Multicast final : public MulticastMemory {
 public:
  /// `descriptor` of another process's object, or -1: makes one.
  Multicast(Device& gpu, int gpus, std::size_t bytes, int descriptor) : gpu_(gpu) {
    gpu.make_current();
    const CUmulticastObjectProp object = properties(gpus, bytes);
    bytes_ = object.size;
    if (descriptor >= 0) {
      void* const handle = reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor));
      check(driver().import_handle(&object_, handle, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
            "cuMemImportFromShareableHandle");
      return;
    }
    check(driver().create(&object_, &object), "cuMulticastCreate");
    check(
        driver().export_handle(&descriptor_, object_, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0),
        "cuMemExportToShareableHandle");
  }
  Multicast(const Multicast&) = delete;
  Multicast& operator=(const Multicast&) = delete;
  ~Multicast() override {
    all_.end();
    own_.end();
    if (bound_) driver().unbind(object_, gpu_.info().index, 0, bytes_);
    if (memory_ != 0) driver().release(memory_);
    if (object_ != 0) driver().release(object_);
    if (descriptor_ >= 0) close(descriptor_);
  }

  int descriptor() const override { return descriptor_; }

  void add_gpu() override {
    gpu_.make_current();
    check(driver().add(object_, gpu_.info().index), "cuMulticastAddDevice");
  }

  void bind() override {
    gpu_.make_current();
    CUmemAllocationProp kind{};
    kind.type = CU_MEM_ALLOCATION_TYPE_PINNED;
    kind.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
    kind.location.id = gpu_.info().index;
    kind.requestedHandleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR;
    check(driver().allocate(&memory_, bytes_, &kind, 0), "cuMemCreate");
    check(driver().bind(object_, 0, memory_, 0, bytes_, 0), "cuMulticastBindMem");
    bound_ = true;
    own_.map(memory_, bytes_, 0, gpu_.info().index);
    all_.map(object_, bytes_, 0, gpu_.info().index);
  }

  std::byte* own() const override { return own_.at(); }
  std::byte* all() const override { return all_.at(); }

 private:
  Device& gpu_;
  std::size_t bytes_ = 0;
  int descriptor_ = -1;
  bool bound_ = false;
  CUmemGenericAllocationHandle object_ = 0;
  CUmemGenericAllocationHandle memory_ = 0;
  Mapping own_;
  Mapping all_;
};

}  // namespace

Support multicast_support(Device& gpu) {
  if (gpu.info().kind != DeviceKind::Cuda) return Support::no("the host is no GPU");
  if (!driver().complete()) {
    return Support::no("the driver has no multicast objects, which came with CUDA 12.1");
  }
  int supported = 0;
  check(driver().attribute(&supported, CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED, gpu.info().index),
        "cuDeviceGetAttribute");
  if (supported != 0) return Support::yes();
  return Support::no(
      fmt::format("{}: no switch multicasts for this GPU (CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED "
                  "is 0)",
                  gpu.info().name));
}

std::unique_ptr<MulticastMemory> make_multicast(Device& gpu, int gpus, std::size_t bytes) {
  return std::make_unique<Multicast>(gpu, gpus, bytes, -1);
}

std::unique_ptr<MulticastMemory> join_multicast(Device& gpu, int gpus, std::size_t bytes,
                                                int descriptor) {
  return std::make_unique<Multicast>(gpu, gpus, bytes, descriptor);
}

}  // namespace fourfold
