// RUN: mla-opt %s --split-input-file --mla-expand-batch --verify-diagnostics

// expected-error @+1 {{takes a batch but has no body, so that its argument cannot be taken apart}}
func.func private @negative_external(!mla.batch)
