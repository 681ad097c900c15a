// REQUIRES: ptxas
// RUN: mla-opt %s --mla-device-code=chip=sm_90a | FileCheck %s --check-prefix=WAITS
// RUN: mla-opt %s --mla-device-code='chip=sm_90a delays=true' | FileCheck %s --check-prefix=WAITS
// RUN: mla-opt %s --mla-device-code=chip=sm_80 | FileCheck %s --check-prefix=OLD
// RUN: mla-opt %s --mla-device-code=format=ptx | FileCheck %s --check-prefix=OLD

// A kernel in code for sm_90 and later waits for the one ahead of it, and the
// module says so; PTX, which runs on older chips too, does not.
// WAITS:      mla.images
// WAITS-NOT:  griddepcontrol
// WAITS-SAME: mla.programmatic_launch
// OLD-NOT:    mla.programmatic_launch
// OLD-NOT:    griddepcontrol
gpu.module @mla_kernels {
  llvm.func @work_k0(%x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %one = llvm.mlir.constant(1.0 : f32) : f32
    llvm.store %one, %x : f32, !llvm.ptr
    llvm.return
  }
}
