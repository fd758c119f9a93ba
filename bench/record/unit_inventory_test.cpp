// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/unit_inventory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "bench/record/journal.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

std::vector<UnitFacts> two_hosts() {
  const Facts host{{"product", "HGX"}, {"serial", "S1"}, {"uuid", "unknown: Permission denied"}};
  const Facts gpu{{"name", "H200"}, {"serial", "G1"}, {"driver", "580"}};
  std::vector<UnitFacts> ranks{{"a", host, gpu}, {"a", {}, gpu}, {"b", host, gpu}, {"b", {}, gpu}};
  ranks[1].of_gpu["serial"] = "G2";
  ranks[2].of_host["serial"] = "S2";
  ranks[2].of_gpu["serial"] = "unknown: Not Supported";
  ranks[3].of_gpu["driver"] = "575";
  return ranks;
}

TEST(UnitInventory, HoldsWhatIsAlikeOnceAndWhatIsOwnForEach) {
  const Inventory inventory = take_inventory(two_hosts());
  EXPECT_EQ(inventory.host_names, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(inventory.hosts.kinds.size(), 1u);
  EXPECT_EQ(inventory.hosts.kinds[0].at("uuid"), "unknown: Permission denied");
  EXPECT_EQ(inventory.hosts.own.at("serial"), (std::vector<std::string>{"S1", "S2"}));
  EXPECT_EQ(inventory.gpus.kind, (std::vector<int>{0, 0, 1, 2}))
      << "another reason, another driver";
  EXPECT_EQ(inventory.gpus.own.at("serial"), (std::vector<std::string>{"G1", "G2", "", "G1"}));
  EXPECT_EQ(describe(inventory),
            "2 hosts of 1 kind, serial known of 2; 4 GPUs of 3 kinds, serial known of 3");
}

TEST(UnitInventory, TravelsBetweenRanksAsItIs) {
  const UnitFacts one = two_hosts()[0];
  const UnitFacts back = parse_unit_facts(unit_facts_text(one));
  EXPECT_EQ(back.host, one.host);
  EXPECT_EQ(back.of_host, one.of_host);
  EXPECT_EQ(back.of_gpu, one.of_gpu);
  EXPECT_THROW(parse_unit_facts("{}"), Error);
}

TEST(UnitInventory, IsInTheJournalOnceForLaunchesThatHaveTheSame) {
  const fs::path parent =
      fs::path(testing::TempDir()) / ("inventory_" + std::to_string(::getpid()));
  const std::string directory = make_run_directory(parent.string(), "suite");
  Manifest manifest;
  manifest.planned_launches = 3;
  write_manifest(directory, manifest);
  const Inventory inventory = take_inventory(two_hosts());
  std::vector<UnitFacts> changed = two_hosts();
  changed[0].of_gpu["serial"] = "G9";
  {
    Journal journal(directory);
    journal.take_inventory(1, inventory);
    journal.take_inventory(2, take_inventory(changed));
    journal.take_inventory(3, inventory);
  }
  const RunRecord record = load_record(directory);
  EXPECT_EQ(record.launches.at(0).inventory, inventory);
  EXPECT_EQ(record.launches.at(1).inventory, take_inventory(changed));
  EXPECT_EQ(record.launches.at(2).inventory, inventory);
  std::ifstream file(directory + "/journal.jsonl");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(text.find("\"launch\":3,\"same_as\":1"), std::string::npos) << text;
  fs::remove_all(parent);
}

TEST(HostIdentity, IsWhatSysfsTellsAndWhyItDoesNot) {
  const fs::path sys = fs::path(testing::TempDir()) / ("sys_" + std::to_string(::getpid()));
  const auto write = [&](const std::string& name, const std::string& text) {
    fs::create_directories((sys / name).parent_path());
    std::ofstream(sys / name) << text << '\n';
  };
  write("class/dmi/id/product_name", "PowerEdge  ");
  write("class/dmi/id/product_serial", "");
  for (const std::string name : {"mlx5_0", "mlx5_1"}) {
    write("class/infiniband/" + name + "/fw_ver", "28.39.1002");
    write("class/infiniband/" + name + "/hca_type", "MT4129");
  }
  const Facts facts = host_identity(sys);
  EXPECT_EQ(facts.at("product"), "PowerEdge");
  EXPECT_EQ(facts.at("serial"), "unknown: it is empty");
  EXPECT_EQ(facts.at("bios"), "unknown: No such file or directory");
  EXPECT_EQ(facts.at("adapters"),
            "2 x MT4129, board unknown: No such file or directory, firmware 28.39.1002");
  fs::remove_all(sys);
  EXPECT_EQ(host_identity(sys).at("adapters").find("unknown: no InfiniBand"), 0u);
}

TEST(ProgramHash, IsOfTheFileThatRuns) {
  EXPECT_EQ(program_sha256().size(), 64u);
  EXPECT_EQ(program_sha256(), program_sha256());
}

}  // namespace
}  // namespace fourfold
