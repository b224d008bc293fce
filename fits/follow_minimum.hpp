// Where to begin a fit with parameters fixed elsewhere than an earlier fit of the same data found them: at the minimum
// of the parabola that touches -ln L at the minimum of the earlier fit. This takes the place of the first evaluation
// and the first Newton step of a fit that begins at the earlier minimum itself.
#pragma once

#include "fits/minimiser.hpp"

QUARTET_BEGIN

/// In typical steps of a parameter.
inline constexpr double far_step = 5.0;

/// w.gradient and w.hessian are those of the earlier minimum `from`. Sets w.x: parameters with w.fixed != 0 to their
/// value in `target`, the others where the parabola has its minimum then; as they are in `from` where it has none.
template <class Team>
QUARTET_HD inline void follow_minimum(Minimiser<Team>& m, double const* from, double const* target)
{
    FitWorkspace const& w = m.w;
    int const n = static_cast<int>(m.model.parameters.size);
    m.team.each(n,
                [&](int i)
                {
                    w.x[i] = from[i];
                    bool const moves = w.fixed[i] != 0.0 && target[i] != from[i];
                    bool const low = w.x[i] <= w.lower[i] && w.gradient[i] > 0.0;
                    bool const high = w.x[i] >= w.upper[i] && w.gradient[i] < 0.0;
                    w.step[i] = moves ? target[i] - from[i] : 0.0;
                    w.active[i] = moves ? 2.0 : (w.fixed[i] != 0.0 || low || high ? 1.0 : 0.0);
                });
    m.team.sync();
    m.n_free = m.list_free();
    bool near = m.n_free > 0 && m.factorise_free(0.0);
    if (near) m.solve_free();
    for (int a = 0; a < m.n_free; ++a)
    {
        int const i = static_cast<int>(w.index[a]);
        near = near && abs(w.step[i]) <= far_step * m.model.parameters[i].step;
    }
    m.team.sync();
    m.team.each(n, [&](int i) { w.x[i] = w.fixed[i] != 0.0 ? target[i] : near ? w.x[i] + w.step[i] : w.x[i]; });
    m.team.sync();
    m.clip(w.x);
}

QUARTET_END
