// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/reference.hpp"

#include <fmt/format.h>

#include "bench/judge/target.hpp"

namespace fourfold {
namespace {

/// What the target leaves open of its reference.
std::string not_pinned(const Target& target) {
  if (!target.baseline_sha256.empty()) return "";
  return fmt::format(
      "; NOT PINNED: the target says nothing of its SHA-256 (baseline_sha256){}",
      target.baseline_signed_by.empty() ? " or its signer (baseline_signed_by)" : "");
}

Clause identity_clause(const Basis& basis, const Target& target) {
  const std::string& own = basis.baseline->sha256;
  Clause clause{"reference", Decision::Accept, ""};
  if (!basis.reference) {
    clause.text = fmt::format(
        "{} (SHA-256 {}) is the choice of who called this; the target names "
        "none{}",
        basis.path, own, not_pinned(target));
    return clause;
  }
  const NamedReference& named = *basis.reference;
  if (!named.obstacle.empty()) {
    clause.decision = Decision::Inconclusive;
    clause.text = fmt::format("whether {} (SHA-256 {}) is {} cannot be told: {}", basis.path, own,
                              named.what, named.obstacle);
  } else if (own != named.sha256) {
    clause.decision = Decision::Inconclusive;
    clause.text = fmt::format(
        "{} has SHA-256 {} and is not {}, {}: nothing is compared with "
        "another one",
        basis.path, own, named.what, named.sha256);
  } else {
    clause.text = fmt::format("it is {}, SHA-256 {}{}", named.what, own, not_pinned(target));
  }
  return clause;
}

}  // namespace

std::vector<Clause> reference_clauses(const Basis& basis, const Target& target) {
  if (basis.baseline == nullptr) return {};
  std::vector<Clause> clauses{identity_clause(basis, target)};
  if (!target.baseline_signed_by.empty()) {
    clauses.push_back(signature_clause(*basis.baseline, target.baseline_signed_by));
    clauses.back().name += " of the baseline";
  }
  return clauses;
}

std::vector<Clause> basis_clauses(const Basis& basis, const std::vector<CaseMetrics>& metrics,
                                  const Target& target) {
  std::vector<Clause> clauses = reference_clauses(basis, target);
  clauses.push_back(baseline_clause(basis, metrics));
  return clauses;
}

}  // namespace fourfold
