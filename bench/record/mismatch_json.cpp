// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/record/record_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

double read_number(const Json& json) {
  if (json.is_number()) return json.get<double>();
  const std::string& text = json.get_ref<const std::string&>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  throw Error("'" + text + "' is not a number");
}

Json bits_or_null(const std::string& bits) { return bits.empty() ? Json(nullptr) : Json(bits); }

std::string read_bits(const Json& json) { return json.is_null() ? "" : json.get<std::string>(); }

Json to_json(const Mismatch& m) {
  return {{"rank", m.rank},
          {"call", m.call},
          {"element", m.element},
          {"expected", number(m.expected)},
          {"got", number(m.got)},
          {"expected_bits", bits_or_null(m.expected_bits)},
          {"got_bits", bits_or_null(m.got_bits)},
          {"wrong", m.wrong},
          {"region", m.region}};
}

Mismatch read_mismatch(const Json& j) {
  return {.rank = j.at("rank"),
          .call = j.at("call"),
          .element = j.at("element"),
          .expected = read_number(j.at("expected")),
          .got = read_number(j.at("got")),
          .expected_bits = read_bits(j.at("expected_bits")),
          .got_bits = read_bits(j.at("got_bits")),
          .wrong = j.at("wrong"),
          .region = j.value("region", "")};  // older records have none
}

}  // namespace

std::string mismatch_json(const Mismatch& mismatch) {
  return to_json(mismatch).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Mismatch parse_mismatch(const std::string& text) {
  try {
    return read_mismatch(Json::parse(text));
  } catch (const std::exception& error) {
    throw Error(std::string("not a mismatch: ") + error.what());
  }
}

}  // namespace fourfold
