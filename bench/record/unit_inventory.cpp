// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/unit_inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnknown = "unknown";
constexpr std::array<std::string_view, 2> kOwn{"serial", "uuid"};

/// The first line, without blanks around it; why it cannot be read, or says nothing.
std::string value_of(const fs::path& path) {
  errno = 0;
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return fmt::format("unknown: {}", errno != 0 ? std::strerror(errno) : "it is empty");
  }
  const std::size_t from = line.find_first_not_of(" \t");
  if (from == std::string::npos) return "unknown: it is empty";
  return line.substr(from, line.find_last_not_of(" \t") - from + 1);
}

/// "8 x MT4129, board MT_0000000838, firmware 28.39.1002; 1 x ...".
std::string adapters(const fs::path& sys) {
  std::map<std::string, int> alike;
  std::error_code none;
  for (const auto& one : fs::directory_iterator(sys / "class/infiniband", none)) {
    ++alike[fmt::format("{}, board {}, firmware {}", value_of(one.path() / "hca_type"),
                        value_of(one.path() / "board_id"), value_of(one.path() / "fw_ver"))];
  }
  std::string text;
  for (const auto& [what, count] : alike) {
    text += fmt::format("{}{} x {}", text.empty() ? "" : "; ", count, what);
  }
  return text.empty() ? "unknown: no InfiniBand or RoCE adapter; of others sysfs tells no firmware"
                      : text;
}

void add(PartTable& table, const Facts& facts) {
  const std::size_t row = table.kind.size();
  Facts kind;
  for (const auto& [key, value] : facts) {
    const bool own = std::ranges::find(kOwn, key) != kOwn.end();
    // What nobody can tell is alike, and stands there once with its reason.
    if (!own || value.starts_with(kUnknown)) {
      kind[key] = value;
    } else {
      table.own[key].resize(row);
      table.own[key].push_back(value);
    }
  }
  auto at = std::ranges::find(table.kinds, kind);
  if (at == table.kinds.end()) at = table.kinds.insert(at, kind);
  table.kind.push_back(static_cast<int>(at - table.kinds.begin()));
}

void fill(PartTable& table) {
  for (auto& [key, values] : table.own) values.resize(table.kind.size());
}

std::string describe(const PartTable& table, std::string_view one, std::string_view many) {
  const auto serial = table.own.find("serial");
  const auto known =
      serial == table.own.end()
          ? 0
          : std::ranges::count_if(serial->second, [](const auto& text) { return !text.empty(); });
  return fmt::format("{} {} of {} {}, serial known of {}", table.kind.size(),
                     table.kind.size() == 1 ? one : many, table.kinds.size(),
                     table.kinds.size() == 1 ? "kind" : "kinds", known);
}

}  // namespace

std::string unit_facts_text(const UnitFacts& facts) {
  const nlohmann::json json{facts.host, facts.of_host, facts.of_gpu};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

UnitFacts parse_unit_facts(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    return {json.at(0), json.at(1).get<Facts>(), json.at(2).get<Facts>()};
  } catch (const std::exception& error) {
    throw Error(std::string("not what a rank tells of its hardware: ") + error.what());
  }
}

Inventory take_inventory(const std::vector<UnitFacts>& ranks) {
  Inventory inventory;
  const bool gpus = std::ranges::any_of(ranks, [](const auto& one) { return !one.of_gpu.empty(); });
  for (const UnitFacts& rank : ranks) {
    if (!rank.of_host.empty()) {
      inventory.host_names.push_back(rank.host);
      add(inventory.hosts, rank.of_host);
    }
    if (gpus) add(inventory.gpus, rank.of_gpu);
  }
  fill(inventory.hosts);
  fill(inventory.gpus);
  return inventory;
}

std::string describe(const Inventory& inventory) {
  const std::string hosts = describe(inventory.hosts, "host", "hosts");
  if (inventory.gpus.kind.empty()) return hosts;
  return hosts + "; " + describe(inventory.gpus, "GPU", "GPUs");
}

Facts host_identity(const fs::path& sys) {
  const fs::path dmi = sys / "class/dmi/id";
  return {{"maker", value_of(dmi / "sys_vendor")},
          {"product", value_of(dmi / "product_name")},
          {"serial", value_of(dmi / "product_serial")},
          {"uuid", value_of(dmi / "product_uuid")},
          {"bios", value_of(dmi / "bios_version")},
          {"bios_date", value_of(dmi / "bios_date")},
          {"adapters", adapters(sys)}};
}

std::string program_sha256() {
  try {
    return sha256(read_whole("/proc/self/exe"));
  } catch (const Error& error) {
    return std::string("unknown: ") + error.what();
  }
}

}  // namespace fourfold
