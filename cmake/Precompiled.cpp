//===- Precompiled.cpp - carries the precompiled header -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A precompiled header belongs to a target; this one exists to own it.
