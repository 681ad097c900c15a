//===- Passes.td - passes that cross dialects --------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_CONVERSION_PASSES
#define MLA_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

class MLA_TilePass<string argument> : Pass<argument, "::mlir::ModuleOp"> {
  let options = [
    Option<"lanes", "lanes", "int64_t", "16",
           "f32 elements of a vector: 16 for AVX-512, 8 for AVX2">,
    Option<"rows", "rows", "int64_t", "6",
           "rows of a matmul's register tile">,
    Option<"columnVectors", "column-vectors", "int64_t", "4",
           "vectors in a row of a matmul's register tile">,
    Option<"simt", "simt", "bool", "false",
           "an iteration is a warp of a GPU, a vector is spread over its "
           "threads; lanes must be 32">,
    Option<"wide", "wide", "bool", "false",
           "simt: a thread reads and writes up to 16 bytes at once">,
    Option<"tensorCores", "tensor-cores", "bool", "false",
           "simt: matmuls of bf16 or f16 use mma.sync">,
  ];
  let dependentDialects = [
    "NVVM::NVVMDialect", "arith::ArithDialect", "gpu::GPUDialect",
    "linalg::LinalgDialect", "math::MathDialect",
    "memref::MemRefDialect", "scf::SCFDialect", "tensor::TensorDialect",
    "vector::VectorDialect"];
}

def SelectKernelsPass : Pass<"mla-select-kernels", "::mlir::ModuleOp"> {
  let summary = "turns ops into calls of hand-written kernels (CUDA target)";
  let description = [{
    Asks the kernels of an op, in the order of their descriptors, whether they
    compute it for these shapes and types on this GPU. The first that does
    becomes an `mla.kernel_call`; where it is for some sizes only, the next ones
    that do are in the other branches of an `scf.if` on them. What no kernel
    takes is left for generated code. Each refusal is a remark with the
    predicate that failed.

    ```mlir
    %u = mla.decode ins(%q_latent, %q_rope, %cache, %batch : …) outs(%d : …) {scale = …}
    // becomes
    %u = scf.if %few_rows -> … {
      %a, %w = mla.kernel_call @decode_sm90_few ins(%q, %cache, …, %plan : …) outs(%d, %scratch : …) {…}
      scf.yield %a
    } else {
      %a, %w = mla.kernel_call @decode_sm90_many …
    }
    ```

    What depends on the batch alone is done once a step: the plan of decode is
    made by a dispatch of its own, before all others, which does not count as a
    cut. Kernels named in the environment variable `MLA_DISABLE_KERNELS` are
    never chosen.
  }];
  let options = [
    Option<"kernels", "kernels", "std::string", "\"auto\"",
           "auto: all kernels; none; or a list, separated by commas">,
    Option<"chip", "chip", "std::string", "\"sm_90a\"",
           "the GPU that code is made for">,
  ];
  let dependentDialects = ["arith::ArithDialect", "func::FuncDialect",
                           "linalg::LinalgDialect", "scf::SCFDialect",
                           "tensor::TensorDialect"];
}

def TileAndVectorizePass : MLA_TilePass<"mla-tile-and-vectorize"> {
  let summary = "lowers token-wise ops to parallel tiles of vectors";
  let description = [{
    Every op that does not touch a cache becomes an `scf.forall` over tiles, with
    vectors inside, still on tensors:

    ```mlir
    %n = mla.rms_norm ins(%x, %w : …) outs(%d : tensor<?x64xf32>) {eps = …} -> tensor<?x64xf32>
    // becomes
    %n = scf.forall (%t) in (%T) shared_outs(%o = %d) -> (tensor<?x64xf32>) {
      %row = tensor.extract_slice %o[%t, 0] [1, 64] [1, 1] : …
      … vector.transfer_read %x[%t, %h] … vector.fma … vector.transfer_write … %row …
      scf.forall.in_parallel { tensor.parallel_insert_slice … into %o[%t, 0] … }
    }
    ```

    Matmuls whose weight is `[N, K]` read it along k for few rows and pack it in
    panels for many, behind a test on the number of rows. Any other linalg op
    becomes loops, with vectors along its last dimension where its body allows.
  }];
}

def FuseElementwisePass : Pass<"mla-fuse-elementwise"> {
  let summary = "chains of elementwise ops become one op";
  let description = [{
    A linalg op whose loops are all parallel takes in another one that it alone
    uses: one kernel instead of two, with the same roundings. Unlike upstream's
    pass it leaves reshapes and reductions as they are, so that a matmul is still
    seen to be one.
  }];
  let dependentDialects = ["linalg::LinalgDialect"];
}

def ApproximateMathPass : Pass<"mla-approximate-math"> {
  let summary = "exp, log and erf on vectors without a library";
  let description = [{
    Polynomials for `math.exp`, `math.log` and `math.erf` (errors of a few units
    in the last place of f32). Sines and cosines stay with the C library: rotary angles are
    large, and polynomials of upstream lose them.
  }];
  let dependentDialects = ["arith::ArithDialect", "math::MathDialect",
                           "vector::VectorDialect"];
}

