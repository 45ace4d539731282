# check.cmake itself: it accepts a case that is refused with its message, and nothing else.
#
#   cmake -DCOMPILER=<c++> -DINCLUDE=<include> -DBUILD=<folder> -P harness.cmake
cmake_minimum_required(VERSION 3.21)

function(check_fails source)
  execute_process(
    COMMAND
      "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" "-DSOURCE=${CMAKE_CURRENT_LIST_DIR}/${source}"
      "-DINCLUDE=${INCLUDE}" "-DBUILD=${BUILD}" -P "${CMAKE_CURRENT_LIST_DIR}/check.cmake"
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
  if(result EQUAL 0)
    message(FATAL_ERROR "check.cmake is content with ${source}")
  endif()
  foreach(expected IN LISTS ARGN)
    if(NOT output MATCHES "${expected}")
      message(FATAL_ERROR "check.cmake does not say \"${expected}\" of ${source}:\n${output}")
    endif()
  endforeach()
endfunction()

check_fails(harness.cpp "refused as_it_should_be" "FAILED compiles: it compiles, but must not"
            "FAILED other_message: another message than" "2 of 3 cases failed")
check_fails(harness_broken.cpp "harness_broken does not compile without its bad lines")
