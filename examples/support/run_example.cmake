# Runs an example and fails unless it succeeds and, if EXPECTED is given, prints exactly that file's text.
#   cmake -D PROGRAM=<file> [-D ARGUMENTS="a b c"] [-D EXPECTED=<file>] [-D NEEDS=<path>] -P run_example.cmake
# Where NEEDS does not exist the test says SKIPPED.
cmake_minimum_required(VERSION 3.20)

if(DEFINED NEEDS AND NOT EXISTS "${NEEDS}")
  message(STATUS "SKIPPED: ${NEEDS} is not there")
  return()
endif()

separate_arguments(arguments UNIX_COMMAND "${ARGUMENTS}")
if(NOT DEFINED EXPECTED)
  execute_process(COMMAND "${PROGRAM}" ${arguments} RESULT_VARIABLE result)
else()
  execute_process(COMMAND "${PROGRAM}" ${arguments} RESULT_VARIABLE result OUTPUT_VARIABLE printed)
endif()
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${result}\n${printed}")
endif()

if(DEFINED EXPECTED)
  file(READ "${EXPECTED}" expected)
  if(NOT printed STREQUAL expected)
    get_filename_component(name "${EXPECTED}" NAME)
    string(RANDOM LENGTH 8 run)  # the same example may be running in another test
    set(actual "${CMAKE_CURRENT_BINARY_DIR}/${name}.${run}")
    file(WRITE "${actual}" "${printed}")
    find_program(DIFF diff)
    if(DIFF)
      execute_process(COMMAND "${DIFF}" -u "${EXPECTED}" "${actual}")
    else()
      message(STATUS "It printed:\n${printed}")
    endif()
    message(FATAL_ERROR "${PROGRAM} printed something else than ${EXPECTED}; its text is in ${actual}")
  endif()
endif()
