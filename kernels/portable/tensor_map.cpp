//===- tensor_map.cpp - descriptors of tensor copies -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// cuTensorMapEncodeTiled, found through the runtime.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/tensor_map.h"

#include <cuda_runtime_api.h>

using namespace mla;

using EncodeTiled = CUresult (*)(CUtensorMap *, CUtensorMapDataType, cuuint32_t,
                                 void *, const cuuint64_t *, const cuuint64_t *,
                                 const cuuint32_t *, const cuuint32_t *,
                                 CUtensorMapInterleave, CUtensorMapSwizzle,
                                 CUtensorMapL2promotion,
                                 CUtensorMapFloatOOBfill);

static EncodeTiled findEncodeTiled() {
  void *entry = nullptr;
  cudaDriverEntryPointQueryResult found;
  if (cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &entry, 12000,
                                       cudaEnableDefault,
                                       &found) != cudaSuccess ||
      found != cudaDriverEntryPointSuccess)
    return nullptr;
  return reinterpret_cast<EncodeTiled>(entry);
}

MlaStatus mla::encodeTensorMap(CUtensorMap &map, const TensorMapSpec &spec,
                               MlaDType dtype) {
  // The entry belongs to the driver, not to a context: found once.
  static const EncodeTiled encode = findEncodeTiled();
  if (!encode)
    return MLA_NO_DEVICE_CODE;
  cuuint64_t dims[4];
  cuuint64_t strides[3];
  for (int i = 0; i < 4; ++i)
    dims[i] = spec.dims[i] ? spec.dims[i] : 1;
  for (int i = 0; i < 3; ++i) {
    // The stride of a dimension of one element means nothing; any valid value
    // does.
    int64_t elements = dims[i + 1] == 1 ? 8 : spec.strides[i];
    if (elements < 0 || elements % 8 != 0)
      return MLA_UNSUPPORTED;
    strides[i] = static_cast<cuuint64_t>(elements) * 2;
  }
  if (reinterpret_cast<uintptr_t>(spec.base) % 16 != 0)
    return MLA_UNSUPPORTED;
  const cuuint32_t box[4] = {64, spec.boxRows, 1, 1};
  const cuuint32_t steps[4] = {1, 1, 1, 1};
  CUresult result =
      encode(&map,
             dtype == MLA_F16 ? CU_TENSOR_MAP_DATA_TYPE_FLOAT16
                              : CU_TENSOR_MAP_DATA_TYPE_BFLOAT16,
             4, const_cast<void *>(spec.base), dims, strides, box, steps,
             CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
             spec.promote ? CU_TENSOR_MAP_L2_PROMOTION_L2_256B
                          : CU_TENSOR_MAP_L2_PROMOTION_NONE,
             CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  return result == CUDA_SUCCESS ? MLA_OK : MLA_UNSUPPORTED;
}
