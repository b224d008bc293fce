// Densities that depend on z = (x - mean) / scale.
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// Derivatives of L(z) = ln density by mean and by a parameter to which the scale is proportional, from L_z and L_zz.
/// rm = 1 / scale, rs = 1 / that parameter.
template <class T>
QUARTET_HD inline void location_scale_logarithm(T z, T lz, T lzz, double rm, double rs, T* l, T* h)
{
    l[0] = lz * T(-rm);
    l[1] = z * lz * T(-rs);
    h[0] = lzz * T(rm * rm);
    h[1] = fma(lzz, z, lz) * T(rm * rs);
    h[2] = fma(lzz, z, lz + lz) * z * T(rs * rs);
}

QUARTET_END
