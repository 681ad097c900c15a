//===- few_heads_f16.cu - instantiations ----------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/dispatch.h"
#include "kernels/sm90/decode/few_heads.cuh"

namespace mla::decode {

MlaStatus fewHeadsSm90_f16(const MlaDecodeParams &p, void *stream) {
  return dispatchFewHeads(p, [&]<int kL, int kRowTiles>() {
    return launchFewHeads<FewHeads<__half, kL, kRowTiles>>(p, stream);
  });
}

} // namespace mla::decode
