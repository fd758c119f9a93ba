// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/tuning_text.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

TEST(TuningText, ShowsTimesChoicesCrossoversAndWhatIsMissing) {
  Tuned tuned;
  tuned.ranks = 2;
  tuned.launches = 2;
  tuned.like = "all_reduce/peer/f32";
  const auto time = [](PeerAlgorithm algorithm, double median_s) {
    return TunedTime{algorithm, median_s, {}};
  };
  using enum PeerAlgorithm;
  tuned.sizes = {{Bytes(64), {time(OneShot, 8e-7), time(Push, 9e-7)}, OneShot},
                 {Bytes(256), {time(Push, 1e-6), time(OneShot, 1.01e-6)}, OneShot},
                 {Bytes(1024), {time(Push, 1.2e-6), time(Ll, 2e-5)}, Push}};
  tuned.table.rows = {{Bytes(512), OneShot}, {std::nullopt, Push}};
  tuned.left_out = {"ring: it was\nwrong"};
  EXPECT_EQ(tuning_text(tuned),
            "all_reduce/peer/f32 by 2 ranks, median time per call\n"
            "    size    one_shot        push          ll  taken\n"
            "     64B      800 ns      900 ns           -  one_shot\n"
            "    256B     1.01 us        1 us           -  one_shot (push is no faster beyond the "
            "intervals)\n"
            "    1KiB           -      1.2 us       20 us  push\n"
            "one_shot up to 512B, push above\n"
            "crossover at 512B: one_shot was taken at 256B, push at 1KiB\n"
            "A crossover lies between two measured sizes, at their geometric mean: nothing was "
            "measured there.\n"
            "left out: ring: it was wrong\n");
  tuned.sizes.resize(2);
  tuned.launches = 1;
  tuned.table.rows = {{std::nullopt, OneShot}};
  EXPECT_NE(tuning_text(tuned).find("one_shot at every size\nno crossover\n"), std::string::npos);
  EXPECT_NE(tuning_text(tuned).find("From 1 launch: "), std::string::npos);
}

}  // namespace
}  // namespace fourfold
