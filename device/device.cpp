// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/device.hpp"

#include <utility>

namespace fourfold {

std::string_view name(DeviceKind kind) { return kind == DeviceKind::Host ? "host" : "cuda"; }

Buffer::Buffer(Device& device, void* data, std::size_t bytes)
    : device_(&device), data_(data), bytes_(bytes) {}

Buffer::Buffer(std::shared_ptr<void> owner, void* data, std::size_t bytes)
    : owner_(std::move(owner)), data_(data), bytes_(bytes) {}

Buffer::~Buffer() {
  if (data_ != nullptr && device_ != nullptr) device_->release_buffer(data_);
}

Buffer::Buffer(Buffer&& other) noexcept
    : device_(other.device_),
      owner_(std::move(other.owner_)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(owner_, other.owner_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Stream::~Stream() {
  if (device_ != nullptr) device_->release_stream(native_);
}

Stream::Stream(Stream&& other) noexcept
    : device_(std::exchange(other.device_, nullptr)), native_(other.native_) {}

Stream& Stream::operator=(Stream&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(native_, other.native_);
  return *this;
}

Event::~Event() {
  if (device_ != nullptr) device_->release_event(native_);
}

Event::Event(Event&& other) noexcept
    : host_ns(other.host_ns),
      device_(std::exchange(other.device_, nullptr)),
      native_(other.native_) {}

Event& Event::operator=(Event&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(native_, other.native_);
  std::swap(host_ns, other.host_ns);
  return *this;
}

}  // namespace fourfold
