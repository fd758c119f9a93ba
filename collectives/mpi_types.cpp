// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_call.hpp"

namespace fourfold {

MPI_Datatype mpi_reduction_type(DataType type) {
  switch (type) {
    case DataType::f64:
      return MPI_DOUBLE;
    case DataType::f32:
      return MPI_FLOAT;
    case DataType::i32:
      return MPI_INT32_T;
    case DataType::i8:
      return MPI_INT8_T;
    case DataType::tf32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::f8e4m3:
      break;
  }
  return MPI_DATATYPE_NULL;
}

MPI_Datatype mpi_move_type(DataType type) {
  switch (traits(type).bytes) {
    case 8:
      return MPI_DOUBLE;
    case 4:
      return MPI_FLOAT;
    case 2:
      return MPI_UINT16_T;
    default:
      return MPI_BYTE;
  }
}

MPI_Op mpi_op(ReductionOp op) {
  switch (op) {
    case ReductionOp::Sum:
      return MPI_SUM;
    case ReductionOp::Prod:
      return MPI_PROD;
    case ReductionOp::Min:
      return MPI_MIN;
    case ReductionOp::Max:
      return MPI_MAX;
    case ReductionOp::Avg:
      break;
  }
  return MPI_OP_NULL;
}

}  // namespace fourfold
