quartet_add_library(quartet_cpu_toys SOURCES ${CMAKE_CURRENT_LIST_DIR} / toys.cpp DEPENDS quartet_fits quartet_core)
    quartet_add_isa_sources(quartet_cpu_toys SOURCES kernels / toys.cpp) if (QUARTET_X86)
#The last - march of a command line wins, and quartet_flags brings the narrow one : the wide one must follow it.
        add_library(quartet_toys_march_avx2 INTERFACE)
            target_compile_options(quartet_toys_march_avx2 INTERFACE "SHELL:-march=x86-64-v3 ")
                target_link_libraries(quartet_cpu_toys_avx2 PRIVATE quartet_toys_march_avx2)
                    add_library(quartet_toys_march_avx512 INTERFACE)
                        target_compile_options(quartet_toys_march_avx512 INTERFACE
                                               "SHELL:-march=x86-64-v4 -mprefer-vector-width=512")
                            target_link_libraries(quartet_cpu_toys_avx512 PRIVATE quartet_toys_march_avx512) endif()
