quartet_add_test(toys_determinism_test LABELS determinism threads SOURCES toys_test.cpp 
    DEPENDS quartet_cpu_toys quartet_fits quartet_toy_runs)
