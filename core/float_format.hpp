// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace fourfold {

/// Bit patterns of the short floating-point formats, in plain C++ so that hosts without hardware
/// for them make and check the same data as GPUs. Encoders round to nearest, ties to even.

std::uint16_t encode_f16(double value);    ///< IEEE 754 binary16; overflow gives infinity
std::uint16_t encode_bf16(double value);   ///< upper half of binary32; overflow gives infinity
std::uint8_t encode_f8e4m3(double value);  ///< OCP FP8 E4M3: 448 is the largest, beyond is NaN
/// The tf32 number nearest to `value`, as the f32 that holds it: 11 significant bits, f32's range.
float round_to_tf32(double value);
double decode_f16(std::uint16_t bits);
double decode_bf16(std::uint16_t bits);
double decode_f8e4m3(std::uint8_t bits);

}  // namespace fourfold
