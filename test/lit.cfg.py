"""lit over test/: which files are tests, what they may call, what they need."""

import os
import resource
import shutil
import subprocess

import lit.formats
import lit.util

config.name = "MLA"
config.test_format = lit.formats.ShTest()
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "lib", "models", "unit", "python", "gpu", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.mla_build_dir, "test")

# A pass that does not terminate must fail its own test, not take the machine
# with it. The limits are inherited by everything that lit starts.
MEMORY_LIMIT = 8 << 30
SECONDS_PER_TEST = 300
resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
if lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = SECONDS_PER_TEST
else:  # no psutil: count processor seconds instead
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_PER_TEST, SECONDS_PER_TEST))

tools = os.path.join(config.mla_build_dir, "bin")
config.environment["PATH"] = os.pathsep.join(
    [tools, config.llvm_tools_dir, config.environment.get("PATH", "")]
)
# No test depends on what the user switched off in his shell.
for name in ["MLA_DISABLE_KERNELS", "MLA_NUM_THREADS"]:
    config.environment.pop(name, None)

# Where a tool of the same name stands beside ours, ours is meant.
for name in ["mla-opt", "mlac", "mla-lsp-server"]:
    path = os.path.join(tools, name)
    if os.path.exists(path):
        config.available_features.add(name)
        config.substitutions.append((rf"(?<![\w/.-]){name}(?![\w./-])", path))
for name in ["FileCheck", "not", "count", "split-file", "mlir-opt", "mlir-translate"]:
    path = os.path.join(config.llvm_tools_dir, name)
    config.substitutions.append((rf"(?<![\w/.-]){name}(?![\w./-])", path))

plugin = os.path.join(config.mla_build_dir, "lib", "libMLAPlugin.so")
if os.path.exists(plugin):
    config.available_features.add("plugin")
test_passes = os.path.join(config.mla_build_dir, "lib", "libMLATestPasses.so")
if os.path.exists(test_passes):
    config.available_features.add("test-passes")
config.substitutions += [
    ("%test_passes", test_passes),
    ("%PYTHON", config.python),
    ("%mla_plugin", plugin),
    ("%models", os.path.join(config.test_source_root, "models")),
    ("%mla_src_root", config.mla_source_dir),
    ("%mla_build_dir", config.mla_build_dir),
    ("%clang", config.clang),
]

if not subprocess.run([config.python, "-c", "import jsonschema"], capture_output=True).returncode:
    config.available_features.add("jsonschema")

# Features that a test may ask for with REQUIRES. Without them a test is
# reported as unsupported, never as passed.
if config.nvcc and not config.nvcc.endswith("NOTFOUND"):
    config.available_features.add("cuda")
    ptxas = os.path.join(os.path.dirname(config.nvcc), "ptxas")
    if os.path.exists(ptxas):
        config.available_features.add("ptxas")
elif shutil.which("ptxas"):
    config.available_features.add("ptxas")
if os.path.exists("/dev/nvidia0"):
    config.available_features.add("cuda-gpu")
