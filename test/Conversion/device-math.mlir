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

// Those that are one instruction, in f32 also where the type is narrower.
// CHECK-LABEL: func.func @instructions(
// CHECK:         arith.extf %{{.*}} : bf16 to f32
// CHECK:         llvm.inline_asm "abs.f32 $0, $1;"
// CHECK:         llvm.inline_asm "cvt.rmi.f32.f32 $0, $1;"
// CHECK:         llvm.inline_asm "cvt.rpi.f32.f32 $0, $1;"
// CHECK:         llvm.inline_asm "rsqrt.approx.f32 $0, $1;"
// CHECK:         arith.truncf %{{.*}} : f32 to bf16
// CHECK-NOT:     math.
// CHECK:         return
func.func @instructions(%x: bf16) -> bf16 {
  %a = math.absf %x : bf16
  %b = math.floor %a : bf16
  %c = math.ceil %b : bf16
  %d = math.rsqrt %c : bf16
  return %d : bf16
}

// Polynomials and expressions of the others; nothing but fused multiply-adds
// is left.
// CHECK-LABEL: func.func @expressions(
// CHECK-NOT:     math.{{[a-eg-z]|f[a-ln-z]}}
// CHECK:         return
func.func @expressions(%x: vector<2xf32>, %y: f32, %n: i32) -> (vector<2xf32>, f32) {
  %a = math.tanh %x : vector<2xf32>
  %b = math.erf %a : vector<2xf32>
  %c = math.log1p %b : vector<2xf32>
  %d = math.expm1 %c : vector<2xf32>
  %e = math.exp2 %d : vector<2xf32>
  %f = math.log2 %e : vector<2xf32>
  %g = math.log10 %f : vector<2xf32>
  %h = math.roundeven %g : vector<2xf32>
  %i = math.trunc %h : vector<2xf32>
  %j = math.copysign %i, %x : vector<2xf32>
  %p = math.powf %y, %y : f32
  %q = math.fpowi %p, %n : f32, i32
  %r = math.tan %q : f32
  %s = math.sinh %r : f32
  %t = math.cosh %s : f32
  %u = math.atan %t : f32
  %v = math.atan2 %u, %y : f32
  %w = math.asin %v : f32
  %z = math.acos %w : f32
  %k = math.erfc %z : f32
  %l = math.cbrt %k : f32
  %m = math.round %l : f32
  %o = math.asinh %m : f32
  %aa = math.acosh %o : f32
  %ab = math.atanh %aa : f32
  return %j, %ab : vector<2xf32>, f32
}

// CHECK-LABEL: func.func @quotients(
// CHECK:         arith.divf %{{.*}}, %{{.*}} fastmath<afn> : f32
// CHECK:         arith.divf %{{.*}}, %{{.*}} fastmath<afn> : vector<8xf32>
// CHECK:         arith.divf %{{.*}}, %{{.*}} : f64
func.func @quotients(%x: f32, %v: vector<8xf32>, %d: f64) -> (f32, vector<8xf32>, f64) {
  %a = arith.divf %x, %x : f32
  %b = arith.divf %v, %v : vector<8xf32>
  %c = arith.divf %d, %d : f64
  return %a, %b, %c : f32, vector<8xf32>, f64
}
