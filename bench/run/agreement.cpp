// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "bench/run/majority.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

std::string place(const MpiSession& mpi) {
  return fmt::format("rank {} on host {}", mpi.rank(), mpi.host());
}

/// What planning depends on, as lines that can be compared between ranks.
std::vector<std::string> describe(const Capabilities& c) {
  std::vector<std::string> lines{c.cuda.devices > 0
                                     ? fmt::format("{} GPU(s), {}", c.cuda.devices, c.cuda.name)
                                     : "no GPU (" + c.cuda.reason + ")",
                                 c.nccl.available ? "NCCL " + c.nccl.version : "no NCCL"};
  for (const GemmKernel& kernel : gemm_catalogue()) {
    const bool missing = c.missing_kernels.contains(kernel.name);
    lines.push_back(fmt::format("{}kernel {}", missing ? "no " : "", kernel.name));
  }
  return lines;
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

/// Where two lists part, in words; "" where they do not. `first` is that of rank `reference`.
std::string first_difference(const std::vector<std::string>& first,
                             const std::vector<std::string>& own, int reference) {
  const auto [theirs, ours] = std::mismatch(first.begin(), first.end(), own.begin(), own.end());
  if (theirs == first.end() && ours == own.end()) return "";
  const auto quoted = [](auto at, auto end) { return at == end ? "nothing" : "'" + *at + "'"; };
  return fmt::format("entry {} of {} is {}, on rank {} of {} it is {}", ours - own.begin() + 1,
                     own.size(), quoted(ours, own.end()), reference, first.size(),
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
  const std::vector<std::string> lines = lines_of(own);
  if (mpi.consent(lines_of(mpi.broadcast(own)) == lines, "").all_well) return;
  const int usual = usual_rank(mpi, own);
  const int reference = std::max(0, usual);
  const std::string difference =
      first_difference(lines_of(mpi.broadcast(own, reference)), lines, reference);
  const MpiSession::Consent consent =
      mpi.consent(difference.empty(), fmt::format("{}: {}", place(mpi), difference));
  throw AgreedError(fmt::format("ranks differ in {}: {}", what, consent.text),
                    usual >= 0 && !difference.empty());
}

void demand_same_list(MpiSession& mpi, const std::string& what,
                      const std::vector<std::string>& own) {
  demand_same(mpi, what, fmt::format("{}", fmt::join(own, "\n")));
}

void demand_folder(MpiSession& mpi, const std::string& directory) {
  const auto there = [&] {
    std::error_code unseen;  // where it may not be looked at, it is as good as not there
    return std::filesystem::is_directory(directory, unseen);
  };
  const MpiSession::Consent consent = mpi.consent(mpi.rank() != 0 || there(), mpi.host());
  if (consent.all_well) return;
  const bool own = is_exception(mpi, there());
  throw AgreedError(
      fmt::format("{} is not there on host {}: the folder of --results must be one that all hosts "
                  "share with the one that the run is started on, since rank 0, which keeps the "
                  "record, may be on any",
                  directory, consent.text),
      own);
}

void agree_on_record(MpiSession& mpi, const std::string& wrong) {
  const MpiSession::Consent consent =
      mpi.consent(wrong.empty(), fmt::format("{}: {}", place(mpi), wrong));
  if (!consent.all_well) throw AgreedError(consent.text, false);
}

Capabilities agreed_capabilities(MpiSession& mpi) {
  const int per_host = static_cast<int>(mpi.agree_max(mpi.local_size()));
  Capabilities own = probe_capabilities(mpi.size(), per_host);
  if (each_has_its_own_gpu(mpi, own.cuda)) own.cuda.devices = per_host;
  demand_same_list(mpi, "what their machines have", describe(own));
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
