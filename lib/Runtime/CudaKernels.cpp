//===- CudaKernels.cpp - hand-written kernels of a program ----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaKernels.h"
#include "mla/Kernels/ParamsLayout.h"
#include "mla/Kernels/Registry.h"

// Not there where no kernels are linked.
#pragma weak mla_params_layout

namespace mla::runtime::cuda {

Error checkKernels(const Gpu &gpu, const ModelDescription &description) {
  for (const std::string &name : description.kernels) {
    const kernels::KernelDescriptor *kernel = kernels::findKernel(name);
    if (kernel &&
        (gpu.capability < kernel->smLow || gpu.capability > kernel->smHigh))
      return Error(ErrorCode::Device,
                   concat("this program calls the kernel '", name,
                          "', which is not for ", gpu.name,
                          ", compute capability ", gpu.capability / 10, ".",
                          gpu.capability % 10,
                          "; compile the model for this GPU"));
  }
  if (description.paramsLayout != 0 && mla_params_layout &&
      mla_params_layout() != description.paramsLayout)
    return Error(ErrorCode::Device,
                 concat("this program was compiled for kernels of another "
                        "version than it is linked with: expected structs of "
                        "layout ",
                        description.paramsLayout, ", got ", mla_params_layout(),
                        "; compile the model again"));
  return Error::success();
}

} // namespace mla::runtime::cuda
