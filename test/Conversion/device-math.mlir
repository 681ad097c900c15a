// RUN: mla-opt %s --mla-device-math | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK:         arith.mulf %{{.*}}, %{{.*}} : f32
// CHECK:         llvm.inline_asm "ex2.approx.f32 $0, $1;"
// CHECK:         llvm.inline_asm "lg2.approx.f32 $0, $1;"
// CHECK:         llvm.inline_asm "sqrt.rn.f32 $0, $1;"
// The angle is reduced in f64.
// CHECK:         llvm.inline_asm "cvt.rni.s32.f64 $0, $1;"
// CHECK-COUNT-2: math.fma %{{.*}} : f64
// CHECK:         arith.truncf
// CHECK-NOT:     math.{{sin|cos|exp|log|sqrt}}
func.func @f(%x: f32) -> f32 {
  %a = math.exp %x : f32
  %b = math.log %a : f32
  %c = math.sqrt %b : f32
  %d = math.sin %c : f32
  %e = math.cos %d : f32
  return %e : f32
}
