# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A lit format whose tests are the rows of a table instead of files."""

import os

import lit.formats
import lit.Test
import lit.util


class Table(lit.formats.TestFormat):
    """One test for each (name, checkpoint folder, options), run by a script."""

    def __init__(self, script, cases):
        self.script = os.path.join(os.path.dirname(__file__), script)
        self.cases = {name: (model, options) for name, model, options in cases}

    def getTestsInDirectory(self, testSuite, path_in_suite, litConfig, localConfig):
        for name in self.cases:
            test = lit.Test.Test(testSuite, path_in_suite + (name,), localConfig)
            test.requires = list(localConfig.required_features)
            yield test

    def execute(self, test, litConfig):
        config = test.config
        missing = test.getMissingRequiredFeatures()
        if missing:
            return lit.Test.UNSUPPORTED, "needs " + ", ".join(missing)
        model, options = self.cases[test.path_in_suite[-1]]
        command = [config.python, self.script]
        command += ["--mlac", os.path.join(config.mla_build_dir, "bin", "mlac")]
        command += [model, "--"] + options
        try:
            out, error, status = lit.util.executeCommand(
                command, env=config.environment, timeout=litConfig.maxIndividualTestTime
            )
        except lit.util.ExecuteCommandTimeoutException as timeout:
            return lit.Test.TIMEOUT, "%s\n%s" % (timeout.msg, timeout.out)
        text = "$ %s\n%s%s" % (" ".join(command), out, error)
        return (lit.Test.FAIL if status else lit.Test.PASS), text
