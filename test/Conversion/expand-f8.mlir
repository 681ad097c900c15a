// RUN: mla-opt %s --mla-expand-f8 | FileCheck %s

// What is left of the type are bytes; what the bits come to is tested where it
// runs (test/unit/Conversion/QuantizeTest.cpp).

// CHECK-LABEL: func.func @extend(
// CHECK:         %[[BITS:.+]] = arith.bitcast %{{.+}} : f8E4M3FN to i8
// CHECK:         arith.extui %[[BITS]] : i8 to i32
// CHECK:         arith.mulf
// CHECK:         arith.bitcast %{{.+}} : i32 to f32
func.func @extend(%x: f8E4M3FN) -> f32 {
  %0 = arith.extf %x : f8E4M3FN to f32
  return %0 : f32
}

// CHECK-LABEL: func.func @truncate(
// CHECK:         arith.bitcast %{{.+}} : vector<8xf32> to vector<8xi32>
// CHECK:         %[[BITS:.+]] = arith.trunci %{{.+}} : vector<8xi32> to vector<8xi8>
// CHECK:         arith.bitcast %[[BITS]] : vector<8xi8> to vector<8xf8E4M3FN>
func.func @truncate(%x: vector<8xf32>) -> vector<8xf8E4M3FN> {
  %0 = arith.truncf %x : vector<8xf32> to vector<8xf8E4M3FN>
  return %0 : vector<8xf8E4M3FN>
}

// CHECK-LABEL: func.func @constants(
// CHECK-DAG:     %[[ONE:.+]] = arith.constant 56 : i8
// CHECK-DAG:     arith.bitcast %[[ONE]] : i8 to f8E4M3FN
// CHECK-DAG:     %[[TWO:.+]] = arith.constant dense<64> : vector<4xi8>
// CHECK-DAG:     arith.bitcast %[[TWO]] : vector<4xi8> to vector<4xf8E4M3FN>
func.func @constants() -> (f8E4M3FN, vector<4xf8E4M3FN>) {
  %0 = arith.constant 1.0 : f8E4M3FN
  %1 = arith.constant dense<2.0> : vector<4xf8E4M3FN>
  return %0, %1 : f8E4M3FN, vector<4xf8E4M3FN>
}

// Conversions that others lower stay.
// CHECK-LABEL: func.func @negative_other_types(
// CHECK:         arith.extf %{{.+}} : bf16 to f32
// CHECK:         arith.truncf %{{.+}} : f32 to f16
func.func @negative_other_types(%x: bf16) -> f16 {
  %0 = arith.extf %x : bf16 to f32
  %1 = arith.truncf %0 : f32 to f16
  return %1 : f16
}
