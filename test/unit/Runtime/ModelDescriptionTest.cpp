//===- ModelDescriptionTest.cpp - a model's description -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/ModelDescription.h"
#include "FakeModel.h"
#include <gtest/gtest.h>

using namespace mla::runtime;

static std::string refusal(const std::string &text) {
  auto model = ModelDescription::parse(text);
  return model ? "" : model.takeError().message();
}

/// The fake model's description with one part replaced.
static std::string with(const std::string &from, const std::string &to) {
  std::string text = fake::describe({});
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return refusal(text.replace(at, from.size(), to));
}

#define EXPECT_REFUSED(actual, part)                                           \
  EXPECT_NE((actual).find(part), std::string::npos) << "message: " << (actual)

TEST(ModelDescription, ReadsEveryField) {
  auto model = ModelDescription::parse(fake::describe({}));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->name, "fake");
  EXPECT_EQ(model->vocab, 50);
  EXPECT_EQ(model->eos, (std::vector<int32_t>{1}));
  EXPECT_EQ(model->maxPosition, 64);
  EXPECT_EQ(model->maxTokens, 32);
  EXPECT_EQ(model->pageSize, 4);
  EXPECT_EQ(model->arenaBytes, 4096);
  EXPECT_EQ(model->pageBytes(), 4 * 5 * 4);
  EXPECT_EQ(model->pagesFor(9), 3);
  ASSERT_EQ(model->params.size(), 3u);
  EXPECT_EQ(model->params[1].how, ParamHow::Stack);
  EXPECT_EQ(model->params[1].shape, (Shape{2, 4}));
  EXPECT_EQ(model->params[2].dtype, DType::BF16);
  EXPECT_EQ(model->params[2].rowsPerToken, 1);
  EXPECT_EQ(model->paramBytes(), 32 + 32 + 16);
}

TEST(ModelDescription, NamesTheFieldThatIsWrong) {
  EXPECT_REFUSED(refusal(""), "not valid JSON");
  EXPECT_REFUSED(refusal("[]"), "expected an object");
  EXPECT_REFUSED(with("\"mla_model\": 1", "\"mla_model\": 2"), "'mla_model'");
  EXPECT_REFUSED(with("\"vocab\": 50,", ""), "field 'vocab' is missing");
  EXPECT_REFUSED(with("\"vocab\": 50", "\"vocab\": -1"), "'vocab' between");
  EXPECT_REFUSED(with("\"vocab\": 50", "\"vocab\": 1e30"), "'vocab' between");
  EXPECT_REFUSED(with("\"page_size\": 4", "\"page_size\": 0"), "'page_size'");
  EXPECT_REFUSED(with("\"eos\": [1]", "\"eos\": [\"1\"]"),
                 "token ids in 'eos'");
  EXPECT_REFUSED(with("[8]", "[0]"), "params[0]: expected positive extents");
  EXPECT_REFUSED(with("[8]", "[4611686018427387904, 4]"),
                 "params[0]: expected an addressable shape");
  EXPECT_REFUSED(with("\"view\"", "\"transpose\""),
                 "'how' to be one of view, stack, concat, slice");
  EXPECT_REFUSED(with("\"view\"", "\"slice\""), "field 'first' is missing");
  EXPECT_REFUSED(with("[\"norm.weight\"]", "[]"), "one tensor in 'from'");
  EXPECT_REFUSED(with("[\"norm.weight\"]", "[\"a\", \"b\"]"),
                 "one tensor in 'from'");
  EXPECT_REFUSED(with("\"init\": \"one\"", "\"init\": \"two\""), "'init'");
  EXPECT_REFUSED(with("\"element\": \"f32\"", "\"element\": \"f64\""),
                 "caches[0]: expected 'element' to be one of");
}
