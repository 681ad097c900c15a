# The CMake package: for the build tree, and for `cmake --install`.
include(CMakePackageConfigHelpers)

# What the importer needs of the runtime, and what mlac links programs with.
install(TARGETS MLACheckpoint EXPORT MLATargets ARCHIVE DESTINATION lib)
install(TARGETS MLARuntime MLAProgram ARCHIVE DESTINATION lib)
install(TARGETS mla-opt mlac mla-lsp-server RUNTIME DESTINATION bin)

export(EXPORT MLATargets NAMESPACE MLA::
  FILE ${CMAKE_BINARY_DIR}/lib/cmake/mla/MLATargets.cmake)
set(MLA_CONFIG_INCLUDE_DIRS
  "\"${CMAKE_SOURCE_DIR}/include\" \"${CMAKE_BINARY_DIR}/include\"")
configure_package_config_file(cmake/MLAConfig.cmake.in
  ${CMAKE_BINARY_DIR}/lib/cmake/mla/MLAConfig.cmake
  INSTALL_DESTINATION ${CMAKE_BINARY_DIR}/lib/cmake/mla)

install(EXPORT MLATargets NAMESPACE MLA:: DESTINATION lib/cmake/mla)
set(MLA_CONFIG_INCLUDE_DIRS "\"\${PACKAGE_PREFIX_DIR}/include\"")
configure_package_config_file(cmake/MLAConfig.cmake.in
  ${CMAKE_BINARY_DIR}/cmake/MLAConfig.cmake
  INSTALL_DESTINATION lib/cmake/mla)
write_basic_package_version_file(
  ${CMAKE_BINARY_DIR}/lib/cmake/mla/MLAConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/cmake/MLAConfig.cmake
  ${CMAKE_BINARY_DIR}/lib/cmake/mla/MLAConfigVersion.cmake
  DESTINATION lib/cmake/mla)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/mla ${CMAKE_BINARY_DIR}/include/mla
  DESTINATION include
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
  PATTERN CMakeFiles EXCLUDE)
