# The Python package and its tests, which need a GPU: they exist where the kernels
# are built and nanobind and PyTorch are installed. pytest reports each test as
# skipped where there is no GPU.
if(NOT TARGET mla_kernels)
  return()
endif()
execute_process(COMMAND ${MLA_PYTHON} -c "import nanobind, torch, pytest"
  RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
if(missing)
  message(STATUS "no nanobind, PyTorch or pytest: building without the Python package")
  return()
endif()
set(Python_EXECUTABLE ${MLA_PYTHON})
set(MLA_PYTHON_INPLACE ON)
add_subdirectory(${CMAKE_SOURCE_DIR}/python_bindings
  ${CMAKE_BINARY_DIR}/python_bindings)
add_test(NAME python
  COMMAND ${MLA_PYTHON} -m pytest -q -rs ${CMAKE_CURRENT_SOURCE_DIR}/python)
set_tests_properties(python PROPERTIES TIMEOUT 580)
add_test(NAME sanitizer
  COMMAND ${MLA_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/gpu/sanitizer_test.py)
set_tests_properties(sanitizer PROPERTIES TIMEOUT 580 SKIP_RETURN_CODE 77)
