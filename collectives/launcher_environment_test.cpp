// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"

namespace fourfold {
namespace {

/// Clears every launcher's variables and sets some; puts nothing back: the process ends after.
void environment(std::initializer_list<std::pair<const char*, const char*>> variables) {
  for (const char* one :
       {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "PMI_RANK",
        "PMI_SIZE", "PMIX_RANK", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID",
        "SLURM_NTASKS", "FLUX_TASK_RANK", "FLUX_JOB_SIZE", "PALS_LOCAL_SIZE"}) {
    unsetenv(one);
  }
  for (const auto& [name, value] : variables) setenv(name, value, 1);
}

TEST(Launcher, ByHandIsNoWorker) {
  environment({});
  EXPECT_FALSE(read_launcher_environment().worker);
}

TEST(Launcher, ABatchScriptIsNoWorkerButAStepIs) {
  environment({{"SLURM_PROCID", "0"}});
  EXPECT_FALSE(read_launcher_environment().worker);
  environment({{"SLURM_PROCID", "3"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_LOCALID", "1"}});
  const auto step = read_launcher_environment();
  EXPECT_TRUE(step.worker);
  EXPECT_EQ(step.launcher, "srun");
  EXPECT_EQ(step.rank, 3);
  EXPECT_EQ(step.size, 8);
  EXPECT_EQ(step.local_rank, 1);
}

TEST(Launcher, MpirunAndHydraAreTold) {
  environment({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}});
  EXPECT_EQ(read_launcher_environment().launcher, "mpirun (Open MPI)");
  environment({{"PMI_RANK", "1"}, {"PMI_SIZE", "2"}});
  EXPECT_EQ(read_launcher_environment().launcher, "mpiexec (Hydra)");
  environment({{"PMI_RANK", "garbage"}, {"PMI_SIZE", "2"}});
  EXPECT_FALSE(read_launcher_environment().worker);
}

TEST(Launcher, SingleRankJobsAreAMislaunch) {
  const LauncherEnvironment three{
      .worker = true, .launcher = "mpiexec (Hydra)", .rank = 0, .size = 3, .local_rank = 0};
  EXPECT_EQ(mislaunch(three, 3), "");
  const std::string why = mislaunch(three, 1);
  EXPECT_NE(why.find("started 3 processes"), std::string::npos) << why;
  EXPECT_NE(why.find("do not find each other"), std::string::npos) << why;
  EXPECT_EQ(mislaunch({}, 1), "");
}

TEST(Launcher, ALoneRankOfAPmixLauncherIsAMislaunchWhereItCanBeSeen) {
  environment({{"PMIX_RANK", "1"}});
  const auto second = read_launcher_environment();
  EXPECT_TRUE(second.worker);
  EXPECT_EQ(second.size, 0);
  EXPECT_NE(mislaunch(second, 1).find("probably 2 processes"), std::string::npos)
      << mislaunch(second, 1);
  EXPECT_EQ(mislaunch(second, 2), "");
  EXPECT_TRUE(tells_mislaunch(second));

  environment({{"PMIX_RANK", "0"}});
  const auto first = read_launcher_environment();
  EXPECT_EQ(mislaunch(first, 1), "") << "one rank is a job too, and nothing speaks of others";
  EXPECT_FALSE(tells_mislaunch(first));
  for (const char* hint :
       {"SLURM_STEP_NUM_TASKS", "SLURM_NTASKS", "FLUX_JOB_SIZE", "PMI_SIZE", "PALS_LOCAL_SIZE"}) {
    environment({{"PMIX_RANK", "0"}, {hint, "4"}});
    const auto hinted = read_launcher_environment();
    EXPECT_NE(mislaunch(hinted, 1), "") << hint;
    EXPECT_EQ(mislaunch(hinted, 3), "") << hint << ": of an allocation of 4";
    EXPECT_TRUE(tells_mislaunch(hinted)) << hint;
    environment({{"PMIX_RANK", "1"}, {hint, "4"}});
    EXPECT_FALSE(tells_mislaunch(read_launcher_environment())) << hint << ": rank 0 does";
  }
}

TEST(Launcher, FluxTellsRankAndSize) {
  environment({{"FLUX_TASK_RANK", "2"}, {"FLUX_JOB_SIZE", "8"}, {"PMIX_RANK", "2"}});
  EXPECT_EQ(read_launcher_environment().launcher, "flux run");
  EXPECT_EQ(read_launcher_environment().size, 8);
}

TEST(MpiSupport, SaysWhyNot) {
  CollectiveCall call;
  call.shape = {.type = DataType::f16, .block = 1, .whole = 2};
  EXPECT_EQ(mpi_support(call).reason(), "MPI has no reduction of f16");
  call.collective = Collective::AllGather;
  EXPECT_TRUE(mpi_support(call));
  call.shape.whole = std::uint64_t{1} << 31;
  EXPECT_FALSE(mpi_support(call));
  call = {};
  call.op = ReductionOp::Avg;
  EXPECT_FALSE(mpi_support(call));
  call = {};
  call.collective = Collective::AllToAll;
  call.in_place = true;
  EXPECT_FALSE(mpi_support(call));
}

}  // namespace
}  // namespace fourfold
