// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/data_type.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace fourfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double there_and_back(DataType type, double value) {
  std::vector<std::byte> storage(3 * traits(type).bytes, std::byte{0xa5});
  store_element(type, storage.data(), 1, value);
  // The neighbours are left alone.
  const std::size_t bytes = traits(type).bytes;
  EXPECT_TRUE(std::all_of(storage.begin(), storage.begin() + static_cast<std::ptrdiff_t>(bytes),
                          [](std::byte b) { return b == std::byte{0xa5}; }));
  EXPECT_TRUE(std::all_of(storage.end() - static_cast<std::ptrdiff_t>(bytes), storage.end(),
                          [](std::byte b) { return b == std::byte{0xa5}; }));
  return load_element(type, storage.data(), 1);
}

TEST(DataType, RowsStandInTheOrderOfTheEnum) {
  for (std::size_t i = 0; i < kDataTypes.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kDataTypes[i].type), i);
    EXPECT_EQ(&traits(kDataTypes[i].type), &kDataTypes[i]);
  }
}

TEST(DataType, NamesParseBack) {
  for (const DataTypeTraits& row : kDataTypes) {
    EXPECT_EQ(parse_data_type(name(row.type)), row.type);
  }
  EXPECT_EQ(parse_data_type("F32"), std::nullopt);
  EXPECT_EQ(parse_data_type(""), std::nullopt);
}

TEST(DataType, WholeNumbersAreExactUpToTheRowAndNotBeyond) {
  for (const DataTypeTraits& row : kDataTypes) {
    SCOPED_TRACE(row.name);
    const auto largest = static_cast<double>(row.exact_integers);
    for (const double value : {0.0, 1.0, largest - 1, largest}) {
      EXPECT_EQ(there_and_back(row.type, value), value);
    }
    if (row.type == DataType::f64) continue;  // the next whole number is no double either
    EXPECT_NE(there_and_back(row.type, largest + 1), largest + 1);
  }
}

TEST(DataType, RoundOffIsHalfTheStepAboveOne) {
  for (const DataTypeTraits& row : kDataTypes) {
    if (!row.is_float) continue;
    SCOPED_TRACE(row.name);
    const double step = 2 * row.unit_roundoff;
    EXPECT_EQ(there_and_back(row.type, 1 + step), 1 + step);
    if (row.type == DataType::f64) continue;  // 1 + u is no double
    EXPECT_EQ(there_and_back(row.type, 1 + step / 2), 1) << "ties to even";
    EXPECT_EQ(there_and_back(row.type, 1 + 1.5 * step), 1 + 2 * step) << "ties to even";
  }
}

TEST(DataType, PoisonIsNoNumberInAnyFloatTypeAndNoSmallOneInIntegers) {
  for (const DataTypeTraits& row : kDataTypes) {
    std::array<std::byte, 8> element{};
    element.fill(std::byte{poison_byte(row.type)});
    const double value = load_element(row.type, element.data(), 0);
    EXPECT_TRUE(row.is_float ? std::isnan(value) : std::abs(value) > 50) << row.name;
  }
}

TEST(DataType, BeyondTheRangeOfFloatsIsInfinityOrNan) {
  for (const DataType type : {DataType::f32, DataType::tf32, DataType::f16, DataType::bf16}) {
    EXPECT_EQ(there_and_back(type, 1e300), kInfinity) << name(type);
    EXPECT_EQ(there_and_back(type, -kInfinity), -kInfinity) << name(type);
    EXPECT_TRUE(std::isnan(there_and_back(type, std::nan("")))) << name(type);
  }
  EXPECT_TRUE(std::isnan(there_and_back(DataType::f8e4m3, 1e300)));
  EXPECT_EQ(there_and_back(DataType::f64, 1e300), 1e300);
}

TEST(DataType, BeyondTheRangeOfIntegersIsTheNearestEnd) {
  EXPECT_EQ(there_and_back(DataType::i8, 1000), 127);
  EXPECT_EQ(there_and_back(DataType::i8, -1000), -128);
  EXPECT_EQ(there_and_back(DataType::i8, kInfinity), 127);
  EXPECT_EQ(there_and_back(DataType::i32, 1e10), 2147483647);
  EXPECT_EQ(there_and_back(DataType::i32, -1e10), -2147483648.0);
  EXPECT_EQ(there_and_back(DataType::i32, std::nan("")), 0);
}

TEST(DataType, BitsAreWhatIsStored) {
  for (const DataTypeTraits& row : kDataTypes) {
    EXPECT_EQ(is_integer(row.type), !row.is_float) << row.name;
    for (const double value : {0.0, 1.0, -1.0, 2.5, -100.0}) {
      EXPECT_EQ(decode_element(row.type, encode_element(row.type, value)),
                there_and_back(row.type, value))
          << row.name;
    }
    EXPECT_EQ(encode_element(row.type, -1) >> (8 * row.bytes - 1), 1u) << row.name << ": the sign";
  }
}

TEST(DataType, IntegersRoundTiesToEven) {
  EXPECT_EQ(there_and_back(DataType::i8, 2.5), 2);
  EXPECT_EQ(there_and_back(DataType::i8, 3.5), 4);
  EXPECT_EQ(there_and_back(DataType::i32, -2.5), -2);
}

}  // namespace
}  // namespace fourfold
