#include "host/trees/predictions.hpp"

#include "models/trees/predictions.hpp"

namespace quartet
{

void apply_transform(TreeTransform transform, std::int64_t outputs, Span<float> values)
{
    switch (transform)
    {
        case TreeTransform::identity:
            break;
        case TreeTransform::sigmoid:
            for (float& value : values) value = sigmoid_of_margin(value);
            break;
        case TreeTransform::exponent:
            for (float& value : values) value = rounded_exp(value);
            break;
        case TreeTransform::softmax:
            for (std::int64_t i = 0; i + outputs <= values.size; i += outputs)
                softmax_of_margins(values.data + i, outputs);
            break;
    }
}

}  // namespace quartet
