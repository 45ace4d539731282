# The warning wall that headers, tests, examples and benchmarks stand behind. The headers are seen as the project's
# own, not as system headers, so nothing in them is silenced.
option(DECLIVE_DEV_WERROR "Warnings are errors" ON)
mark_as_advanced(DECLIVE_DEV_WERROR)

set(DECLIVE_WARNINGS
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion
    -Wsign-conversion
    -Wshadow
    -Wdouble-promotion
    -Wundef
    -Wold-style-cast)
if(DECLIVE_DEV_WERROR)
  list(APPEND DECLIVE_WARNINGS -Werror)
endif()

function(declive_enable_warnings target)
  target_compile_options(${target} PRIVATE "$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:${DECLIVE_WARNINGS}>")
endfunction()
