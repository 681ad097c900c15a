//===- many_heads_f16.cu - instantiations -----------------------*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/dispatch.h"
#include "kernels/sm90/decode/many_heads.cuh"

namespace mla::decode {

MlaStatus manyHeadsSm90_f16(const MlaDecodeParams &p, void *stream) {
  if (p.tile_rows != 64)
    return MLA_UNSUPPORTED;
  if (p.kv_lora_rank <= 128)
    return launchManyHeads<ManyHeads<__half, 128>>(p, stream);
  if (p.kv_lora_rank <= 256)
    return launchManyHeads<ManyHeads<__half, 256>>(p, stream);
  return launchManyHeads<ManyHeads<__half, 512>>(p, stream);
}

} // namespace mla::decode
