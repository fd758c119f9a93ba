// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_library.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>

#include "core/error.hpp"

namespace fourfold {

NcclLibrary::NcclLibrary()
    : library(std::array<std::string_view, 2>{"libnccl.so.2", "libnccl.so"}) {
  if (!library.loaded()) reason = "no NCCL: " + library.reason();
  const auto find_optional = [this]<class Function>(Function*& function, const char* symbol) {
    function = library.find<Function>(symbol);
  };
  const auto find = [&](auto*& function, const char* symbol) {
    find_optional(function, symbol);
    if (function == nullptr && reason.empty()) reason = library.path() + " lacks " + symbol;
  };
  find(get_version, "ncclGetVersion");
  find(get_error_string, "ncclGetErrorString");
  find(get_unique_id, "ncclGetUniqueId");
  find(comm_init_rank, "ncclCommInitRank");
  find(comm_destroy, "ncclCommDestroy");
  find(comm_abort, "ncclCommAbort");
  find(comm_get_async_error, "ncclCommGetAsyncError");
  find(all_reduce, "ncclAllReduce");
  find(all_gather, "ncclAllGather");
  find(reduce_scatter, "ncclReduceScatter");
  find(broadcast, "ncclBroadcast");
  find(reduce, "ncclReduce");
  find(group_start, "ncclGroupStart");
  find(group_end, "ncclGroupEnd");
  find_optional(send, "ncclSend");
  find_optional(receive, "ncclRecv");
  find_optional(get_last_error, "ncclGetLastError");
  find_optional(all_to_all, "ncclAlltoAll");
  find_optional(gather, "ncclGather");
  find_optional(scatter, "ncclScatter");
  find_optional(mem_alloc, "ncclMemAlloc");
  find_optional(mem_free, "ncclMemFree");
  find_optional(comm_register, "ncclCommRegister");
  find_optional(comm_deregister, "ncclCommDeregister");
  find_optional(window_register, "ncclCommWindowRegister");
  find_optional(window_deregister, "ncclCommWindowDeregister");
  find_optional(init_rank_config, "ncclCommInitRankConfig");
  find_optional(init_rank_scalable, "ncclCommInitRankScalable");
  find_optional(split, "ncclCommSplit");
  find_optional(shrink, "ncclCommShrink");
  find_optional(reset_debug, "ncclResetDebugInit");
}

const NcclLibrary& nccl() {
  static const NcclLibrary one;
  return one;
}

std::string nccl_error_text(ncclResult_t status) {
  std::string text =
      fmt::format("NCCL error {}: {}", static_cast<int>(status), nccl().get_error_string(status));
  if (nccl().get_last_error == nullptr) return text;
  const char* const last = nccl().get_last_error(nullptr);
  if (last != nullptr && *last != '\0') text += fmt::format(" ({})", last);
  return text;
}

void check(ncclResult_t status, Where where) {
  if (status != ncclSuccess) throw Error(nccl_error_text(status), where);
}

std::string nccl_version_text(int code) {
  if (code < 10000) return fmt::format("{}.{}.{}", code / 1000, code / 100 % 10, code % 100);
  return fmt::format("{}.{}.{}", code / 10000, code / 100 % 100, code % 100);
}

std::string encode_unique_id(const ncclUniqueId& id) {
  std::string text;
  for (const char byte : id.internal)
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

ncclUniqueId decode_unique_id(const std::string& text) {
  ncclUniqueId id{};
  bool well = text.size() == 2 * sizeof id.internal;
  for (std::size_t i = 0; well && i < sizeof id.internal; ++i) {
    unsigned value = 0;
    const char* const digits = text.data() + 2 * i;
    const auto parsed = std::from_chars(digits, digits + 2, value, 16);
    well = parsed.ec == std::errc() && parsed.ptr == digits + 2;
    id.internal[i] = static_cast<char>(value);
  }
  if (!well) {
    throw Error(fmt::format("not an NCCL unique id: {} characters instead of {} hexadecimal digits",
                            text.size(), 2 * sizeof id.internal));
  }
  return id;
}

}  // namespace fourfold
