// The product's fit_vertex over packs and over single candidates, without gathers and derived quantities.
#include "bench/vertex_fit_workload.hpp"
#include "models/base/pack.hpp"
#include "models/kinematics/vertex_fit.hpp"

QUARTET_BEGIN
namespace
{

template <class T>
QUARTET_INLINE void fit_all(FitWorkload<ScalarOf<T>> const& work)
{
    FitControl<T> const control{work.max_steps, T(work.tolerance)};
    for (std::int64_t i = 0; i + lanes_of<T> <= work.count; i += lanes_of<T>)
    {
        TrackMeasurement<T> tracks[4];
        for (int t = 0; t < 4; ++t)
        {
            ScalarOf<T> const* const column = work.track + 20 * t * work.count + i;
            for (int k = 0; k < 5; ++k) tracks[t].q[k] = load<T>(column + k * work.count);
            for (int k = 0; k < 15; ++k) tracks[t].weight[k] = load<T>(column + (5 + k) * work.count);
            for (int k = 0; k < 3; ++k) tracks[t].reference[k] = T(0);
        }
        auto const fit =
            fit_vertex(tracks, T(work.curvature_scale), static_cast<VertexConstraint<T> const*>(nullptr), control);
        for (int k = 0; k < 3; ++k) store(work.result + k * work.count + i, fit.x[k]);
        store(work.result + 3 * work.count + i, fit.chi2);
    }
}

}  // namespace

void fit_packs_f64(FitWorkload<double> const& work) { fit_all<Pack<double, 8>>(work); }
void fit_packs_f32(FitWorkload<float> const& work) { fit_all<Pack<float, 16>>(work); }
void fit_scalars_f64(FitWorkload<double> const& work) { fit_all<double>(work); }
void fit_scalars_f32(FitWorkload<float> const& work) { fit_all<float>(work); }

QUARTET_END
