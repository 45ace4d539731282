# Cases that must not compile, in one source file (support.hpp has their form): the file compiles with GOOD defined, and
# for each case, with its macro defined, it does not, with the message that the case names.
#
#   cmake -DCOMPILER=<c++> -DSOURCE=<file> -DINCLUDE=<include> -DBUILD=<folder> -P check.cmake
cmake_minimum_required(VERSION 3.21)
set(ENV{LC_ALL} C) # messages in English, with plain quotes
get_filename_component(folder "${SOURCE}" DIRECTORY)
get_filename_component(name "${SOURCE}" NAME_WE)

# result and output of compiling the source
macro(compile)
  execute_process(
    COMMAND "${COMPILER}" -std=c++20 "-I${INCLUDE}" -fsyntax-only -fdiagnostics-color=never
            ${ARGN} "${SOURCE}"
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output)
endmacro()

# Precompiled, the file's headers cost a tenth. -include looks for the .gch beside the file that it names.
set(headers "${BUILD}/${name}_headers.hpp")
file(READ "${SOURCE}" includes)
string(REGEX REPLACE "\n#if.*" "" includes "${includes}") # those without a condition
string(REGEX MATCHALL "#include [^\n]+" includes "${includes}")
list(JOIN includes "\n" includes)
file(WRITE "${headers}" "${includes}\n")
execute_process(COMMAND "${COMPILER}" -std=c++20 "-I${INCLUDE}" "-I${folder}" -x c++-header "${headers}" -o
                        "${headers}.gch" COMMAND_ERROR_IS_FATAL ANY)

compile(-DGOOD -include "${headers}")
if(NOT result EQUAL 0)
  message(NOTICE "${output}")
  message(FATAL_ERROR "${name} does not compile without its bad lines")
endif()

file(STRINGS "${SOURCE}" cases REGEX "^// bad\\(")
set(failed 0)
foreach(case IN LISTS cases)
  if(NOT case MATCHES "^// bad\\(([a-z0-9_]+)\\)( -[^:]*)?: (.+)$")
    message(FATAL_ERROR "not a case: ${case}")
  endif()
  set(bad "${CMAKE_MATCH_1}")
  set(expected "${CMAKE_MATCH_3}")
  if(CMAKE_MATCH_2)
    string(STRIP "${CMAKE_MATCH_2}" flags) # other flags than the precompiled headers'
  else()
    set(flags -include "${headers}")
  endif()
  compile("-DBAD_${bad}" ${flags})
  if(result EQUAL 0)
    message(NOTICE "FAILED ${bad}: it compiles, but must not")
  elseif(NOT output MATCHES "${expected}")
    message(NOTICE "FAILED ${bad}: another message than \"${expected}\":\n${output}")
  else()
    message(NOTICE "refused ${bad}")
    continue()
  endif()
  math(EXPR failed "${failed} + 1")
endforeach()

list(LENGTH cases count)
if(count EQUAL 0 OR failed GREATER 0)
  message(FATAL_ERROR "${failed} of ${count} cases failed")
endif()
