# Functions that all of the compiler's folders use.

# A library of the compiler: an MLIR library, with the shared precompiled
# header, that links the MLIR shared library and nothing static of it (two
# copies of MLIR in one process have two registries).
function(mla_add_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_mlir_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS}
    EXCLUDE_FROM_LIBMLIR DISABLE_INSTALL DEPENDS mla-headers)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  target_include_directories(${name} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:include>)
  install(TARGETS ${name} EXPORT MLATargets ARCHIVE DESTINATION lib)
  mla_use_precompiled_header(${name})
endfunction()

# A program of the compiler.
function(mla_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  llvm_update_compile_flags(${name})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
  mla_use_precompiled_header(${name})
endfunction()

# MLIR's headers take most of a pass's compile time; one precompiled header for
# all of them brings it from seven seconds to one.
function(mla_use_precompiled_header name)
  if(TARGET MLAPrecompiled)
    target_precompile_headers(${name} REUSE_FROM MLAPrecompiled)
    target_compile_options(${name} PRIVATE -fPIC)
  endif()
endfunction()
