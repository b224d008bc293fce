# Floating-point behaviour of both compilers, in one place.
#
# No fast-math anywhere, contraction off (an fma is written as fma), IEEE division and square root:
# + - * / sqrt fma and the functions of models/base/math.hpp then give the same bits in the scalar
# code, in every SIMD width and on the device. -fno-math-errno and -fno-trapping-math change no
# value; they let square roots and selections vectorise.
set(QUARTET_FLOAT_FLAGS -ffp-contract=off -fno-fast-math -fno-math-errno -fno-trapping-math)
set(QUARTET_CUDA_FLOAT_FLAGS --fmad=false --prec-div=true --prec-sqrt=true --ftz=false)
