// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/error.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

std::string place(const MpiSession& mpi) {
  return fmt::format("rank {} on host {}", mpi.rank(), mpi.host());
}

/// What planning depends on, as text that can be compared between ranks.
std::string describe(const Capabilities& c) {
  const std::string gpu = c.cuda.devices > 0
                              ? fmt::format("{} GPU(s), {}", c.cuda.devices, c.cuda.name)
                              : "no GPU (" + c.cuda.reason + ")";
  std::string kernels;
  for (const GemmKernel& kernel : gemm_catalogue()) {
    const bool missing = c.missing_kernels.contains(kernel.name);
    kernels += fmt::format("; {}{}", missing ? "no " : "", kernel.name);
  }
  return fmt::format("{}; {}{}", gpu, c.nccl.available ? "NCCL " + c.nccl.version : "no NCCL",
                     kernels);
}

/// Some launchers show each rank one GPU, its own. Then a host has as many as it has ranks, though
/// no rank sees more than one; ranks that share one GPU are told apart from that by its UUID.
bool each_has_its_own_gpu(MpiSession& mpi, const CudaProbe& cuda) {
  std::vector<std::string> all = mpi.gather(cuda.devices == 1 ? cuda.uuid : "");
  std::sort(all.begin(), all.end());
  const bool own = !all.empty() && !all.front().empty() &&
                   std::adjacent_find(all.begin(), all.end()) == all.end();
  return mpi.broadcast(own ? "yes" : "no") == "yes";
}

/// Where two lists part, in words; "" where they do not.
std::string first_difference(const std::vector<std::string>& first,
                             const std::vector<std::string>& own) {
  const auto [theirs, ours] = std::mismatch(first.begin(), first.end(), own.begin(), own.end());
  if (theirs == first.end() && ours == own.end()) return "";
  const auto quoted = [](auto at, auto end) { return at == end ? "nothing" : "'" + *at + "'"; };
  return fmt::format("entry {} of {} is {}, on rank 0 of {} it is {}", ours - own.begin() + 1,
                     own.size(), quoted(ours, own.end()), first.size(),
                     quoted(theirs, first.end()));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

void agree_on_input(MpiSession& mpi, const std::string& wrong) {
  const std::string said =
      mpi.rank() == 0 || wrong.empty() ? wrong : fmt::format("{}: {}", place(mpi), wrong);
  const MpiSession::Consent consent = mpi.consent(wrong.empty(), said);
  if (!consent.all_well) throw InputError({}, consent.text);
}

void demand_same(MpiSession& mpi, const std::string& what, const std::string& own) {
  const std::string first = mpi.broadcast(own);
  const MpiSession::Consent consent =
      mpi.consent(own == first, fmt::format("{}: {}", place(mpi), own));
  if (consent.all_well) return;
  throw Error(fmt::format("ranks differ in {}: rank 0 has: {}; {}", what, first, consent.text));
}

void demand_same_list(MpiSession& mpi, const std::string& what,
                      const std::vector<std::string>& own) {
  const std::vector<std::string> first =
      lines_of(mpi.broadcast(fmt::format("{}", fmt::join(own, "\n"))));
  const std::string difference = first_difference(first, own);
  const MpiSession::Consent consent =
      mpi.consent(difference.empty(), fmt::format("{}: {}", place(mpi), difference));
  if (!consent.all_well) throw Error(fmt::format("ranks differ in {}: {}", what, consent.text));
}

Capabilities agreed_capabilities(MpiSession& mpi) {
  const int per_host = static_cast<int>(mpi.agree_max(mpi.local_size()));
  Capabilities own = probe_capabilities(mpi.size(), per_host);
  if (each_has_its_own_gpu(mpi, own.cuda)) own.cuda.devices = per_host;
  demand_same(mpi, "what their machines have", describe(own));
  // Memory and processors may differ; the plan is made for the smallest, on every rank alike.
  own.host_memory = Bytes(
      static_cast<std::uint64_t>(mpi.agree_min(static_cast<double>(own.host_memory.count()))));
  own.cuda.memory = Bytes(
      static_cast<std::uint64_t>(mpi.agree_min(static_cast<double>(own.cuda.memory.count()))));
  const auto cache = [&](Bytes one) {
    return Bytes(static_cast<std::uint64_t>(mpi.agree_max(static_cast<double>(one.count()))));
  };
  own.host.last_level_cache = cache(own.host.last_level_cache);
  own.cuda.last_level_cache = cache(own.cuda.last_level_cache);
  own.cpus = static_cast<int>(mpi.agree_min(own.cpus));
  return own;
}

}  // namespace fourfold
