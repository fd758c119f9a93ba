// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/case_run.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <exception>
#include <sstream>
#include <variant>

namespace fourfold {
namespace {

/// A mismatch as text and back, to travel from the rank that saw it. Doubles as bits: NaN survives.
std::string pack(const Mismatch& m) {
  return fmt::format("{} {} {} {} {} {} {} {}", m.rank, m.call, m.element,
                     std::bit_cast<std::uint64_t>(m.expected), std::bit_cast<std::uint64_t>(m.got),
                     m.wrong, m.got_bits, m.expected_bits);
}

Mismatch unpack(const std::string& text) {
  Mismatch m;
  std::uint64_t expected = 0, got = 0;
  std::istringstream words(text);
  words >> m.rank >> m.call >> m.element >> expected >> got >> m.wrong >> m.got_bits >>
      m.expected_bits;
  m.expected = std::bit_cast<double>(expected);
  m.got = std::bit_cast<double>(got);
  return m;
}

}  // namespace

CaseRecord describe_case(const Case& one, int ranks, int launch) {
  CaseRecord record;
  record.launch = launch;
  record.name = one.name;
  record.precision = one.measure.precision;
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
  verify(sampler_->calls());
  return record_.status == CaseStatus::Measured;
}

/// The highest rank with an output spoils it: the one that a check of rank 0 alone would miss.
void CaseRun::inject() {
  const Injection& injection = session_.injection();
  if (!injection.wrong_element && !injection.nan) return;
  const double candidate = operation_->has_output() ? session_.mpi().rank() : -1;
  const double chosen = session_.mpi().agree_max(candidate);
  if (chosen < 0 || chosen != candidate) return;
  operation_->corrupt(injection.nan ? Corruption::Nan : Corruption::WrongElement);
}

void CaseRun::verify(std::uint64_t calls) {
  Correctness own = operation_->verify(calls);
  if (own.first) own.first->rank = session_.mpi().rank();
  const MpiSession::Consent consent =
      session_.mpi().consent(!own.first, own.first ? pack(*own.first) : "");
  const std::vector<double> elements{static_cast<double>(own.elements)};
  record_.correctness.elements += static_cast<std::uint64_t>(session_.mpi().agree(elements)[0].sum);
  // A comparison of nothing proves nothing.
  record_.correctness.checked = record_.correctness.elements > 0;
  if (consent.all_well) return;
  record_.correctness.first = unpack(consent.text);
  fail("wrong result: " + describe(*record_.correctness.first));
}

}  // namespace fourfold
