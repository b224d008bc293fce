// Parameters at whose value 0 -ln L has a kink: HistFactory's codes 0 and 1. A step ends at a kink that it would cross.
// On a kink both one-sided slopes count: the minimum is there when -ln L rises on both sides, else the sign of the zero
// says on which side the descent goes on (is_below). Without such parameters nothing happens here.
#pragma once

#include "fits/interpolation.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// The walls of the step of parameter i.
QUARTET_HD inline double low_wall(ModelView const& model, FitWorkspace const& w, int i)
{
    return model.parameters[i].kink && !is_below(w.x[i]) ? max(w.lower[i], 0.0) : w.lower[i];
}

QUARTET_HD inline double high_wall(ModelView const& model, FitWorkspace const& w, int i)
{
    return model.parameters[i].kink && is_below(w.x[i]) ? min(w.upper[i], 0.0) : w.upper[i];
}

QUARTET_HD inline bool stands_on_kink(ModelView const& model, FitWorkspace const& w, int i)
{
    return model.parameters[i].kink && w.x[i] == 0.0 && w.fixed[i] == 0.0;
}

/// What a parameter on its kink wants, from its slopes on the side of its zero and on the other one.
struct KinkChoice
{
    bool held;
    bool turn;  ///< to the other side

    QUARTET_HD KinkChoice(double x, double here, double there)
    {
        bool const below = is_below(x);
        double const above_slope = below ? there : here;
        double const below_slope = below ? here : there;
        held = above_slope >= 0.0 && below_slope <= 0.0;
        turn = !held && (above_slope < 0.0) == below;
    }
};

/// Chooses the sides of the parameters that stand on their kinks, with gradient and Hessian there. w.right becomes 1
/// for those that shall stay.
template <class Minimiser>
QUARTET_HD inline void choose_sides(Minimiser& m)
{
    ModelView const& model = m.model;
    FitWorkspace& w = m.w;
    int const n = static_cast<int>(model.parameters.size);
    bool any = false;
    for (int i = 0; i < n; ++i) any = any || stands_on_kink(model, w, i);
    m.team.sync();
    m.team.each(n,
                [&](int i)
                {
                    w.right[i] = 0.0;
                    w.trial_x[i] = stands_on_kink(model, w, i) ? -w.x[i] : w.x[i];
                });
    m.team.sync();
    if (!any) return;
    m.evaluate(w.trial_x, w.trial_gradient, w.trial_hessian);
    bool turn = false;
    for (int i = 0; i < n; ++i)
        turn = turn || (stands_on_kink(model, w, i) && KinkChoice(w.x[i], w.gradient[i], w.trial_gradient[i]).turn);
    m.team.sync();
    m.team.each(n,
                [&](int i)
                {
                    if (!stands_on_kink(model, w, i)) return;
                    KinkChoice const choice(w.x[i], w.gradient[i], w.trial_gradient[i]);
                    w.right[i] = choice.held ? 1.0 : 0.0;
                    w.x[i] = choice.turn ? -w.x[i] : w.x[i];
                });
    m.team.sync();
    if (turn) m.evaluate(w.x, w.gradient, w.hessian);
}

QUARTET_END
