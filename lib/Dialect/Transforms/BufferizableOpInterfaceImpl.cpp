//===- BufferizableOpInterfaceImpl.cpp - bufferizing mla ops --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compute ops of the dialect bufferize to themselves on memrefs, without
// results: what a cache op becomes in code is decided later, on memrefs, in one
// form for all targets. A cache's encoding becomes its memory space
// (`use-encoding-for-memory-space`), so that it is still known to be a cache.
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/Transforms/BufferizableOpInterfaceImpl.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;
using namespace mlir::mla;
using namespace mlir::bufferization;

namespace {

/// Replaces the tensor operands of an op by their buffers.
FailureOr<SmallVector<Value>> getBuffers(Operation *op, RewriterBase &rewriter,
                                         const BufferizationOptions &options,
                                         const BufferizationState &state) {
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    if (!isa<TensorType>(operand.getType())) {
      operands.push_back(operand);
      continue;
    }
    FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
    if (failed(buffer))
      return failure();
    operands.push_back(*buffer);
  }
  return operands;
}

/// An op in destination-passing style.
template <typename OpTy>
struct ComputeOpModel final
    : DstBufferizableOpInterfaceExternalModel<ComputeOpModel<OpTy>, OpTy> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    if (!cast<DestinationStyleOpInterface>(op).isDpsInit(&operand))
      return true;
    // Of an op that reads its destinations, only the cache's old content
    // matters; the other destinations are overwritten whole.
    return OpTy::readsInits() && getLatentEncoding(operand.get().getType());
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto dpsOp = cast<DestinationStyleOpInterface>(op);
    if (dpsOp.hasPureBufferSemantics())
      return success();
    FailureOr<SmallVector<Value>> operands =
        getBuffers(op, rewriter, options, state);
    if (failed(operands))
      return failure();
    SmallVector<Value> results;
    for (OpOperand &init : dpsOp.getDpsInitsMutable())
      results.push_back((*operands)[init.getOperandNumber()]);
    clone(rewriter, op, TypeRange(), *operands);
    replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};

/// A batch holds its tensors: they are read by whatever takes it.
struct PackBatchModel final
    : BufferizableOpInterface::ExternalModel<PackBatchModel, PackBatchOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *, OpOperand &,
                                      const AnalysisState &) const {
    return {};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    FailureOr<SmallVector<Value>> operands =
        getBuffers(op, rewriter, options, state);
    if (failed(operands))
      return failure();
    rewriter.modifyOpInPlace(op, [&] { op->setOperands(*operands); });
    return success();
  }
};

/// What is read-only memory of the runtime's.
template <typename Model, typename OpTy>
struct ReadOnlyModel : BufferizableOpInterface::ExternalModel<Model, OpTy> {
  bool isWritable(Operation *, Value, const AnalysisState &) const {
    return false;
  }
  FailureOr<BufferLikeType> getBufferType(Operation *, Value value,
                                          const BufferizationOptions &,
                                          const BufferizationState &,
                                          SmallVector<Value> &) const {
    return cast<BufferLikeType>(getMemRefTypeWithStaticIdentityLayout(
        cast<TensorType>(value.getType())));
  }
};

/// A field of a batch.
struct BatchRowsModel final : ReadOnlyModel<BatchRowsModel, BatchRowsOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto pack = cast<BatchRowsOp>(op).getBatch().getDefiningOp<PackBatchOp>();
    if (!pack)
      return op->emitOpError()
             << "expected a batch made by mla.pack_batch; run "
                "mla-expand-batch before bufferization";
    Value rows = cast<BatchRowsOp>(op).getField() == BatchField::Positions
                     ? pack.getPositions()
                     : pack.getSlotMapping();
    if (isa<TensorType>(rows.getType()))
      return op->emitOpError() << "expected the batch to be bufferized first";
    replaceOpWithBufferizedValues(rewriter, op, rows);
    return success();
  }
};

/// A weight.
struct GetParamModel final : ReadOnlyModel<GetParamModel, GetParamOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto getParam = cast<GetParamOp>(op);
    auto type = dyn_cast<TensorType>(getParam.getValue().getType());
    if (!type)
      return success();
    replaceOpWithNewBufferizedOp<GetParamOp>(
        rewriter, op, getMemRefTypeWithStaticIdentityLayout(type),
        getParam.getParamAttr());
    return success();
  }
};

template <typename... Ops> void attachComputeModels(MLIRContext *context) {
  (Ops::template attachInterface<ComputeOpModel<Ops>>(*context), ...);
}

} // namespace

void mlir::mla::registerBufferizableOpInterfaceExternalModels(
    DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, MLADialect *) {
    // Without the bufferization dialect, tensors do not have the interface
    // that the analysis asks them for, and it finds nothing at all.
    context->loadDialect<BufferizationDialect, memref::MemRefDialect>();
    attachComputeModels<AttentionOp, CachedAttentionOp, AbsorbQueryOp,
                        ProjectValueOp, DecodeOp, PrefillOp, MergeStatesOp,
                        CacheAppendOp, CacheGatherOp, RouteOp, MoePlanOp,
                        GroupedMatmulOp, RmsNormOp, RopeOp, LinearOp,
                        AddRmsNormOp, QueryPrepOp, ExpertMlpOp, KernelCallOp,
                        QuantizeOp, RmsNormQuantizeOp, RopeAppendOp>(context);
    PackBatchOp::attachInterface<PackBatchModel>(*context);
    BatchRowsOp::attachInterface<BatchRowsModel>(*context);
    GetParamOp::attachInterface<GetParamModel>(*context);
  });
}
