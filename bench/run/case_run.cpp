// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/case_run.hpp"

#include <exception>
#include <variant>

#include "bench/record/record_json.hpp"

namespace fourfold {

CaseRecord describe_case(const Case& one, int ranks, int launch) {
  CaseRecord record;
  record.launch = launch;
  record.name = one.name;
  record.ranks = ranks;
  if (const auto* c = std::get_if<CollectiveCase>(&one.what)) {
    record.operation = name(c->collective);
    record.backend = c->backend;
    record.dtype = name(c->shape.type);
    record.size = format_bytes(c->asked);
  } else if (const auto* g = std::get_if<GemmCase>(&one.what)) {
    record.operation = "gemm";
    record.backend = g->kernel;
    record.dtype = name(g->problem.input);
    record.size = g->problem.shape();
  } else if (const auto* m = std::get_if<MemoryCase>(&one.what)) {
    record.operation = "memory";
    record.backend = m->backend;
    record.dtype = "f64";
    record.size = format_bytes(m->array);
  }
  return record;
}

CaseRun::CaseRun(const Case& one, Session& session, int launch)
    : session_(session), record_(describe_case(one, session.mpi().size(), launch)) {
  try {
    operation_ = make_operation(one, session);
    session.all_or_none(
        [&] { sampler_ = std::make_unique<Sampler>(*operation_, one.measure, session); });
  } catch (const std::exception& error) {
    fail(error.what());
    return;
  }
  record_.work = operation_->work();
  record_.algorithm = operation_->algorithm();
  record_.verified_by = operation_->verified_by();
}

void CaseRun::fail(const std::string& reason) {
  record_.status = CaseStatus::Failed;
  record_.reason = reason;
}

bool CaseRun::run_trial() {
  if (record_.status == CaseStatus::Failed) return false;
  operation_->reset();
  record_.trials.push_back(sampler_->trial());
  inject();
  verify();
  return record_.status == CaseStatus::Measured;
}

/// The highest rank with an output spoils it: the one that a check of rank 0 alone would miss.
void CaseRun::inject() {
  const Injection& injection = session_.injection();
  if (!injection.wrong_element && !injection.nan) return;
  const double candidate = operation_->has_output() ? session_.mpi().rank() : -1;
  const double chosen = session_.mpi().agree_max(candidate);
  if (chosen < 0) return fail("the fault to inject has no place: this case has no output");
  if (chosen != candidate) return;
  operation_->corrupt(sampler_->last_block().end() - 1,
                      injection.nan ? Corruption::Nan : Corruption::WrongElement);
}

void CaseRun::verify() {
  Correctness own = operation_->verify(sampler_->last_block());
  if (own.first) own.first->rank = session_.mpi().rank();
  const MpiSession::Consent consent =
      session_.mpi().consent(!own.first, own.first ? mismatch_json(*own.first) : "");
  const std::vector<double> elements{static_cast<double>(own.elements)};
  record_.correctness.elements += static_cast<std::uint64_t>(session_.mpi().agree(elements)[0].sum);
  // A comparison of nothing proves nothing.
  record_.correctness.checked = record_.correctness.elements > 0;
  if (consent.all_well) return;
  record_.correctness.first = parse_mismatch(consent.text);
  fail("wrong result: " + describe(*record_.correctness.first));
}

}  // namespace fourfold
