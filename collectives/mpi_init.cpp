// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <mpi.h>

#include "collectives/communicator_init.hpp"
#include "collectives/mpi_check.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

class MpiInit final : public CommunicatorInit {
 public:
  MpiInit(const MpiSession& session, InitKind kind)
      : kind_(kind),
        rank_(session.rank()),
        group_(init_group(kind, session.rank(), session.size())) {}
  ~MpiInit() override {
    if (made_ != MPI_COMM_NULL) MPI_Comm_free(&made_);
    if (parent_ != MPI_COMM_NULL) MPI_Comm_free(&parent_);
  }
  MpiInit(const MpiInit&) = delete;
  MpiInit& operator=(const MpiInit&) = delete;

  void prepare() override {
    if (made_ != MPI_COMM_NULL) check(MPI_Comm_free(&made_));
    if (parent_ != MPI_COMM_NULL) return;
    // Not the world itself: a failure there ends the job without a word of ours.
    check(MPI_Comm_dup(MPI_COMM_WORLD, &parent_));
    check(MPI_Comm_set_errhandler(parent_, MPI_ERRORS_RETURN));
  }

  void make() override {
    switch (kind_) {
      case InitKind::Plain:
        return check(MPI_Comm_dup(parent_, &made_));
      case InitKind::Nonblocking: {
        MPI_Request request = MPI_REQUEST_NULL;
        check(MPI_Comm_idup(parent_, &made_, &request));
        return check(MPI_Wait(&request, MPI_STATUS_IGNORE));
      }
      case InitKind::Split:
        return check(MPI_Comm_split(parent_, group_.first, rank_, &made_));
      case InitKind::Scalable:
      case InitKind::Shrink:
        break;
    }
    throw Error(mpi_init_support(kind_, 2).reason());
  }

  std::int64_t sum() override {
    const std::int64_t own = rank_ + 1;
    std::int64_t all = 0;
    check(MPI_Allreduce(&own, &all, 1, MPI_INT64_T, MPI_SUM, made_));
    return all;
  }

  std::string function() const override {
    if (kind_ == InitKind::Split) return "MPI_Comm_split";
    return kind_ == InitKind::Plain ? "MPI_Comm_dup" : "MPI_Comm_idup";
  }

 private:
  InitKind kind_;
  int rank_;
  InitGroup group_;
  MPI_Comm parent_ = MPI_COMM_NULL;
  MPI_Comm made_ = MPI_COMM_NULL;
};

}  // namespace

std::unique_ptr<CommunicatorInit> make_mpi_init(MpiSession& session, InitKind kind) {
  return std::make_unique<MpiInit>(session, kind);
}

}  // namespace fourfold
