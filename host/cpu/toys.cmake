quartet_add_library(quartet_cpu_toys SOURCES ${CMAKE_CURRENT_LIST_DIR}/toys.cpp DEPENDS quartet_fits quartet_core)
quartet_add_isa_sources(quartet_cpu_toys SOURCES kernels/toys.cpp)
