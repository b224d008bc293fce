// Templates that change with parameters.
#include <cmath>

#include "fits/flattener.hpp"
#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Change of one bin at theta = -1 and +1; of the logarithm none where one of the contents is not positive.
struct Change
{
    double low;
    double high;
};

Change change_of(TemplateMorph const& m, bool logarithmic, double nominal, std::size_t b)
{
    if (!logarithmic) return {m.low[b] - nominal, m.high[b] - nominal};
    if (!(nominal > 0 && m.low[b] > 0 && m.high[b] > 0)) return {0, 0};
    return {log(m.low[b] / nominal), log(m.high[b] / nominal)};
}

}  // namespace

void Flattener::add_morphs(ModelSample const& s, ChannelRecord const& channel, SampleRecord& r)
{
    r.stride_bins = channel.stride_bins;
    r.first_morph = size_of(out_.morphs);
    r.n_morphs = size_of(s.shape.morphs);
    r.first_morphed = out_.n_morphed;
    if (r.n_morphs == 0) return;
    out_.n_morphed += r.stride_bins;
    for (TemplateMorph const& m : s.shape.morphs)
    {
        bool const logarithmic = m.kind == MorphKind::vertical_logarithmic;
        r.n_logarithmic_morphs += logarithmic ? 1 : 0;
        std::size_t const first = out_.morph_changes.size();
        out_.morphs.push_back({m.kind, logarithmic, m.parameter, column_of(m.parameter), size_of(out_.samples), m.scale,
                               static_cast<std::int64_t>(first)});
        std::size_t const stride = static_cast<std::size_t>(r.stride_bins);
        out_.morph_changes.resize(first + 2 * stride, 0.0);
        for (std::size_t b = 0; b < s.shape.contents.size(); ++b)
        {
            Change const change = change_of(m, logarithmic, s.shape.contents[b], b);
            out_.morph_changes[first + b] = 0.5 * (change.high - change.low);
            out_.morph_changes[first + stride + b] = 0.5 * (change.high + change.low);
            if (m.kind == MorphKind::piecewise_linear && change.high != -change.low) mark_kink(m.parameter);
        }
    }
}

}  // namespace quartet
