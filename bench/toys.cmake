quartet_add_bench(toys_bench SOURCES toys_bench.cpp DEPENDS quartet_cpu_toys quartet_fits)
# The models of toys_bench as files, for comparisons with other programs (run_statistics_peers).
add_executable(write_toy_models write_toy_models.cpp)
target_include_directories(write_toy_models PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(write_toy_models PRIVATE quartet_model_io quartet_fits quartet_flags)
add_dependencies(quartet_benchmarks write_toy_models)
