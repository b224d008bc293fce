quartet_add_library(quartet_reference_toys SOURCES ${CMAKE_CURRENT_LIST_DIR}/toys.cpp DEPENDS quartet_fits)
