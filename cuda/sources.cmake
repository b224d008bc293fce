set(QUARTET_CUDA_SOURCES
    device.cpp
    memory.cpp
    event_upload.cpp
    probe.cu
    trees.cu
    candidates.cu
)
