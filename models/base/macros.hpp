// The one place where the compiler's identity is visible.
//
// QUARTET_HD      marks a function that runs on the host and on the device.
// QUARTET_INLINE  the same, and never emitted as a symbol of its own: views that cross the border
//                 between instruction sets use it, so that no AVX copy of them can reach the linker.
// QUARTET_OUTLINE marks a host-device function that must stay a call: rare work whose registers and size the hot loop
//                 around it shall not carry.
// QUARTET_FOR_DEVICE  defined where device code may be made: a formula must show its body there.
// QUARTET_BEGIN / QUARTET_END  open and close `namespace quartet` with an inline namespace named after
//                 the instruction set of this translation unit. Every formula lives inside, because the
//                 same header is compiled several times with different flags and the linker must not mix
//                 the copies. Plain data that crosses the border (views, payloads, results) lives in
//                 `namespace quartet` itself and has no out-of-line function.
#pragma once

#if defined(__CUDACC__)
#define QUARTET_FOR_DEVICE 1
#define QUARTET_HD __host__ __device__
#define QUARTET_OUTLINE __host__ __device__ __noinline__
#define QUARTET_INLINE __host__ __device__ __forceinline__
#elif defined(QUARTET_SANITIZED)
// Formulas of thousands of instrumented operations in one function take the compiler minutes and gigabytes. A build
// with sanitizers runs where it was made, so a wide copy of a view cannot reach another machine.
#define QUARTET_HD
#define QUARTET_OUTLINE [[gnu::noinline]]
#define QUARTET_INLINE inline
#else
#define QUARTET_HD
#define QUARTET_OUTLINE [[gnu::noinline]]
#define QUARTET_INLINE [[gnu::always_inline]] inline
#endif

#if defined(__CUDA_ARCH__)
#define QUARTET_DEVICE_CODE 1
#else
#define QUARTET_DEVICE_CODE 0
#endif

#ifndef QUARTET_ISA
#define QUARTET_ISA portable
#endif

#define QUARTET_BEGIN            \
    namespace quartet            \
    {                            \
    inline namespace QUARTET_ISA \
    {
#define QUARTET_END \
    }               \
    }
