set(QUARTET_CUDA_STUBS
    stub/device.cpp
    stub/memory.cpp
    stub/trees.cpp
    stub/toys.cpp
    stub/candidates.cpp
)
