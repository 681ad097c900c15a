# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Other libraries' names and semantics over mla.ops."""
