// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <exception>

#include "bench/run/session.hpp"
#include "collectives/algorithm_menu.hpp"
#include "core/error.hpp"

namespace fourfold {

OwnGroup* Session::group(Scope scope) {
  if (scope == Scope::Facility) return nullptr;
  if (groups_ == nullptr) throw Error("the ranks of this session were not split into groups");
  return &groups_->own(scope);
}

Communicator& Session::communicator(OwnGroup& group, const std::string& backend,
                                    const AlgorithmChoice& choice, const NcclSettings& nccl) {
  constexpr std::size_t kKept = 4;  // both of a contest, and those before
  const bool by_nccl = backend == "nccl";
  const NcclSettings settings = by_nccl ? communicator_settings(nccl) : NcclSettings{};
  const AlgorithmChoice chosen =
      by_nccl || choice.algorithm == kAnyAlgorithm ? AlgorithmChoice{} : choice;
  auto& all = group_communicators_;
  const auto found = std::ranges::find_if(all, [&](const GroupEntry& one) {
    return one.group == &group && one.backend == backend && one.choice == chosen &&
           one.settings == settings;
  });
  if (found != all.end()) {
    std::rotate(found, found + 1, all.end());
    return *all.back().communicator;
  }
  if (by_nccl || backend == kPeerOnGpus) device(DeviceKind::Cuda);
  if (watch_ != nullptr) watch_->watch_library({});
  if (all.size() >= kKept) all.erase(all.begin());
  std::unique_ptr<Communicator> made;
  std::exception_ptr failure;
  const double allowed_s = voice().allowed_s();
  voice().allow(std::max(allowed_s, kOpening.value()));
  try {
    // One group may fail where another does not.
    all_or_none([&] { made = make_communicator(group.mpi, backend, chosen, settings); });
    all.push_back({&group, backend, chosen, settings, std::move(made)});
  } catch (...) {
    failure = std::current_exception();
  }
  voice().allow(allowed_s);
  watch_gpu_libraries();
  if (failure) std::rethrow_exception(failure);
  return *all.back().communicator;
}

void Session::close(const OwnGroup& group) {
  if (watch_ != nullptr) watch_->watch_library({});
  std::erase_if(group_communicators_, [&](const GroupEntry& one) { return one.group == &group; });
  watch_gpu_libraries();
}

}  // namespace fourfold
