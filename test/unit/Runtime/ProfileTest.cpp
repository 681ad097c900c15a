//===- ProfileTest.cpp - what is added up of steps ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Profile.h"
#include <gtest/gtest.h>

using namespace mla::runtime;

TEST(Profile, IsNothingWithoutSteps) {
  ModelDescription model;
  ProfileStats stats = Profile(model).stats();
  EXPECT_EQ(stats.steps, 0);
  EXPECT_EQ(stats.routed, 0);
  EXPECT_EQ(stats.leastShare, 0);
}

TEST(Profile, TellsSegmentsFromDispatches) {
  ModelDescription model;
  Profile profile(model);
  MlaCallV1 segment = {MLA_CALL_SEGMENT, "s", nullptr};
  MlaCallV1 dispatch = {MLA_CALL_DISPATCH, "d", nullptr};
  profile.addCall(segment, 0.5);
  profile.addCall(dispatch, 0.25);
  profile.addCall(segment, 1);
  profile.addStep(2);
  ProfileStats stats = profile.stats();
  EXPECT_EQ(stats.steps, 1);
  EXPECT_EQ(stats.seconds, 2);
  EXPECT_EQ(stats.segments, 1.5);
  EXPECT_EQ(stats.dispatches, 0.25);
}

TEST(Profile, CountsDistinctExpertsOfRealTokens) {
  ModelDescription model;
  model.routing = {{1, 0, 2, 4}, {3, 0, 2, 4}};
  Profile profile(model);
  // The third row is padding; -1 is nobody's choice.
  const int32_t first[] = {0, 1, 1, 0, 3, 2};
  const int32_t second[] = {0, 1, 2, -1};
  profile.addRouting(0, first, 2);
  profile.addRouting(1, second, 2);
  ProfileStats stats = profile.stats();
  EXPECT_EQ(stats.routed, 2);
  EXPECT_EQ(stats.numExperts, 4);
  EXPECT_EQ(stats.expertsHit, 2.5);
  EXPECT_EQ(stats.leastShare, 0);
  EXPECT_EQ(stats.largestShare, 0.5);
}
