set(QUARTET_CUDA_SOURCES
    device.cpp
    probe.cu
    trees.cu
)
