// REQUIRES: ptxas
// RUN: mla-opt %s --mla-device-code=chip=sm_90a | FileCheck %s --check-prefix=SAYS
// RUN: mla-opt %s --mla-device-code=chip=sm_80 | FileCheck %s --check-prefix=OLD
// RUN: mla-opt %s --mla-device-code=format=ptx | FileCheck %s --check-prefix=OLD

// What the assembler is given, by one that keeps it and makes nothing.
// RUN: mkdir -p %t && printf '#!/bin/sh\nfor a; do case $a in *.ptx) cat "$a" > "$0.out";; esac; done\nexit 1\n' > %t/ptxas && chmod +x %t/ptxas
// RUN: not mla-opt %s --mla-device-code='chip=sm_90a ptxas=%t/ptxas' 2> /dev/null
// RUN: FileCheck %s --check-prefix=WAITS < %t/ptxas.out
// RUN: not mla-opt %s --mla-device-code='chip=sm_90a delays=true ptxas=%t/ptxas' 2> /dev/null
// RUN: FileCheck %s --check-prefix=DELAYS < %t/ptxas.out

// A kernel in code for sm_90 and later waits for the one ahead of it before it
// touches memory, and the module says so; PTX, which runs on older chips too,
// does not.
// SAYS:         mla.programmatic_launch
// WAITS:        .entry work_k0(
// WAITS-NOT:    {{st[.]|ld[.]global|nanosleep}}
// WAITS:        griddepcontrol.wait
// WAITS:        griddepcontrol.launch_dependents
// WAITS:        st.
// DELAYS:       .entry work_k0(
// DELAYS:       nanosleep
// DELAYS:       griddepcontrol.wait
// DELAYS:       nanosleep
// DELAYS:       griddepcontrol.launch_dependents
// DELAYS:       nanosleep
// OLD-NOT:      mla.programmatic_launch
// OLD-NOT:      griddepcontrol
gpu.module @mla_kernels {
  llvm.func @work_k0(%x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
    %one = llvm.mlir.constant(1.0 : f32) : f32
    llvm.store %one, %x : f32, !llvm.ptr
    llvm.return
  }
}
