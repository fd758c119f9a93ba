// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <iostream>

#include "collectives/algorithm_menu.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {
MpiSession* the_session = nullptr;
}  // namespace

MpiSession& test_session() { return *the_session; }

}  // namespace fourfold

/// Every rank runs every test. Rank 0 prints; the others print only what failed on them. The exit
/// code is that of the worst rank, so that mpirun's is too.
int main(int argc, char** argv) {
  fourfold::prepare_mpi_algorithms();
  fourfold::MpiSession session;
  fourfold::the_session = &session;
  testing::InitGoogleTest(&argc, argv);
  if (session.rank() != 0) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    class Failures : public testing::EmptyTestEventListener {
      void OnTestPartResult(const testing::TestPartResult& part) override {
        if (!part.failed()) return;
        std::cerr << "rank " << fourfold::test_session().rank() << ": " << part.file_name() << ":"
                  << part.line_number() << ": " << part.message() << "\n";
      }
    };
    listeners.Append(new Failures);
  }
  const int own = RUN_ALL_TESTS();
  return static_cast<int>(session.agree_max(own));
}
