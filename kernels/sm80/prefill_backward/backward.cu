#include "kernels/common/prefill/variants.h"
MlaStatus mla::prefill::launchBackwardGeneral(const MlaPrefillBackwardParams &, void *) { return MLA_UNSUPPORTED; }
