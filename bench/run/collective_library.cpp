// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/collective_library.hpp"

namespace fourfold {

std::string library_name(const CollectiveCase& what) {
  const bool on_gpus = what.backend == "peer" && lies_on_gpu(what.memory);
  return on_gpus ? std::string(kPeerOnGpus) : what.backend;
}

Communicator& library_of(const CollectiveCase& what, Session& session, OwnGroup* group) {
  const AlgorithmChoice choice{what.collective, what.algorithm};
  if (group != nullptr) return session.communicator(*group, library_name(what), choice, what.nccl);
  return session.communicator(library_name(what), choice, what.nccl);
}

Device& pinning_device(const Case& one, const CollectiveCase& what, Session& session) {
  return session.device(what.memory == MessageMemory::Pinned ? DeviceKind::Cuda : one.device);
}

CollectiveCase of_own_group(const CollectiveCase& what, const Communicator& communicator,
                            const OwnGroup* group) {
  CollectiveCase own = what;
  if (group == nullptr) return own;
  own.shape = message_shape(what.collective, what.shape.type, what.asked, communicator.size());
  return own;
}

double common_bus_factor(const CollectiveCase& what, const OwnGroup* group, int ranks) {
  return group == nullptr || group->even ? bus_factor(what.collective, ranks) : 0;
}

Operation::Turns turns_of(const CollectiveCase& what, const OwnGroup* group) {
  if (what.grouping.order == GroupOrder::Concurrent || group == nullptr) return {};
  return {group->count, group->index};
}

}  // namespace fourfold
