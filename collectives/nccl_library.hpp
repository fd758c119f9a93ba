// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nccl.h>

#include <cstddef>
#include <string>

#include "collectives/nccl_config.hpp"
#include "core/where.hpp"
#include "device/dynamic_library.hpp"

// Inside this room only: the one place that sees nccl.h, which is read for types. Nothing is
// linked; the functions are found in the library when it is first asked for.
namespace fourfold {

/// The functions of NCCL that are used, under their names without "nccl". When reason is empty all
/// are there but those said to be optional; otherwise none may be called.
struct NcclLibrary {
  NcclLibrary();

  DynamicLibrary library;
  /// Why NCCL cannot be used: not found, or a version that lacks a function.
  std::string reason;

  decltype(ncclGetVersion)* get_version;
  decltype(ncclGetErrorString)* get_error_string;
  decltype(ncclGetUniqueId)* get_unique_id;
  decltype(ncclCommInitRank)* comm_init_rank;
  decltype(ncclCommDestroy)* comm_destroy;
  decltype(ncclCommAbort)* comm_abort;
  decltype(ncclCommGetAsyncError)* comm_get_async_error;
  decltype(ncclAllReduce)* all_reduce;
  decltype(ncclAllGather)* all_gather;
  decltype(ncclReduceScatter)* reduce_scatter;
  decltype(ncclBroadcast)* broadcast;
  decltype(ncclReduce)* reduce;
  decltype(ncclGroupStart)* group_start;
  decltype(ncclGroupEnd)* group_end;

  // Optional, and declared here: an older nccl.h does not know them all.
  using LastError = const char*(ncclComm_t);
  using Exchange = ncclResult_t(const void*, void*, std::size_t, ncclDataType_t, ncclComm_t,
                                cudaStream_t);
  using RootedExchange = ncclResult_t(const void*, void*, std::size_t, ncclDataType_t, int,
                                      ncclComm_t, cudaStream_t);
  using MemAlloc = ncclResult_t(void**, std::size_t);
  using MemFree = ncclResult_t(void*);
  using Register = ncclResult_t(ncclComm_t, void*, std::size_t, void**);
  using Deregister = ncclResult_t(ncclComm_t, void*);
  using WindowRegister = ncclResult_t(ncclComm_t, void*, std::size_t, void**, int);
  using InitRankConfig = ncclResult_t(ncclComm_t*, int, ncclUniqueId, int, NcclConfig*);
  using InitRankScalable = ncclResult_t(ncclComm_t*, int, int, int, ncclUniqueId*, NcclConfig*);
  using Split = ncclResult_t(ncclComm_t, int, int, ncclComm_t*, NcclConfig*);
  using Shrink = ncclResult_t(ncclComm_t, int*, int, ncclComm_t*, NcclConfig*, int);
  using ResetDebug = void();
  decltype(ncclSend)* send;              ///< from 2.7
  decltype(ncclRecv)* receive;           ///< from 2.7
  LastError* get_last_error;             ///< from 2.13
  Exchange* all_to_all;                  ///< from 2.28
  RootedExchange* gather;                ///< from 2.28
  RootedExchange* scatter;               ///< from 2.28
  MemAlloc* mem_alloc;                   ///< from 2.19
  MemFree* mem_free;                     ///< from 2.19
  Register* comm_register;               ///< from 2.19
  Deregister* comm_deregister;           ///< from 2.19
  WindowRegister* window_register;       ///< from 2.27
  Deregister* window_deregister;         ///< from 2.27
  InitRankConfig* init_rank_config;      ///< from 2.14
  InitRankScalable* init_rank_scalable;  ///< from 2.23
  Split* split;                          ///< from 2.18
  Shrink* shrink;                        ///< from 2.27
  ResetDebug* reset_debug;               ///< from 2.24; deprecated from 2.28 on, still exported
};

/// Loaded on the first call, then the same for good.
const NcclLibrary& nccl();

/// "NCCL error 2: unhandled system error (...)": the status in NCCL's words, and what it last wrote
/// to its log, where this version tells.
std::string nccl_error_text(ncclResult_t status);

/// Throws Error with nccl_error_text() unless `status` is success.
void check(ncclResult_t status, Where where = Where::current());

/// "2.28.9" of 22809; up to 2.8 NCCL counted in thousands ("2.7.8" of 2708).
std::string nccl_version_text(int code);

/// A unique id as 256 hexadecimal digits, to travel as text, and back. The latter throws Error on
/// anything else.
std::string encode_unique_id(const ncclUniqueId& id);
ncclUniqueId decode_unique_id(const std::string& text);

}  // namespace fourfold
