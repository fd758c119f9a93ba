// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/case_run.hpp"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string_view>
#include <variant>

#include "bench/record/record_json.hpp"

namespace fourfold {

namespace {

/// Operation, backend, type and size, as the case's kind has them.
struct Describe {
  CaseRecord& record;

  void operator()(const CollectiveCase& one) const {
    set(name(one.collective), one.backend, name(one.shape.type), format_bytes(one.asked));
  }
  void operator()(const GemmCase& one) const {
    set("gemm", one.kernel, name(one.problem.input), one.problem.shape());
  }
  void operator()(const MemoryCase& one) const {
    set("memory", one.backend, "f64", format_bytes(one.array));
  }

  void operator()(const VirtualRanksCase& one) const {
    set("memory", "cuda", "f64", format_bytes(one.array));
  }

  void operator()(const PairwiseCase& one) const {
    set("pairwise", one.backend, name(one.shape.type), format_bytes(one.asked));
    record.oversubscription = one.oversubscription.value_or(0);
  }

  void operator()(const StepCase& one) const {
    set("step", one.kernel + "+" + one.backend, name(one.step.type), one.step.model.name);
  }

  void operator()(const CommunicatorCase& one) const {
    set("communicator", one.backend, "", name(one.kind));
  }

  void set(std::string_view operation, std::string_view backend, std::string_view dtype,
           std::string_view size) const {
    record.operation = operation;
    record.backend = backend;
    record.dtype = dtype;
    record.size = size;
  }
};

}  // namespace

CaseRecord describe_case(const Case& one, int ranks, int launch) {
  CaseRecord record;
  record.launch = launch;
  record.name = one.name;
  record.precision = one.measure.precision;
  record.seed = one.measure.seed;
  if (one.measure.load == Load::Sustained) {
    record.settle_s = one.measure.settle.value();
    record.hold_s = one.measure.hold.value();
  }
  record.ranks = ranks;
  std::visit(Describe{record}, one.what);
  if (one.rival != nullptr) {
    record.operation = "contest";
    record.contenders = {solo_name(one), solo_name(*one.rival)};
  }
  return record;
}

CaseRun::CaseRun(const Case& one, Session& session, int launch)
    : session_(session), record_(describe_case(one, session.mpi().size(), launch)) {
  try {
    operation_ = make_operation(one, session);
    if (one.rival != nullptr) rival_ = make_operation(*one.rival, session);
    session.all_or_none([&] {
      sampler_ = std::make_unique<Sampler>(*operation_, rival_.get(), one.measure, session);
    });
  } catch (const Unsupported& lack) {
    record_.status = CaseStatus::Skipped;
    record_.reason = lack.what();
    return;
  } catch (const std::exception& error) {
    fail(error.what());
    return;
  }
  if (operation_->pairing() != nullptr) {
    tournament_ = std::make_unique<Tournament>(std::get<PairwiseCase>(one.what), one.measure.seed,
                                               *operation_->pairing(), *sampler_, session);
  }
  if (const auto* const what = std::get_if<CollectiveCase>(&one.what);
      what != nullptr && what->bisect && !rival_) {
    bisection_ = std::make_unique<Bisection>(one, session);
  }
  record_.algorithm = operation_->algorithm();
  record_.verified_by = operation_->verified_by();
  record_.graph_calls = operation_->calls_in_graph();
  record_.groups_in_turns = operation_->turns().count > 1;
  if (rival_) {
    record_.algorithm += " vs " + rival_->algorithm();
    record_.verified_by += "; the rival: " + rival_->verified_by();
  } else if (!operation_->overlaps()) {
    record_.work = operation_->work();
  }
}

void CaseRun::fail(const std::string& reason) {
  record_.status = CaseStatus::Failed;
  record_.reason = reason;
}

bool CaseRun::run_trial() {
  if (record_.status != CaseStatus::Measured) return false;
  if (tournament_) {
    record_.trials.push_back(tournament_->trial([this] {
      verify(*operation_, sampler_->last_block());
      return record_.status == CaseStatus::Measured;
    }));
    return record_.status == CaseStatus::Measured;
  }
  record_.trials.push_back(sampler_->trial());
  verify(*operation_, sampler_->last_block());
  if (rival_) verify(*rival_, sampler_->last_rival_block());
  if (record_.trials.size() > 1) return record_.status == CaseStatus::Measured;
  if (record_.status == CaseStatus::Measured) look_at_order();
  if (record_.status == CaseStatus::Measured && bisection_) bisect();
  return record_.status == CaseStatus::Measured;
}

/// Once a launch.
void CaseRun::bisect() {
  try {
    record_.trials.back().group_rounds =
        bisection_->rounds([this](Operation& part, CallRange calls) {
          verify(part, calls);
          return record_.status == CaseStatus::Measured;
        });
  } catch (const std::exception& error) {
    fail(std::string("in groups: ") + error.what());
  }
}

/// The highest rank with an output spoils it: the one that a check of rank 0 alone would miss.
void CaseRun::inject(Operation& operation, CallRange calls) {
  const std::optional<Corruption> how = session_.injection().output;
  if (!how) return;
  const double candidate = operation.has_output() ? session_.mpi().rank() : -1;
  const double chosen = session_.mpi().agree_max(candidate);
  if (chosen < 0) return fail("the fault to inject has no place: this case has no output");
  if (chosen != candidate) return;
  if (how == Corruption::Stale) {
    operation.poison({calls.end() - 1, 1});
    operation.device().synchronize(operation.stream());
  } else {
    operation.corrupt(calls.end() - 1, *how);
  }
}

/// Once not repeated, never again so; the hash is that of the first trial on rank 0.
void CaseRun::compare_bits(const Correctness& own) {
  const std::string bits = fmt::format("{:x}", *own.hash);
  // Groups may add in another order each; the ranks of one must not.
  OwnGroup* const group = operation_->group();
  MpiSession& together = group != nullptr ? group->mpi : session_.mpi();
  const bool same = together.broadcast(bits) == bits && own.repeats.value_or(true);
  const bool all_same = session_.mpi().consent(same, "").all_well;
  Correctness& all = record_.correctness;
  const bool as_before = !all.hash || *all.hash == *own.hash;
  all.repeats = all_same && as_before && all.repeats.value_or(true);
  if (!all.hash) all.hash = own.hash;
}

/// Sums modulo 2^64, in quarters that doubles add up exactly on 2^37 ranks.
std::uint64_t CaseRun::sum_of_hashes(std::uint64_t own) {
  constexpr int kQuarters = 4;
  std::vector<double> quarters;
  for (int i = 0; i < kQuarters; ++i) {
    quarters.push_back(static_cast<double>(own >> 16 * i & 0xFFFF));
  }
  const auto agreed = session_.mpi().agree(quarters);
  std::uint64_t sum = 0;
  for (int i = 0; i < kQuarters; ++i) {
    sum += static_cast<std::uint64_t>(agreed[static_cast<std::size_t>(i)].sum) << 16 * i;
  }
  return sum;
}

/// Of the first contender, whose bits the record holds.
void CaseRun::look_at_order() {
  session_.voice().phase(Phase::Check);
  std::optional<RandomOutput> own = operation_->random_output(record_.seed);
  if (!own) return;
  if (own->in_parts) own->correctness.hash = sum_of_hashes(*own->correctness.hash);
  compare_bits(own->correctness);
  accept(own->correctness, "wrong result of random inputs");
}

void CaseRun::verify(Operation& operation, CallRange calls) {
  session_.voice().phase(Phase::Check);
  inject(operation, calls);
  const Correctness own = operation.verify(calls);
  if (own.hash && &operation == operation_.get()) compare_bits(own);
  const bool of_rival = &operation == rival_.get();
  accept(own, of_rival ? "wrong result of " + record_.contenders[1] : "wrong result");
}

/// Takes all ranks' findings into the record; `what` begins the sentence about the first mismatch.
void CaseRun::accept(Correctness own, const std::string& what) {
  if (own.first) own.first->rank = session_.mpi().rank();
  const MpiSession::Consent consent =
      session_.mpi().consent(!own.first, own.first ? mismatch_json(*own.first) : "");
  const std::vector<double> elements{static_cast<double>(own.elements)};
  record_.correctness.elements += static_cast<std::uint64_t>(session_.mpi().agree(elements)[0].sum);
  // A comparison of nothing proves nothing.
  record_.correctness.checked = record_.correctness.elements > 0;
  if (consent.all_well || record_.correctness.first) return;
  record_.correctness.first = parse_mismatch(consent.text);
  fail(fmt::format("{}: {}", what, describe(*record_.correctness.first)));
}

}  // namespace fourfold
