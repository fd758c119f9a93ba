// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/network_adapters.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace fourfold {
namespace {

namespace fs = std::filesystem;

/// A made-up /sys.
class NetworkAdapters : public testing::Test {
 protected:
  NetworkAdapters() : sys_(fs::path(testing::TempDir()) / "network_adapters_test") {
    fs::remove_all(sys_);
    fs::create_directories(sys_);
  }
  ~NetworkAdapters() override { fs::remove_all(sys_); }

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((sys_ / file).parent_path());
    std::ofstream(sys_ / file) << text << '\n';
  }
  void port(const std::string& adapter, const std::string& state, const std::string& rate) const {
    write("class/infiniband/" + adapter + "/ports/1/state", state);
    write("class/infiniband/" + adapter + "/ports/1/rate", rate);
  }
  void interface(const std::string& name, const std::string& state, const std::string& speed,
                 bool hardware = true) const {
    write("class/net/" + name + "/operstate", state);
    write("class/net/" + name + "/speed", speed);
    if (hardware) fs::create_directories(sys_ / "class/net" / name / "device");
  }
  std::string found() const { return format_adapters(network_adapters(sys_)); }

 private:
  fs::path sys_;
};

TEST_F(NetworkAdapters, ActivePortsOfInfinibandCountByTheirRate) {
  port("mlx5_0", "4: ACTIVE", "400 Gb/sec (4X NDR)");
  port("mlx5_1", "4: ACTIVE", "400 Gb/sec (4X NDR)");
  port("mlx5_2", "1: DOWN", "400 Gb/sec (4X NDR)");
  port("mlx5_3", "4: ACTIVE", "2.5 Gb/sec (1X SDR)");
  interface("eth0", "up", "25000");
  EXPECT_EQ(found(), "2 x 400 Gbit/s, 1 x 2.5 Gbit/s");
}

TEST_F(NetworkAdapters, OtherwiseInterfacesOfHardwareThatAreUpAndTellTheirSpeed) {
  interface("eth0", "up", "100000");
  interface("eth1", "down", "100000");
  interface("eth2", "up", "-1");
  interface("bridge0", "up", "10000", false);
  EXPECT_EQ(found(), "1 x 100 Gbit/s");
}

TEST_F(NetworkAdapters, NoneIsNone) { EXPECT_EQ(found(), ""); }

TEST(AdapterText, IsReadBack) {
  const auto fastest = parse_fastest_adapters("8 x 400 Gbit/s, 2 x 100 Gbit/s");
  ASSERT_TRUE(fastest);
  EXPECT_EQ(fastest->ports, 8);
  EXPECT_DOUBLE_EQ(fastest->rate.value(), 50e9);
  for (const char* wrong : {"", "8", "8 x", "0 x 400 Gbit/s", "8 x -1 Gbit/s", "8 x nan Gbit/s"}) {
    EXPECT_FALSE(parse_fastest_adapters(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace fourfold
