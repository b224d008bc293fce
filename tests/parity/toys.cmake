quartet_add_test(toys_parity_test LABELS parity threads SOURCES toys_parity_test.cpp
    DEPENDS quartet_reference_toys quartet_cpu_toys quartet_cuda quartet_fits)
if(QUARTET_X86)
    foreach(isa portable avx2)
        quartet_test_again(toys_parity_${isa} toys_parity_test LABEL parity ENVIRONMENT QUARTET_ISA=${isa} FILTER *Cpu)
    endforeach()
endif()
