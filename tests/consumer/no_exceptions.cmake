# no_exceptions.cpp gives right answers; its shape error goes to stderr and aborts.
#
#   cmake -DCOMPILER=<c++> -DSOURCE=<file> -DINCLUDE=<include> -DPROGRAM=<file> -P no_exceptions.cmake
cmake_minimum_required(VERSION 3.21)

execute_process(COMMAND "${COMPILER}" -std=c++20 -O2 -Wall -Wextra -Werror -fno-exceptions -fno-rtti "-I${INCLUDE}"
                        "${SOURCE}" -o "${PROGRAM}" COMMAND_ERROR_IS_FATAL ANY)

execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(NOT output STREQUAL "right\n")
  message(FATAL_ERROR "the program says: ${output}")
endif()

execute_process(
  COMMAND "${PROGRAM}" error
  RESULT_VARIABLE result
  OUTPUT_VARIABLE output
  ERROR_VARIABLE error)
if(NOT result MATCHES "abort|Abort|SIGABRT")
  message(FATAL_ERROR "a shape error ends with \"${result}\" instead of abort()")
endif()
if(NOT output STREQUAL "" OR NOT error STREQUAL
                             "declive: matmul: (3x4) * (5x6): inner sizes 4 and 5 differ [caller.cpp:100]\n")
  message(FATAL_ERROR "a shape error says: ${output}${error}")
endif()
