quartet_add_test(toys_parity_test LABELS parity threads SOURCES toys_parity_test.cpp
    DEPENDS quartet_reference_toys quartet_cpu_toys quartet_cuda quartet_fits)
if(QUARTET_X86)
    foreach(isa portable avx2)
        add_test(NAME toys_parity_${isa} COMMAND toys_parity_test --gtest_brief=1 --gtest_filter=*Cpu)
        set_tests_properties(toys_parity_${isa} PROPERTIES LABELS parity ENVIRONMENT QUARTET_ISA=${isa})
    endforeach()
endif()
