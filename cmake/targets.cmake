# The few ways in which this project makes a target.
add_library(quartet_flags INTERFACE)
target_compile_features(quartet_flags INTERFACE cxx_std_20)
# CMake 3.25 does not know that nvcc 13 takes C++20: the standard is given by hand.
# nvcc's 554 says that Span<T const> never converts to itself, which is true and harmless.
target_compile_options(quartet_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:${QUARTET_FLOAT_FLAGS};-Wall;-Wextra;-Wshadow;-Wnon-virtual-dtor;-fvisibility=hidden>
    $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;${QUARTET_CUDA_FLOAT_FLAGS};--diag-suppress=554;-Xcompiler=-ffp-contract=off,-fno-math-errno,-fno-trapping-math,-fvisibility=hidden,-Wall>)
if(QUARTET_WERROR)
    target_compile_options(quartet_flags INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-Werror> $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(QUARTET_X86 ON)
    # Every program runs on any x86-64-v2 machine; wider code lives behind run-time dispatch.
    target_compile_options(quartet_flags INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-march=x86-64-v2> $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-march=x86-64-v2>)
endif()
if(QUARTET_SANITIZE STREQUAL "address")
    set(_san -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
elseif(QUARTET_SANITIZE STREQUAL "thread")
    set(_san -fsanitize=thread -g1)
elseif(QUARTET_SANITIZE STREQUAL "fuzzer")
    set(_san -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g1)
endif()
if(_san)
    target_compile_options(quartet_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${_san}>)
    target_compile_definitions(quartet_flags INTERFACE QUARTET_SANITIZED)
    target_link_options(quartet_flags INTERFACE ${_san})
endif()

# Collections that ./dev builds by name. Tests join the first two by their labels: what ThreadSanitizer runs (threads),
# and what AddressSanitizer runs in a short test (unit, robustness).
add_custom_target(quartet_thread_tests)
add_custom_target(quartet_address_tests)
add_custom_target(quartet_fuzzers)
add_custom_target(quartet_benchmarks)

# quartet_add_library(name SOURCES ... [DEPENDS ...]): a static library with the house flags.
function(quartet_add_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC quartet_flags ${arg_DEPENDS})
endfunction()

# The last -march of a command line wins, and quartet_flags brings the narrow one: these follow it.
add_library(quartet_march_portable INTERFACE)
add_library(quartet_march_avx2 INTERFACE)
target_compile_options(quartet_march_avx2 INTERFACE "SHELL:-march=x86-64-v3 ")
add_library(quartet_march_avx512 INTERFACE)
target_compile_options(quartet_march_avx512 INTERFACE "SHELL:-march=x86-64-v4 -mprefer-vector-width=512")

# quartet_add_isa_sources(target SOURCES ...): compiles the same sources once per instruction set into
# `target`. Each copy lives in an inline namespace of its own (QUARTET_ISA, see models/base/macros.hpp);
# the sources include no standard container, and `.ci/check_isa_symbols` proves that nothing leaks.
function(quartet_add_isa_sources target)
    cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
    set(isas portable)
    if(QUARTET_X86)
        list(APPEND isas avx2 avx512)
    endif()
    foreach(isa IN LISTS isas)
        add_library(${target}_${isa} OBJECT ${arg_SOURCES})
        target_include_directories(${target}_${isa} PRIVATE ${PROJECT_SOURCE_DIR})
        target_link_libraries(${target}_${isa} PRIVATE quartet_flags quartet_march_${isa})
        if(NOT QUARTET_SANITIZE)
            target_compile_options(${target}_${isa} PRIVATE -O3)
        endif()
        target_compile_definitions(${target}_${isa} PRIVATE QUARTET_ISA=${isa})
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${isa}>)
    endforeach()
    if(QUARTET_X86)
        target_compile_definitions(${target} PRIVATE QUARTET_HAS_AVX_KERNELS)
    endif()
endfunction()

# quartet_add_test(name LABELS ... SOURCES ... [DEPENDS ...] [TIMEOUT seconds]): one GoogleTest program. Tests are
# discovered when ctest runs, not when the program is built. One with a TIMEOUT of its own is long: it starts first.
function(quartet_add_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} quartet_flags GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE QUARTET_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
        QUARTET_BINARY_DIR="${PROJECT_BINARY_DIR}")
    set(cost 0)
    if(arg_TIMEOUT)
        set(cost ${arg_TIMEOUT})
    else()
        set(arg_TIMEOUT 600)
    endif()
    add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} COST ${cost} RESOURCE_LOCK ${name})
    if("threads" IN_LIST arg_LABELS)
        add_dependencies(quartet_thread_tests ${name})
    endif()
    if("unit" IN_LIST arg_LABELS OR "robustness" IN_LIST arg_LABELS)
        add_dependencies(quartet_address_tests ${name})
    endif()
endfunction()

# quartet_test_again(name program LABEL label ENVIRONMENT NAME=VALUE FILTER filter): some tests of a program once more in
# another environment, never at the same time: both would write their results to the file named after the program.
function(quartet_test_again name program)
    cmake_parse_arguments(arg "" "LABEL;ENVIRONMENT;FILTER" "" ${ARGN})
    add_test(NAME ${name} COMMAND ${program} --gtest_brief=1 --gtest_filter=${arg_FILTER})
    set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} ENVIRONMENT ${arg_ENVIRONMENT} RESOURCE_LOCK ${program})
endfunction()

# quartet_add_fuzzer(name SOURCES ... [DEPENDS ...]): a libFuzzer program, built with QUARTET_FUZZ=ON and clang.
function(quartet_add_fuzzer name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
    if(NOT QUARTET_FUZZ)
        return()
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} quartet_flags)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(quartet_fuzzers ${name})
endfunction()

# quartet_add_bench(name SOURCES ... [DEPENDS ...]): a Google Benchmark program.
function(quartet_add_bench name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} quartet_flags benchmark::benchmark)
    add_dependencies(quartet_benchmarks ${name})
endfunction()
