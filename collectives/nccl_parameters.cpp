// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_parameters.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace fourfold {
namespace {

constexpr const char* kVariables[] = {
    // Algorithm, protocol, channels, blocks
    "NCCL_ALGO", "NCCL_PROTO", "NCCL_MIN_NCHANNELS", "NCCL_MAX_NCHANNELS", "NCCL_MIN_CTAS",
    "NCCL_MAX_CTAS", "NCCL_NTHREADS", "NCCL_BUFFSIZE", "NCCL_LL_BUFFSIZE", "NCCL_LL128_BUFFSIZE",
    "NCCL_CGA_CLUSTER_SIZE", "NCCL_CTA_POLICY", "NCCL_NCHANNELS_PER_NET_PEER", "NCCL_PAT_ENABLE",
    "NCCL_TUNER_PLUGIN", "NCCL_SYM_KERNEL", "NCCL_SYM_CTAS", "NCCL_LAUNCH_MODE",
    "NCCL_COMM_BLOCKING", "NCCL_RUNTIME_CONNECT", "NCCL_CONF_FILE",
    // Between GPUs of a node or an NVLink domain
    "NCCL_NVLS_ENABLE", "NCCL_NVLS_NCHANNELS", "NCCL_NVLS_CHUNKSIZE", "NCCL_MNNVL_ENABLE",
    "NCCL_MNNVL_UUID", "NCCL_MNNVL_CLIQUE_ID", "NCCL_CUMEM_ENABLE", "NCCL_CUMEM_HOST_ENABLE",
    "NCCL_P2P_DISABLE", "NCCL_P2P_LEVEL", "NCCL_P2P_DIRECT_DISABLE", "NCCL_P2P_READ_ENABLE",
    "NCCL_P2P_NVL_CHUNKSIZE", "NCCL_P2P_PCI_CHUNKSIZE", "NCCL_P2P_NET_CHUNKSIZE",
    "NCCL_P2P_USE_CUDA_MEMCPY", "NCCL_P2P_PXN_LEVEL", "NCCL_PXN_DISABLE", "NCCL_SHM_DISABLE",
    "NCCL_SHM_USE_CUDA_MEMCPY", "NCCL_NVB_DISABLE", "NCCL_WIN_ENABLE", "NCCL_LOCAL_REGISTER",
    "NCCL_GRAPH_REGISTER", "NCCL_TOPO_FILE", "NCCL_GRAPH_FILE", "NCCL_IGNORE_CPU_AFFINITY",
    "NCCL_IGNORE_DISABLED_P2P",
    // Between nodes
    "NCCL_NET", "NCCL_NET_PLUGIN", "NCCL_NET_GDR_LEVEL", "NCCL_NET_GDR_READ", "NCCL_NET_GDR_C2C",
    "NCCL_NET_SHARED_BUFFERS", "NCCL_NET_SHARED_COMMS", "NCCL_NET_DISABLE_INTRA",
    "NCCL_NET_MERGE_LEVEL", "NCCL_NET_FORCE_MERGE", "NCCL_CROSS_NIC", "NCCL_COLLNET_ENABLE",
    "NCCL_COLLNET_NODE_THRESHOLD", "NCCL_DMABUF_ENABLE", "NCCL_GDRCOPY_ENABLE",
    "NCCL_GDR_FLUSH_DISABLE", "NCCL_IB_DISABLE", "NCCL_IB_HCA", "NCCL_IB_GID_INDEX",
    "NCCL_IB_ADDR_FAMILY", "NCCL_IB_ADDR_RANGE", "NCCL_IB_ROCE_VERSION_NUM", "NCCL_IB_TC",
    "NCCL_IB_SL", "NCCL_IB_PKEY", "NCCL_IB_TIMEOUT", "NCCL_IB_RETRY_CNT",
    "NCCL_IB_QPS_PER_CONNECTION", "NCCL_IB_SPLIT_DATA_ON_QPS", "NCCL_IB_AR_THRESHOLD",
    "NCCL_IB_ADAPTIVE_ROUTING", "NCCL_IB_PCI_RELAXED_ORDERING", "NCCL_IB_ECE_ENABLE",
    "NCCL_IB_MERGE_NICS", "NCCL_IB_MERGE_VFS", "NCCL_IB_DATA_DIRECT", "NCCL_SOCKET_IFNAME",
    "NCCL_SOCKET_FAMILY", "NCCL_SOCKET_NTHREADS", "NCCL_NSOCKS_PERTHREAD", "NCCL_OOB_NET_ENABLE",
    "NCCL_OOB_NET_IFNAME", "NCCL_HOSTID",
    // Slows everything down when it is verbose
    "NCCL_DEBUG", "NCCL_CHECK_POINTERS"};

}  // namespace

std::vector<std::pair<std::string, std::string>> nccl_parameters() {
  std::vector<std::pair<std::string, std::string>> found;
  for (const char* variable : kVariables) {
    if (const char* value = std::getenv(variable); value != nullptr) {
      found.emplace_back(variable, value);
    }
  }
  std::error_code ignored;
  if (std::filesystem::exists("/etc/nccl.conf", ignored)) {
    found.emplace_back("/etc/nccl.conf", "present");
  }
  const char* const home = std::getenv("HOME");
  if (home != nullptr && std::filesystem::exists(std::string(home) + "/.nccl.conf", ignored)) {
    found.emplace_back("~/.nccl.conf", "present");
  }
  return found;
}

}  // namespace fourfold
