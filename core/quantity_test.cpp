// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/quantity.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

template <class Parse>
std::string message_of(Parse parse, std::string_view text) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Quantity, HasOnlyTheArithmeticThatMeansSomething) {
  EXPECT_EQ(Seconds(1) + Seconds(2), Seconds(3));
  EXPECT_EQ(Seconds(3) - Seconds(2), Seconds(1));
  EXPECT_EQ(Seconds(3) * 2, Seconds(6));
  EXPECT_EQ(Seconds(3) / 2, Seconds(1.5));
  EXPECT_EQ(Seconds(3) / Seconds(2), 1.5);
  EXPECT_LT(Seconds(1), Seconds(2));
  Seconds sum;
  sum += Seconds(4);
  EXPECT_EQ(sum, Seconds(4));
  EXPECT_EQ(Bytes(100) / Seconds(2), BytesPerSecond(50));
  EXPECT_EQ(Bytes(100) / BytesPerSecond(50), Seconds(2));
  EXPECT_EQ(Flops(100) / Seconds(2), FlopsPerSecond(50));
  EXPECT_EQ((Bytes(3) + Bytes(4)) * 2, Bytes(14));
}

TEST(ParseBytes, TakesBinaryAndDecimalUnits) {
  EXPECT_EQ(parse_bytes("8B"), Bytes(8));
  EXPECT_EQ(parse_bytes("64 KiB"), Bytes(65536));
  EXPECT_EQ(parse_bytes("1.5GiB"), Bytes(1610612736));
  EXPECT_EQ(parse_bytes("1MB"), Bytes(1000000));
  EXPECT_EQ(parse_bytes("2TiB"), Bytes(std::uint64_t{1} << 41));
  EXPECT_EQ(parse_bytes("0B"), Bytes(0));
  EXPECT_EQ(parse_bytes("1e3B"), Bytes(1000));
  EXPECT_EQ(parse_bytes("8388607TiB"), Bytes(((std::uint64_t{1} << 23) - 1) << 40));
}

TEST(ParseBytes, TakesEveryDecimalThatIsAWholeNumber) {
  for (std::uint64_t n = 1; n < 100000; ++n) {
    ASSERT_EQ(parse_bytes(fmt::format("{}.{:03}kB", n / 1000, n % 1000)), Bytes(n));
  }
  for (std::uint64_t n = 1; n < 100000000; n += 997) {
    ASSERT_EQ(parse_bytes(fmt::format("{}.{:06}MB", n / 1000000, n % 1000000)), Bytes(n));
    ASSERT_EQ(parse_bytes(fmt::format("{}.{:09}GB", n / 1000000000, n % 1000000000)), Bytes(n));
  }
}

TEST(ParseBytes, SaysWhatIsWrong) {
  EXPECT_EQ(message_of(parse_bytes, "much"),
            "'much' is not a size: expected a number and a unit, as in 64KiB");
  EXPECT_THAT(message_of(parse_bytes, ""), HasSubstr("expected a number and a unit"));
  EXPECT_THAT(message_of(parse_bytes, "inf B"), HasSubstr("expected a number and a unit"));
  EXPECT_THAT(message_of(parse_bytes, "1e999B"), HasSubstr("expected a number and a unit"));
  EXPECT_THAT(message_of(parse_bytes, " 8B"), HasSubstr("expected a number and a unit"));
  EXPECT_EQ(message_of(parse_bytes, "64"),
            "'64' has no unit: expected one of B KiB MiB GiB TiB kB MB GB TB");
  EXPECT_THAT(message_of(parse_bytes, "64Kib"), HasSubstr("unknown unit 'Kib'"));
  EXPECT_THAT(message_of(parse_bytes, "64Kib"), HasSubstr("; did you mean 'KiB'?"));
  EXPECT_THAT(message_of(parse_bytes, "64 parsec"), testing::Not(HasSubstr("did you mean")));
  EXPECT_THAT(message_of(parse_bytes, "64  B"), HasSubstr("unknown unit ' B'"));
  EXPECT_THAT(message_of(parse_bytes, "-1B"), HasSubstr("is negative"));
  EXPECT_THAT(message_of(parse_bytes, "8388608TiB"), HasSubstr("is too large"));
  EXPECT_THAT(message_of(parse_bytes, "0.5B"), HasSubstr("is not a whole number of bytes"));
}

TEST(ParseSeconds, TakesEveryUnit) {
  EXPECT_DOUBLE_EQ(parse_seconds("20us").value(), 20e-6);
  EXPECT_DOUBLE_EQ(parse_seconds("7ns").value(), 7e-9);
  EXPECT_DOUBLE_EQ(parse_seconds("3 ms").value(), 3e-3);
  EXPECT_DOUBLE_EQ(parse_seconds("1.5 s").value(), 1.5);
  EXPECT_DOUBLE_EQ(parse_seconds("10 min").value(), 600);
  EXPECT_DOUBLE_EQ(parse_seconds("2h").value(), 7200);
  EXPECT_EQ(parse_seconds("0s"), Seconds(0));
}

