# The installed package: headers, a CMake package and a pkg-config file. Nothing in it depends on the machine, so it
# goes to share/ and one copy serves every architecture.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(_declive_cmake_dir "${CMAKE_INSTALL_DATADIR}/cmake/declive")
set(_declive_pkgconfig_dir "${CMAKE_INSTALL_DATADIR}/pkgconfig")

target_include_directories(declive INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
install(TARGETS declive EXPORT declive-targets)
install(
  DIRECTORY "${PROJECT_SOURCE_DIR}/include/declive"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING
  PATTERN "*.hpp"
  PATTERN "*.inl")

install(
  EXPORT declive-targets
  NAMESPACE declive::
  DESTINATION "${_declive_cmake_dir}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/declive-config.cmake.in" "${PROJECT_BINARY_DIR}/declive-config.cmake"
  INSTALL_DESTINATION "${_declive_cmake_dir}"
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a new minor version may break: find_package(declive 0.1) accepts 0.1.x only.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/declive-config-version.cmake"
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/declive-config.cmake" "${PROJECT_BINARY_DIR}/declive-config-version.cmake"
        DESTINATION "${_declive_cmake_dir}")

# The way from the .pc file to the headers is relative, so that the installed tree can be moved.
file(RELATIVE_PATH DECLIVE_PC_INCLUDEDIR "${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/declive.pc.in" "${PROJECT_BINARY_DIR}/declive.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/declive.pc" DESTINATION "${_declive_pkgconfig_dir}")
