// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/nccl_ras.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

namespace fourfold {
namespace {

/// As NCCL 2.24 and later write it about a job one of whose processes was stopped (its User Guide).
const std::string kStopped =
    "Job summary\n===========\n\n  Nodes  Processes         GPUs  Processes     GPUs\n"
    "(total)   per node  per process    (total)  (total)\n"
    "      4          8            1         32       32\n\n"
    "Communicators... (2.05s)\n=============\n\n"
    "Group     Comms     Nodes     Ranks     Ranks     Ranks    Status  Errors\n"
    "    #  in group  per comm  per node  per comm  in group\n"
    "    0         1         4       7-8        32        32   RUNNING  INCOMPLETE\n\n"
    "Errors\n======\n\nINCOMPLETE\n  Missing communicator data from 1 job process\n"
    "  Process 3487984 on node 172.16.64.213 managing GPU 5\n\n"
    "#0-0 (cf264af53edbe986) INCOMPLETE\n  Missing communicator data from 1 rank\n"
    "  The missing rank: 21\n\n"
    "Warnings\n========\n\nTIMEOUT\n  Encountered 2 communication timeouts while gathering "
    "communicator data\n";

/// Listens on a port of its own, answers the n-th line it hears by the n-th answer, and then hangs
/// up.
class StandInRas {
 public:
  explicit StandInRas(std::vector<std::string> answers, bool hangs_up = true)
      : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof own;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&own), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size);
    port_ = ntohs(own.sin_port);
    thread_ = std::jthread([this, answers = std::move(answers), hangs_up] {
      const int client = accept(listener_, nullptr, nullptr);
      for (const std::string& answer : answers) {
        heard.push_back(line(client));
        EXPECT_EQ(write(client, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
      }
      if (!hangs_up) line(client);  // until the other side does
      close(client);
    });
  }
  ~StandInRas() { close(listener_); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  void join() { thread_.join(); }

  std::vector<std::string> heard;

 private:
  static std::string line(int client) {
    std::string text;
    for (char next = 0; next != '\n' && read(client, &next, 1) == 1;) text += next;
    return text;
  }

  int listener_;
  int port_ = 0;
  std::jthread thread_;
};

TEST(NcclRas, IsAskedForItsStatus) {
  StandInRas ras({"SERVER PROTOCOL 2\n", "OK\n", kStopped});
  EXPECT_EQ(ask_nccl_ras(ras.address(), 10), kStopped);
  ras.join();
  EXPECT_EQ(ras.heard,
            (std::vector<std::string>{"CLIENT PROTOCOL 2\n", "TIMEOUT 5\n", "STATUS\n"}));
}

TEST(NcclRas, WhoNeverFinishesIsCutShort) {
  const auto began = std::chrono::steady_clock::now();
  StandInRas ras({"SERVER PROTOCOL 2\n", "OK\n", "Job summary\n"}, false);
  EXPECT_EQ(ask_nccl_ras(ras.address(), 0.2), "Job summary\n") << "what was said is kept";
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  ras.join();
}

TEST(NcclRas, WhoSpeaksAnotherLanguageIsLeftAlone) {
  StandInRas ras({"HTTP/1.1 400 Bad Request\n"});
  EXPECT_EQ(ask_nccl_ras(ras.address(), 5), "");
  ras.join();
}

TEST(NcclRas, NobodyThereIsNoWord) {
  for (const char* address : {"127.0.0.1:1", "", "localhost", "no.such.host.invalid:1"}) {
    EXPECT_EQ(ask_nccl_ras(address, 1), "") << address;
  }
}

TEST(NcclRas, ListensWhereItsVariableSays) {
  unsetenv("NCCL_RAS_ADDR");
  EXPECT_EQ(nccl_ras_address(), "localhost:28028");
  setenv("NCCL_RAS_ADDR", "[::1]:4711", 1);
  EXPECT_EQ(nccl_ras_address(), "[::1]:4711");
  unsetenv("NCCL_RAS_ADDR");
}

TEST(NcclRasComplaints, AreWhatStandsUnderErrorsAndWarnings) {
  EXPECT_EQ(nccl_ras_complaints(kStopped, 1000),
            "INCOMPLETE; Missing communicator data from 1 job process; Process 3487984 on node "
            "172.16.64.213 managing GPU 5; #0-0 (cf264af53edbe986) INCOMPLETE; Missing "
            "communicator data from 1 rank; The missing rank: 21; TIMEOUT; Encountered 2 "
            "communication timeouts while gathering communicator data");
  const std::string cut = nccl_ras_complaints(kStopped, 50);
  EXPECT_EQ(cut.size(), 50u);
  EXPECT_TRUE(cut.ends_with(" ..."));
  EXPECT_EQ(nccl_ras_complaints("Job summary\n===\n all is well\n", 100), "");
}

}  // namespace
}  // namespace fourfold
