//===- Adapter.h - an op, and the kernels that compute it -------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One adapter a kernel family, in its own file, is all that the compiler knows
// about it: whether a kernel takes an op, the `mla.kernel_call` that replaces
// it, and how the call's operands become the struct of kernels/params.h.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_KERNELS_ADAPTER_H
#define MLA_LIB_CONVERSION_KERNELS_ADAPTER_H

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Kernels/Registry.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::mla {

using Kernel = ::mla::kernels::KernelDescriptor;
using KernelDevice = ::mla::kernels::Device;

class ParamsWriter;

/// What is asked of a kernel, beside whether it takes an op.
struct KernelQuery {
  KernelDevice device;
  int64_t maxTokens; ///< of the model: no step has more
  bool hasNext;      ///< another kernel takes the op, too
};

/// What selection knows beside the op.
struct KernelSelection {
  KernelDevice device;
  int64_t maxTokens;
  /// Asked in this order; all but the last for some sizes only.
  ArrayRef<const Kernel *> chosen;
  SymbolTable &symbols;
  /// The op that the kernels do as well, or null: see KernelAdapter::follower.
  Operation *follower = nullptr;
};

class KernelAdapter {
public:
  virtual ~KernelAdapter() = default;

  /// As KernelDescriptor::op.
  virtual StringRef op() const = 0;

  /// Why `kernel` does not take `op`, as "expected X, got Y"; empty if it does.
  virtual std::string refusal(Operation *op, const Kernel &kernel,
                              const KernelQuery &query) const = 0;

  /// The numbers of tokens for which it is taken: the descriptor's, unless no
  /// other kernel follows and it accepts more.
  virtual ::mla::kernels::DimRange tokens(const Kernel &kernel,
                                          bool hasNext) const {
    return kernel.tokens;
  }

  /// Whether this kernel is taken for all sizes, and when it is, as an i1. By
  /// default its tokens say so, T being what the op's first destination begins
  /// with.
  virtual bool isForAllSizes(Operation *op, const Kernel &kernel,
                             const KernelQuery &query) const;
  virtual Value isForSizes(ImplicitLocOpBuilder &b, Operation *op,
                           const Kernel &kernel, bool hasNext) const;

  /// An op that reads what `op` computes and that its kernels can do at once
  /// with it, at the place of `op`; null if there is none. It is asked for only
  /// where kernels take all sizes of both.
  virtual Operation *follower(Operation *op) const { return nullptr; }
  /// What the kernels' results stand for.
  virtual SmallVector<Value> results(Operation *op, Operation *follower) const {
    return llvm::to_vector_of<Value>(op->getResults());
  }

  /// What all chosen kernels share, before one of them is called.
  virtual SmallVector<Value> prepare(ImplicitLocOpBuilder &b, Operation *op,
                                     const KernelSelection &selection) const {
    return {};
  }

  /// What kernels leave besides, where there is one for every size.
  virtual SmallVector<Type> moreResults(Operation *op) const { return {}; }
  /// Marks, in place of the op, what these are.
  virtual void mark(Operation *op, ValueRange results) const {}

  /// Calls the kernel in place of the op and returns what `results` names, then
  /// `moreResults`.
  virtual SmallVector<Value> build(ImplicitLocOpBuilder &b, Operation *op,
                                   const Kernel &kernel, ValueRange prepared,
                                   const KernelSelection &selection) const = 0;

  /// Fills the launcher's struct, on memrefs.
  virtual LogicalResult fill(KernelCallOp call, ParamsWriter &params) const = 0;
  /// sizeof of that struct.
  virtual size_t paramsSize() const = 0;
};

/// All of them, one an op.
ArrayRef<const KernelAdapter *> kernelAdapters();
/// The adapter for an op without its dialect's name, or null.
const KernelAdapter *findAdapter(StringRef op);

// Each in its own file.
const KernelAdapter &decodeAdapter();
const KernelAdapter &decodePlanAdapter();
const KernelAdapter &cacheAppendAdapter();
const KernelAdapter &ropeAppendAdapter();
const KernelAdapter &absorbQueryAdapter();
const KernelAdapter &projectValueAdapter();
const KernelAdapter &mergeStatesAdapter();
const KernelAdapter &prefillAdapter();
const KernelAdapter &linearAdapter();
const KernelAdapter &queryPrepAdapter();
const KernelAdapter &expertsAdapter();

//===----------------------------------------------------------------------===//
// What adapters share
//===----------------------------------------------------------------------===//

/// The kernels' name of an element type.
std::optional<MlaDType> kernelDType(Type element);
/// "expected …, got …" unless all shaped values have one element type that
/// kernels know, which is then in `dtype`.
std::string oneDType(ArrayRef<Value> values, MlaDType &dtype);

/// The batch that was taken apart (mla-expand-batch), or null.
PackBatchOp unpackBatch(Value batch);

/// The tensor of which both are all of the last dimension, one beside the other
/// (or the second is empty); null if there is none.
Value wholeOf(Value first, Value second);
/// Whether both are slices of one tensor, side by side in the last dimension
/// (or the second is empty).
bool areNeighbours(Value first, Value second);
/// A tensor whose last dimension is that of `first`, then that of `second`:
/// what they are slices of, or copies.
Value joinLast(ImplicitLocOpBuilder &b, Value first, Value second);

/// Whether a value is there before `op`, or can be: what makes it is free of
/// effects and then moved, if `move`.
bool isAvailable(Value value, Operation *op, bool move = false);

/// A dimension of a tensor or memref.
int64_t dimOf(Value shaped, int64_t dim);
/// The number by which launchers know an element type that is one of theirs.
int32_t dtypeOf(Value shaped);

/// New memory for a kernel's scratch.
Value scratch(ImplicitLocOpBuilder &b, int64_t bytes);

/// Creates the call; the results of the first `numResults` destinations.
SmallVector<Value> callKernel(ImplicitLocOpBuilder &b, const Kernel &kernel,
                              ValueRange inputs, ValueRange inits,
                              ArrayRef<NamedAttribute> params,
                              unsigned numResults);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_KERNELS_ADAPTER_H
