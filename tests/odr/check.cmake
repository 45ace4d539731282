# Builds unit.cpp once for each set of flags, links the units into one program in every order that puts another one
# first, runs it, and looks through the objects for functions that units with different flags would share.
#
#   cmake -DCOMPILER=<c++> -DNM=<nm> -DSOURCES=<this folder> -DINCLUDE=<include> -DBUILD=<folder> -DBRIEF=<0 or 1>
#         -P check.cmake
cmake_minimum_required(VERSION 3.21)

# name|flags. The two at -O0 emit every function that is not always_inline, so nothing is hidden by inlining; -O1 inlines
# less than -O2 in two thirds of the time.
set(units
    "plain|-O2"
    "native|-O1 -march=native"
    "fast|-O1 -ffast-math"
    "slow|-O0 -fno-inline"
    "sloppy|-O0 -fno-inline -ffast-math -DNDEBUG"
    "openmp|-O1 -fopenmp"
    "unchecked|-O1 -DNDEBUG"
    "silent|-O1 -fno-exceptions -fno-rtti")
if(COMPILER MATCHES "clang")
  # What differs between compilers is what each inlines, and that these show.
  list(FILTER units INCLUDE REGEX "^(plain|slow)[|]")
endif()

# Functions that units may share, as mangled names.
#   the errors' destructors: they are virtual, so they come with the vtable, and one type must have one for catch to
#   find it; they only call the base class in the standard library
set(allowed "^_ZN7declive(10ShapeError|10IndexError|9SizeError|10ValueError|13OverflowError)D[0-9]Ev$")
# The function that unit.cpp defines to be found here.
set(planted "_ZN7declive12plain_inlineEv")

file(MAKE_DIRECTORY "${BUILD}")

function(compile source object)
  list(JOIN ARGN " " flags)
  message(STATUS "${source} ${flags}")
  execute_process(
    COMMAND "${COMPILER}" -std=c++20 -Wall -Wextra -Werror "-I${INCLUDE}" ${ARGN} -c "${SOURCES}/${source}" -o
            "${BUILD}/${object}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# The weak functions of namespace declive in an object that do not carry the ABI tag in their name.
function(shared_functions object result)
  execute_process(
    COMMAND "${NM}" "${BUILD}/${object}"
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL " W [^\n]+" functions "${symbols}")
  list(TRANSFORM functions REPLACE " W " "")
  list(FILTER functions INCLUDE REGEX "^_ZZ*N[VKOR]*7declive")
  list(LENGTH functions count)
  if(count EQUAL 0)
    message(FATAL_ERROR "${object}: nm shows no function of the library at all")
  endif()
  list(FILTER functions EXCLUDE REGEX "abi_[a-z0-9]+_[a-z]+_o[01]c[01]t[01]e[01]p[01]")
  list(FILTER functions EXCLUDE REGEX "${allowed}")
  set(${result} "${functions}" PARENT_SCOPE)
endfunction()

# --- Can this compiler link OpenMP? ---
file(WRITE "${BUILD}/empty.cpp" "int main() {}\n")
execute_process(
  COMMAND "${COMPILER}" -fopenmp "${BUILD}/empty.cpp" -o "${BUILD}/empty"
  RESULT_VARIABLE no_openmp
  OUTPUT_QUIET ERROR_QUIET)
set(link_flags -fopenmp)
if(no_openmp)
  message(STATUS "skipped: the unit with OpenMP, which this compiler cannot link")
  list(FILTER units EXCLUDE REGEX "^openmp")
  set(link_flags)
endif()

# --- Compile ---
set(names)
set(leaks)
foreach(unit IN LISTS units)
  string(REGEX MATCH "^([a-z]+)[|](.+)$" unit "${unit}")
  set(name "${CMAKE_MATCH_1}")
  separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_2}")
  list(APPEND names "${name}")
  compile(unit.cpp ${name}.o ${flags} "-DUNIT=${name}")
  shared_functions(${name}.o shared)
  if(NOT planted IN_LIST shared)
    message(FATAL_ERROR "${name}.o: the search for shared functions does not find the planted one")
  endif()
  list(REMOVE_ITEM shared "${planted}")
  list(APPEND leaks ${shared})
endforeach()
compile(everything.cpp everything.o -O0 -fno-inline -DODR_BRIEF=${BRIEF})
shared_functions(everything.o shared)
list(APPEND leaks ${shared})

if(leaks)
  list(REMOVE_DUPLICATES leaks)
  list(JOIN leaks "\n  " leaks)
  message(FATAL_ERROR "functions that translation units with different flags would share (see config.hpp; c++filt "
                      "reads the names):\n  ${leaks}")
endif()

# --- Link in every order, and run ---
list(TRANSFORM names REPLACE "(.+)" "X(\\1)" OUTPUT_VARIABLE list_of_units)
list(JOIN list_of_units " " list_of_units)
compile(main.cpp main.o -O1 "-DUNITS(X)=${list_of_units}")

list(TRANSFORM names REPLACE "(.+)" "${BUILD}/\\1.o" OUTPUT_VARIABLE objects)
foreach(first IN LISTS names)
  set(order ${objects})
  list(REMOVE_ITEM order "${BUILD}/${first}.o")
  list(REVERSE objects) # so that the others come in either order, too
  execute_process(COMMAND "${COMPILER}" "${BUILD}/${first}.o" ${order} "${BUILD}/main.o" ${link_flags} -o
                          "${BUILD}/${first}_first" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(
    COMMAND "${BUILD}/${first}_first"
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output
    RESULT_VARIABLE result)
  if(result OR NOT output MATCHES "the plain inline function is that of ${first}\n")
    message(FATAL_ERROR "${first} linked first: ${result}\n${output}")
  endif()
  message(STATUS "${first} linked first: all units answer as their flags say")
endforeach()
message(STATUS "\n${output}")
