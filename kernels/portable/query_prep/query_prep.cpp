#include "kernels/params.h"
MlaStatus mla_query_prep(const MlaQueryPrepParams *, void *) {
  return MLA_UNSUPPORTED;
}
