# Legs: the rooms' tests built once more, in a build tree of their own, with another compiler or other flags.
#
#   declive_add_leg(<leg> [LABELS ...] [BUILD_TYPE <type>] [FLAGS ...] [ARGUMENTS ...] [ENVIRONMENT ...] [RUNNER ...]
#                   [ISAS ...] [ROOMS ...])
# makes the tests <leg>.build and <leg>.<room> for every room, or for those in ROOMS; with ISAS <leg>.<room>.<isa> for
# every given instruction set.
#   FLAGS        the compiler's flags, all of them
#   ARGUMENTS    further ones for cmake
#   RUNNER       what runs the programs
#
#   declive_add_skipped(<test> [LABELS ...] REASON <text>)
# shows in the test run what this machine cannot do.

# A leg is built by two jobs and counts as two for ctest -j.
set(DECLIVE_LEG_JOBS 2)

function(declive_add_skipped test)
  cmake_parse_arguments(PARSE_ARGV 1 skip "" "REASON" "LABELS")
  add_test(NAME ${test} COMMAND "${CMAKE_COMMAND}" -E echo "skipped: ${skip_REASON}")
  set_tests_properties(${test} PROPERTIES LABELS "${skip_LABELS}" SKIP_REGULAR_EXPRESSION "skipped: ")
endfunction()

function(declive_add_leg leg)
  cmake_parse_arguments(PARSE_ARGV 1 leg "" "BUILD_TYPE" "LABELS;FLAGS;ARGUMENTS;ENVIRONMENT;RUNNER;ISAS;ROOMS")
  if(NOT leg_BUILD_TYPE)
    set(leg_BUILD_TYPE Release)
  endif()
  set(rooms "${DECLIVE_ROOMS}")
  set(targets "")
  if(leg_ROOMS)
    set(rooms "")
    foreach(room IN LISTS leg_ROOMS)
      if(room IN_LIST DECLIVE_ROOMS)
        list(APPEND rooms ${room})
        string(APPEND targets " --target declive_test_${room}")
      endif()
    endforeach()
  endif()
  string(TOUPPER "CMAKE_CXX_FLAGS_${leg_BUILD_TYPE}" flags_variable)
  list(JOIN leg_FLAGS " " flags)
  set(tree "${PROJECT_BINARY_DIR}/legs/${leg}")
  if(NOT leg_ARGUMENTS MATCHES "CMAKE_CXX_COMPILER|CMAKE_TOOLCHAIN_FILE")
    list(APPEND leg_ARGUMENTS "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}")
  endif()

  # What configures and builds the leg, as a script: a test is one command. No argument of it has a space of its own.
  set(configure
      "-S${PROJECT_SOURCE_DIR}"
      "-B${tree}"
      "-G${CMAKE_GENERATOR}"
      "-DCMAKE_BUILD_TYPE=${leg_BUILD_TYPE}"
      "-D${flags_variable}=${flags}"
      "-DDECLIVE_DOCTEST_INCLUDE_DIR=${DECLIVE_DOCTEST_INCLUDE_DIR}"
      -DDECLIVE_BUILD_EXAMPLES=OFF
      -DDECLIVE_BUILD_BENCHMARKS=OFF
      -DDECLIVE_DEV_ROOMS_ONLY=ON
      ${leg_ARGUMENTS})
  set(script "${PROJECT_BINARY_DIR}/legs/${leg}.cmake")
  string(REPLACE ";" "\" \"" configure "${configure}")
  file(
    GENERATE
    OUTPUT "${script}"
    CONTENT
      "execute_process(COMMAND \"${CMAKE_COMMAND}\" \"${configure}\" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND \"${CMAKE_COMMAND}\" --build \"${tree}\" --parallel ${DECLIVE_LEG_JOBS}${targets} COMMAND_ERROR_IS_FATAL ANY)
")
  add_test(NAME ${leg}.build COMMAND "${CMAKE_COMMAND}" -P "${script}")
  # COST: ctest starts the dearest tests first, so that no long build is left alone at the end.
  set_tests_properties(
    ${leg}.build
    PROPERTIES LABELS "${leg_LABELS}"
               FIXTURES_SETUP leg_${leg}
               PROCESSORS ${DECLIVE_LEG_JOBS}
               TIMEOUT 1500
               COST 1000)

  foreach(room IN LISTS rooms)
    set(isas "${leg_ISAS}")
    if(NOT isas)
      set(isas any)
    endif()
    foreach(isa IN LISTS isas)
      set(test ${leg}.${room})
      set(environment ${leg_ENVIRONMENT})
      if(NOT isa STREQUAL "any")
        string(APPEND test ".${isa}")
        list(APPEND environment "DECLIVE_ISA=${isa}")
      endif()
      # Through cmake -E env, since ctest warns about a program that is not built yet.
      add_test(NAME ${test} COMMAND "${CMAKE_COMMAND}" -E env ${environment} ${leg_RUNNER}
                                    "${tree}/tests/declive_test_${room}" --skip-missing-isa)
      set_tests_properties(
        ${test}
        PROPERTIES LABELS "${leg_LABELS}"
                   FIXTURES_REQUIRED leg_${leg}
                   SKIP_RETURN_CODE 77
                   TIMEOUT 900)
    endforeach()
  endforeach()
endfunction()
