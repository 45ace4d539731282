# Compiles main.cpp by hand and runs it. Nothing may be said, not even a warning.
#
#   cmake -DCOMPILER=<c++> -DSOURCE=<file> -DPROGRAM=<file> -DFLAGS=<...> -P run.cmake
# With -DPKG_CONFIG=<program> -DPREFIX=<folder> the flags come from the installed declive.pc, with -DVERSION checked.
cmake_minimum_required(VERSION 3.21)

if(PKG_CONFIG)
  set(ENV{PKG_CONFIG_PATH} "${PREFIX}/share/pkgconfig")
  execute_process(
    COMMAND "${PKG_CONFIG}" --cflags --libs "declive = ${VERSION}"
    OUTPUT_VARIABLE FLAGS
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
  execute_process(COMMAND "${PKG_CONFIG}" --exists "declive > ${VERSION}" RESULT_VARIABLE result)
  if(result EQUAL 0)
    message(FATAL_ERROR "pkg-config takes ${VERSION} for a newer version")
  endif()
endif()

message(STATUS "${COMPILER} -std=c++20 -O2 ${FLAGS}")
execute_process(
  COMMAND "${COMPILER}" -std=c++20 -O2 ${FLAGS} "${SOURCE}" -o "${PROGRAM}"
  OUTPUT_VARIABLE said
  ERROR_VARIABLE said
  RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR NOT said STREQUAL "")
  message(FATAL_ERROR "the compiler says: ${said}")
endif()
execute_process(COMMAND "${PROGRAM}" COMMAND_ERROR_IS_FATAL ANY)
