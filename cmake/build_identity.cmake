# Writes the identity of the sources into OUTPUT, which stays untouched while the identity is the same.
# cmake -DSOURCE=... -DVERSION=... -DOUTPUT=... -P build_identity.cmake
cmake_minimum_required(VERSION 3.25)
set(identity "${VERSION}")
find_package(Git QUIET)
if(GIT_EXECUTABLE AND EXISTS "${SOURCE}/.git")
    execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --abbrev=12 WORKING_DIRECTORY "${SOURCE}"
        OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
        string(APPEND identity " ${commit}")
        # Only sources that a program is made of: an edited text does not link everything again.
        execute_process(COMMAND ${GIT_EXECUTABLE} --no-optional-locks diff HEAD -- models fits host cuda cmake CMakeLists.txt
            WORKING_DIRECTORY "${SOURCE}" OUTPUT_VARIABLE changes ERROR_QUIET)
        if(NOT changes STREQUAL "")
            string(SHA256 hash "${changes}")
            string(SUBSTRING "${hash}" 0 12 hash)
            string(APPEND identity "-dirty-${hash}")
        endif()
    endif()
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "#define QUARTET_BUILD_IDENTITY \"${identity}\"\n" @ONLY)