def ExpandF8Pass : Pass<"mla-expand-f8"> {
  let summary = "conversions between f32 and f8E4M3FN in integer arithmetic";
  let description = [{
    Neither LLVM nor all GPUs convert f8E4M3FN: `arith.extf` from it and
    `arith.truncf` to it, of scalars and vectors, become arithmetic on bits, with
    the results of CUDA's conversions (`cvt.rn.satfinite`): rounding to nearest,
    ties to even, and ±448 for what is larger. What is left of the type are
    bytes: constants, memory, `arith.bitcast`.
  }];
  let dependentDialects = ["arith::ArithDialect"];
}

def LowerCacheOpsPass : MLA_TilePass<"mla-lower-cache-ops"> {
  let summary = "lowers what touches a cache, on memrefs";
  let description = [{
    `mla.cache_append`, `mla.cache_gather` and `mla.decode` become `scf.forall`
    with vectors inside. Rows of a cache with storage `fp8_656` are bytes: each of
    their three parts is read and written through a view of its own type. Then batches and the encodings of caches have no more
    uses: `mla.pack_batch` goes, and `memref<…, #mla.latent<…>>` becomes a plain
    memref.
  }];
}

def ExposeRoutingPass : Pass<"mla-expose-routing", "::mlir::ModuleOp"> {
  let summary = "keeps the experts that calls choose where they can be read";
  let description = [{
    What each `mla.route` of an outlined function chooses, and each kernel that
    routes, becomes one more result of the function, so that it lies in a buffer of the step until the next call:

    ```mlir
    %d = tensor.empty(%T) : tensor<?x6xi32>
    %y:2 = call @segment_2(…, %d)
    func.func private @segment_2(…, %d: tensor<?x6xi32> {mla.destination, mla.routing = 64 : i64})
    ```

    Nothing reads it. It is written in any case, to the frame of the function
    otherwise, so that this costs no time; `mla-emit-host` says where it is, for
    `--stats`.
  }];
  let dependentDialects = ["bufferization::BufferizationDialect",
                           "func::FuncDialect", "tensor::TensorDialect"];
}

def PlanArenaPass : Pass<"mla-plan-arena", "::mlir::ModuleOp"> {
  let summary = "gives each temporary of a step a place in one arena";
  let description = [{
    After bufferization. Every `memref.alloc` of `@step` and of the functions it
    calls becomes a view of one arena: places are planned for `max_tokens` by
    liveness over the whole step, so they hold for every smaller step. What a
    called function needs is one frame, alive during the call. `@step` gets the
    arena as its last argument; the attribute `mla.arena_bytes` says its size.

    ```mlir
    %a = memref.alloc(%T) : memref<?x64xf32>
    // becomes
    %a = memref.view %arena[%c4096][%T] : memref<?xi8> to memref<?x64xf32>
    ```

    Allocations inside of `scf.forall` belong to one iteration and stay.

    Two other plans find what is read too late, or written too early: a step must
    give the same bits with `unique` places, where nothing is shared, and with
    `poisoned` ones, which are overwritten with NaN after their last use (by loops
    of warps, so for the CUDA target alone).
  }];
  let options = [
    Option<"places", "places", "std::string", "\"shared\"",
           "shared; for tests, unique or poisoned">,
  ];
  let dependentDialects = ["arith::ArithDialect", "func::FuncDialect",
                           "gpu::GPUDialect", "memref::MemRefDialect",
                           "scf::SCFDialect"];
}

def VerifyArenaPass : Pass<"mla-verify-arena", "::mlir::ModuleOp"> {
  let summary = "no two buffers that live at once share memory";
  let description = [{
    Computes again, by other means than `mla-plan-arena` (MLIR's liveness and
    buffer aliases), when each view of an arena or frame is alive, and fails on
    two that are alive at once and overlap, naming both. It runs in every
    pipeline, so that a plan is never trusted because it was made carefully.
  }];
}

def ParallelLoopsPass : Pass<"mla-parallel-loops", "::mlir::ModuleOp"> {
  let summary = "runs scf.forall on the runtime's threads (CPU target)";
  let description = [{
    Each outermost `scf.forall` becomes a function on a range of its iterations
    and a call of the runtime's `parallel_for` with it. Every function gets the
    context of the step (`MlaContextV1`) as its last argument, which holds the
    threads. Allocations of an iteration become stack slots of that function.
  }];
  let dependentDialects = ["LLVM::LLVMDialect", "arith::ArithDialect",
                           "memref::MemRefDialect", "scf::SCFDialect"];
}