TEST(ParseSeconds, SaysWhatIsWrong) {
  EXPECT_THAT(message_of(parse_seconds, "-1s"), HasSubstr("is negative"));
  EXPECT_THAT(message_of(parse_seconds, "5"), HasSubstr("has no unit"));
  EXPECT_THAT(message_of(parse_seconds, "5 sec"), HasSubstr("unknown unit 'sec'"));
  EXPECT_THAT(message_of(parse_seconds, "1e308 h"), HasSubstr("is too large"));
}

TEST(ParseFraction, TakesPercentAndPlainNumbers) {
  EXPECT_DOUBLE_EQ(parse_fraction("1%"), 0.01);
  EXPECT_DOUBLE_EQ(parse_fraction("-5 %"), -0.05);
  EXPECT_DOUBLE_EQ(parse_fraction("0.05"), 0.05);
  EXPECT_THAT(message_of(parse_fraction, "5 parts"), HasSubstr("expected 5% or 0.05"));
  EXPECT_THAT(message_of(parse_fraction, "%"), HasSubstr("is not a fraction"));
}

TEST(ParseRate, SaysWhatKindOfRateItIs) {
  const Rate bytes = parse_rate("12.5 GB/s");
  EXPECT_EQ(bytes.kind, Rate::Kind::BytesPerSecond);
  EXPECT_DOUBLE_EQ(bytes.value, 12.5e9);
  const Rate flops = parse_rate("67 TFLOP/s");
  EXPECT_EQ(flops.kind, Rate::Kind::FlopsPerSecond);
  EXPECT_DOUBLE_EQ(flops.value, 67e12);
  const Rate time = parse_rate("20us");
  EXPECT_EQ(time.kind, Rate::Kind::Seconds);
  EXPECT_DOUBLE_EQ(time.value, 20e-6);
  const Rate times = parse_rate("1.05 x");
  EXPECT_EQ(times.kind, Rate::Kind::Times);
  EXPECT_DOUBLE_EQ(times.value, 1.05);
}

TEST(ParseRate, SaysWhatIsWrong) {
  EXPECT_THAT(message_of(parse_rate, "5 GB"), HasSubstr("did you mean 'GB/s'?"));
  EXPECT_THAT(message_of(parse_rate, "5 TFLOPS"), HasSubstr("did you mean 'TFLOP/s'?"));
  EXPECT_THAT(message_of(parse_rate, "5"), HasSubstr("has no unit"));
  EXPECT_THAT(message_of(parse_rate, "-5 GB/s"), HasSubstr("is negative"));
  EXPECT_THAT(message_of(parse_rate, "1e308 TB/s"), HasSubstr("is too large"));
}

TEST(FormatBytes, IsExactInTheLargestUnitThatDivides) {
  EXPECT_EQ(format_bytes(Bytes(0)), "0B");
  EXPECT_EQ(format_bytes(Bytes(1000)), "1000B");
  EXPECT_EQ(format_bytes(Bytes(1024)), "1KiB");
  EXPECT_EQ(format_bytes(Bytes(1048576)), "1MiB");
  EXPECT_EQ(format_bytes(Bytes(1536)), "1536B");
  EXPECT_EQ(format_bytes(Bytes(std::uint64_t{1} << 52)), "4096TiB");
  for (const std::uint64_t n : {1u, 12u, 4096u, 12288u, 1000000u}) {
    EXPECT_EQ(parse_bytes(format_bytes(Bytes(n))), Bytes(n));
  }
}

TEST(FormatSeconds, HasFourDigitsInTheUnitThatFits) {
  EXPECT_EQ(format_seconds(Seconds(0)), "0 s");
  EXPECT_EQ(format_seconds(Seconds(3.2e-10)), "0.32 ns");
  EXPECT_EQ(format_seconds(Seconds(12.3456e-6)), "12.35 us");
  EXPECT_EQ(format_seconds(Seconds(999.6e-9)), "999.6 ns");
  EXPECT_EQ(format_seconds(Seconds(999.96e-9)), "1 us");
  EXPECT_EQ(format_seconds(Seconds(0.0123)), "12.3 ms");
  EXPECT_EQ(format_seconds(Seconds(1.23456)), "1.235 s");
  EXPECT_EQ(format_seconds(Seconds(-2e-3)), "-2 ms");
  EXPECT_EQ(format_seconds(Seconds(20000)), "20000 s");
  EXPECT_EQ(format_seconds(Seconds(9999.7)), "10000 s");
}

TEST(FormatRate, HasFourDigitsAndADecimalPrefix) {
  EXPECT_EQ(format_rate(BytesPerSecond(12.3456e9)), "12.35 GB/s");
  EXPECT_EQ(format_rate(BytesPerSecond(999.96e6)), "1 GB/s");
  EXPECT_EQ(format_rate(BytesPerSecond(0)), "0 B/s");
  EXPECT_EQ(format_rate(FlopsPerSecond(1.2344e12)), "1.234 TFLOP/s");
  EXPECT_EQ(format_rate(FlopsPerSecond(2e21)), "2000 EFLOP/s");
  EXPECT_EQ(format_rate(FlopsPerSecond(2e22)), "20000 EFLOP/s");
}

}  // namespace
}  // namespace fourfold
