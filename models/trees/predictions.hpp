// From margins to predictions, as in xgboost, src/common/math.h and src/objective/.
#pragma once

#include "models/base/math.hpp"
#include "models/base/span.hpp"

QUARTET_BEGIN

/// exp in float32 with one rounding: evaluated in float64.
QUARTET_HD inline float rounded_exp(float x) { return static_cast<float>(exp(static_cast<double>(x))); }

/// 1 / (1 + exp(-margin)); the argument is cut at 88.7, where float32 would overflow.
QUARTET_HD inline float sigmoid_of_margin(float margin)
{
    float const x = -margin < 88.7f ? -margin : 88.7f;
    return 1.0f / (rounded_exp(x) + 1.0f);
}

/// exp(m_k - max) / sum over the `outputs` margins of one row, in place; the sum is float64 in order of k.
QUARTET_HD inline void softmax_of_margins(float* values, std::int64_t outputs)
{
    float largest = values[0];
    for (std::int64_t k = 1; k < outputs; ++k) largest = values[k] > largest ? values[k] : largest;
    double sum = 0;
    for (std::int64_t k = 0; k < outputs; ++k)
    {
        values[k] = rounded_exp(values[k] - largest);
        sum += static_cast<double>(values[k]);
    }
    for (std::int64_t k = 0; k < outputs; ++k) values[k] /= static_cast<float>(sum);
}

QUARTET_END
