//===- CheckpointSource.cpp - a checkpoint's parameters, in pieces --------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParameterSource.h"
#include "mla/Runtime/Parameters.h"
#include <algorithm>

namespace mla::runtime {

/// Small beside the windows they fill, so that no thread is waited for long.
static constexpr int64_t elementsPerRange = int64_t(1) << 18;

namespace {

class CheckpointSource final : public ParameterSource {
public:
  CheckpointSource(Checkpoint checkpoint, std::vector<ParameterPiece> planned)
      : checkpoint(std::move(checkpoint)), pieces(std::move(planned)) {
    std::sort(pieces.begin(), pieces.end(),
              [](const ParameterPiece &a, const ParameterPiece &b) {
                return std::pair(a.param, a.firstElement) <
                       std::pair(b.param, b.firstElement);
              });
    for (size_t i = 0; i < pieces.size(); ++i) {
      const ParameterPiece &piece = pieces[i];
      // Scaled pieces are converted by whole rows.
      int64_t step = elementsPerRange;
      if (piece.scales)
        step = std::max<int64_t>(1, step / piece.columns) * piece.columns;
      for (int64_t begin = 0; begin < piece.elements; begin += step)
        all.push_back(
            {piece.param, piece.firstElement + begin,
             piece.firstElement + std::min(begin + step, piece.elements), i});
    }
  }

  const std::vector<ParameterRange> &ranges() const override { return all; }

  void fill(const ParameterRange &range,
            std::byte *destination) const override {
    const ParameterPiece &piece = pieces[range.piece];
    convertPiece(piece, range.begin - piece.firstElement,
                 range.end - piece.firstElement, destination);
  }

private:
  Checkpoint checkpoint; ///< what the pieces point into
  std::vector<ParameterPiece> pieces;
  std::vector<ParameterRange> all;
};

} // namespace

Expected<std::unique_ptr<ParameterSource>>
openCheckpointSource(const ModelDescription &model,
                     const std::string &directory) {
  Expected<Checkpoint> checkpoint = Checkpoint::open(directory);
  if (!checkpoint)
    return checkpoint.takeError();
  Expected<std::vector<ParameterPiece>> pieces =
      planParameters(model, *checkpoint);
  if (!pieces)
    return pieces.takeError();
  return std::unique_ptr<ParameterSource>(std::make_unique<CheckpointSource>(
      std::move(*checkpoint), std::move(*pieces)));
}

} // namespace mla::runtime
