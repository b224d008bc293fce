// Minimisation over discrete parameters together with the continuous ones.
//
// A sweep varies one index at a time, around the best point so far: for each other value everything floats, the
// parameters of densities that are not chosen rest. Sweeps go on until one of them changes nothing, 15 at most. From
// the second sweep on, values that were more than discrete_hopeless above the best are left out, as in the CMS Combine
// tool (arXiv:2404.06614).
#pragma once

#include "fits/discrete.hpp"
#include "fits/minimiser.hpp"

QUARTET_BEGIN

inline constexpr int max_discrete_sweeps = 15;
/// Distance in -ln L.
inline constexpr double discrete_hopeless = 5.0;
/// A value replaces another one when it is better by more than this: ties keep the earlier one.
inline constexpr double discrete_gain = 1e-6;

template <class Team>
struct DiscreteProfile
{
    Team const& team;
    ModelView const& model;
    DataView const& data;
    FitWorkspace w;
    MinimiserSettings settings;
    double* best;  ///< n_parameters: the answer
    MinimiserResult result{};

    QUARTET_HD int n_parameters() const { return static_cast<int>(model.parameters.size); }

    /// Starts at w.x; w.fixed holds what the caller fixes. At the end w.fixed is that of the answer.
    QUARTET_HD MinimiserResult run()
    {
        team.each(n_parameters(),
                  [&](int i)
                  {
                      w.free_choice[i] = model.parameters[i].choices > 0 && w.fixed[i] == 0.0 ? 1.0 : 0.0;
                      w.asked_fixed[i] = w.fixed[i];
                      if (model.parameters[i].choices > 0) w.x[i] = double(choice_at(model, w.x, i));
                      best[i] = w.x[i];
                  });
        clear_distances();
        team.sync();
        result = fit_here();
        keep();
        bool changed = true;
        for (int sweep = 0; changed && sweep < max_discrete_sweeps; ++sweep)
        {
            changed = false;
            for (int c = 0; c < model.choices.size; ++c)
                if (w.free_choice[model.choices[c].parameter] != 0.0) changed = vary(c, sweep) || changed;
        }
        freeze(best);
        return result;
    }

    QUARTET_HD void clear_distances()
    {
        team.each(static_cast<int>(model.choice_values.size), [&](int i) { w.choice_distance[i] = 0.0; });
    }

    /// Tries the other values of choice c; true when one of them was better.
    QUARTET_HD bool vary(int c, int sweep)
    {
        ChoiceRecord const choice = model.choices[c];
        bool changed = false;
        for (int value = 0; value < choice.n_values; ++value)
        {
            int const at = choice.first_value + value;
            if (value == choice_at(model, best, choice.parameter)) continue;
            if (sweep > 0 && w.choice_distance[at] > discrete_hopeless) continue;
            team.sync();
            team.each(n_parameters(), [&](int i) { w.x[i] = i == choice.parameter ? double(value) : best[i]; });
            team.sync();
            changed = compare(at, fit_here()) || changed;
        }
        return changed;
    }

    /// Takes the fit that has just been made when it is better; else only keeps where its own parameters were, so that
    /// the next sweep starts there.
    QUARTET_HD bool compare(int at, MinimiserResult const& trial)
    {
        int const evaluations = result.evaluations + trial.evaluations;
        int const iterations = result.iterations + trial.iterations;
        bool const better = trial.nll < result.nll - discrete_gain;
        team.leader([&] { w.choice_distance[at] = trial.nll - result.nll; });
        team.sync();
        if (better)
        {
            result = trial;
            keep();
        }
        else
            keep_parameters_of(at);
        result.evaluations = evaluations;
        result.iterations = iterations;
        return better;
    }

    QUARTET_HD void keep()
    {
        team.each(n_parameters(), [&](int i) { best[i] = w.x[i]; });
        team.sync();
    }

    QUARTET_HD void keep_parameters_of(int at)
    {
        ChoiceValueRecord const value = model.choice_values[at];
        team.leader(
            [&]
            {
                for (int k = 0; k < value.n_parameters; ++k)
                {
                    int const p = model.choice_parameters[value.first_parameter + k];
                    // It may belong to the chosen value as well.
                    if (!is_active(p)) best[p] = w.x[p];
                }
            });
        team.sync();
    }

    QUARTET_HD bool is_active(int parameter) const
    {
        for (ChoiceRecord const& c : model.choices)
        {
            ChoiceValueRecord const value = model.choice_values[c.first_value + choice_at(model, best, c.parameter)];
            for (int k = 0; k < value.n_parameters; ++k)
                if (model.choice_parameters[value.first_parameter + k] == parameter) return true;
        }
        return false;
    }

    /// w.fixed for the choices at x: discrete parameters and those of other densities do not float.
    QUARTET_HD void freeze(double const* x)
    {
        team.each(n_parameters(),
                  [&](int i) { w.fixed[i] = model.parameters[i].choices > 0 ? 1.0 : w.asked_fixed[i]; });
        team.sync();
        team.leader(
            [&]
            {
                for (int p : model.choice_parameters) w.fixed[p] = 1.0;
                for (ChoiceRecord const& c : model.choices)
                {
                    ChoiceValueRecord const value =
                        model.choice_values[c.first_value + choice_at(model, x, c.parameter)];
                    for (int k = 0; k < value.n_parameters; ++k)
                    {
                        int const p = model.choice_parameters[value.first_parameter + k];
                        w.fixed[p] = w.asked_fixed[p];
                    }
                }
            });
        team.sync();
    }

    /// Minimum over the continuous parameters from w.x on; the answer stands in w.x.
    QUARTET_HD MinimiserResult fit_here()
    {
        freeze(w.x);
        Minimiser<Team> m{team, model, data, w, settings};
        MinimiserResult const answer = m.run();
        double const* found = m.w.x;
        team.each(n_parameters(), [&](int i) { w.x[i] = found[i]; });
        team.sync();
        return answer;
    }
};

/// Minimises from w.x (see Minimiser::run), over discrete parameters too; x receives the answer.
template <class Team>
QUARTET_HD inline MinimiserResult minimise(Team const& team, ModelView const& model, DataView const& data,
                                           FitWorkspace const& w, MinimiserSettings const& settings, double* x)
{
    if (model.choices.size > 0)
    {
        DiscreteProfile<Team> profile{team, model, data, w, settings, x};
        return profile.run();
    }
    Minimiser<Team> m{team, model, data, w, settings};
    MinimiserResult const result = m.run();
    team.each(static_cast<int>(model.parameters.size), [&](int i) { x[i] = m.w.x[i]; });
    team.sync();
    return result;
}

QUARTET_END
