// RUN: mla-opt %s --mla-wide-accesses --split-input-file | FileCheck %s

// Rows of 64 elements, and columns from 32 on of them: 16 bytes are aligned.
// CHECK-LABEL: func.func @aligned(
// CHECK:         vector.load %{{.*}} {alignment = 16 : i64}
// CHECK:         vector.load %{{.*}} {alignment = 16 : i64}
func.func @aligned(%m: memref<?x64xbf16>, %i: index, %j: index) -> (vector<8xbf16>, vector<8xbf16>) {
  %z = arith.constant 0.0 : bf16
  %v = vector.transfer_read %m[%i, %j], %z {in_bounds = [true]} : memref<?x64xbf16>, vector<8xbf16>
  %s = memref.subview %m[%i, 32] [1, 32] [1, 1] : memref<?x64xbf16> to memref<1x32xbf16, strided<[64, 1], offset: ?>>
  %c0 = arith.constant 0 : index
  %w = vector.transfer_read %s[%c0, %j], %z {in_bounds = [true]} : memref<1x32xbf16, strided<[64, 1], offset: ?>>, vector<8xbf16>
  return %v, %w : vector<8xbf16>, vector<8xbf16>
}

// -----

// Odd rows, an odd column, an odd place in the arena: nothing is promised.
// CHECK-LABEL: func.func @odd(
// CHECK-COUNT-3: vector.load
// CHECK-NOT:     alignment
// CHECK:         return
func.func @odd(%m: memref<?x60xbf16>, %n: memref<?x64xbf16>, %a: memref<?xi8>, %i: index, %j: index) -> (vector<8xbf16>, vector<8xbf16>, vector<8xbf16>) {
  %z = arith.constant 0.0 : bf16
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %u = vector.transfer_read %m[%i, %j], %z {in_bounds = [true]} : memref<?x60xbf16>, vector<8xbf16>
  %s = memref.subview %n[%i, 4] [1, 32] [1, 1] : memref<?x64xbf16> to memref<1x32xbf16, strided<[64, 1], offset: ?>>
  %v = vector.transfer_read %s[%c0, %j], %z {in_bounds = [true]} : memref<1x32xbf16, strided<[64, 1], offset: ?>>, vector<8xbf16>
  %b = memref.view %a[%c8][] : memref<?xi8> to memref<4x64xbf16>
  %w = vector.transfer_read %b[%i, %j], %z {in_bounds = [true]} : memref<4x64xbf16>, vector<8xbf16>
  return %u, %v, %w : vector<8xbf16>, vector<8xbf16>, vector<8xbf16>
}