def GpuLaunchesPass : Pass<"mla-gpu-launches", "::mlir::ModuleOp"> {
  let summary = "runs scf.forall as kernels (CUDA target)";
  let description = [{
    Each outermost `scf.forall` becomes a kernel in the one `gpu.module`, a warp
    for each iteration, and a call that fills in its parameters and starts it:

    ```mlir
    scf.forall (%t) in (%T) { … }
    // becomes
    llvm.call @mla_launch(%context, %number, %T, %c1, %c1, %parameters, %status)
    ```

    Parameters are addresses, sizes that are not static, and scalars; views are
    made again in the kernel. Allocations of an iteration become memory shared by
    its warp. Every function gets the context of the step (`MlaContextV1`) as its
    last argument and gives a CUresult. Code that would touch device memory
    outside of a kernel is an error.
  }];
  let dependentDialects = ["LLVM::LLVMDialect", "arith::ArithDialect",
                           "gpu::GPUDialect", "memref::MemRefDialect",
                           "scf::SCFDialect"];
}

def WideAccessesPass : Pass<"mla-wide-accesses"> {
  let summary = "vector accesses of kernels, with the alignment that is known";
  let description = [{
    A `vector.transfer_read` in bounds becomes a `vector.load`, a
    `vector.transfer_write` a `vector.store`, aligned to the whole vector if the
    rows of the memref and the views that lead to it say so (the tiles' indices
    are multiples of the vector along the last dimension). What is not a view is
    taken to be aligned to 256 bytes: arena, caches and parameters of a GPU are.
    Elsewhere, LLVM reads and writes element by element.
  }];
  let options = [
    Option<"aligned", "aligned", "bool", "true",
           "what is not a view is aligned to 256 bytes">,
  ];
  let dependentDialects = ["vector::VectorDialect"];
}

def DeviceMathPass : Pass<"mla-device-math"> {
  let summary = "math on a GPU without a library";
  let description = [{
    exp, log and their kin become instructions of the special function unit, sin
    and cos a reduction of the angle in f64 and a polynomial, so that large
    rotary angles keep their precision and no library of the toolkit is needed.
    Others (tanh, erf, log1p, powf, …) become polynomials or expressions of
    these. f16 and bf16 are computed in f32, vectors element by element.
  }];
  let dependentDialects = ["LLVM::LLVMDialect", "arith::ArithDialect",
                           "math::MathDialect", "vector::VectorDialect"];
}

def DeviceCodePass : Pass<"mla-device-code", "::mlir::ModuleOp"> {
  let summary = "compiles the kernels' module to images";
  let description = [{
    The `gpu.module`, in the LLVM dialect, becomes code for `chip` (made by
    `ptxas`) and PTX that other chips can compile. The images, and the kernels'
    names in the order of their numbers, are attributes of the module
    (`mla.images`, `mla.kernels`), for `mla-emit-host`.

    In code for a chip from sm_90 on each kernel first waits for the one ahead of
    it, then lets the one after it start (`nvvm.griddepcontrol`), and the module
    gets the attribute `mla.programmatic_launch`: the runtime may start kernels
    early then. PTX is for older chips too and does not wait.
  }];
  let dependentDialects = ["NVVM::NVVMDialect"];
  let options = [
    Option<"chip", "chip", "std::string", "\"sm_90a\"",
           "the GPU that code is made for">,
    Option<"ptxas", "ptxas", "std::string", "\"\"",
           "the assembler; empty: found in PATH or beside the toolkit">,
    Option<"format", "format", "std::string", "\"bin\"",
           "bin: code and PTX; ptx: PTX alone (no assembler is needed)">,
    Option<"delays", "delays", "bool", "false",
           "for tests: some warps sleep before they wait and after">,
  ];
}

def EmulateKernelsPass : Pass<"mla-emulate-kernels", "::mlir::ModuleOp"> {
  let summary = "kernels as functions of the host, for tests";
  let description = [{
    In place of `mla-device-code`: the kernels, in the LLVM and NVVM dialects,
    become functions of the host module that one thread of a warp runs. What
    threads exchange, block numbers and launches are calls of `mla_emulate_*`,
    which tests provide. So generated code for a GPU is checked on any machine.
  }];
  let dependentDialects = ["LLVM::LLVMDialect"];
}

def EmitHostPass : Pass<"mla-emit-host", "::mlir::ModuleOp"> {
  let summary = "makes the table that a compiled model exports";
  let description = [{
    Replaces `@step` by one function for each of its calls, a function that runs
    them all, and `mla_model_v1`, which returns the table of
    `mla/Runtime/ModelABI.h`. Each function finds its operands in the context:
    parameters and caches by number, temporaries at their place in the arena.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"",
           "the name of the target, for `describe`">,
  ];
  let dependentDialects = ["LLVM::LLVMDialect", "arith::ArithDialect",
                           "func::FuncDialect", "memref::MemRefDialect"];
}

#endif // MLA_CONVERSION_PASSES
