// Decays: two bodies, and n bodies with constant matrix element.
#pragma once

#include "models/simulation/draws.hpp"
#include "models/simulation/four_vector.hpp"

QUARTET_BEGIN
namespace generator
{

/// Momentum of the daughters in the rest frame of a parent of mass `parent` that decays into masses a and b:
/// sqrt((M^2 - (a+b)^2)(M^2 - (a-b)^2)) / 2M (PDG review, Kinematics, eq. 49.17). 0 below the threshold.
template <class T>
QUARTET_HD T breakup_momentum(T parent, T a, T b)
{
    T const sum = a + b;
    T const difference = a - b;
    T const product = (parent - sum) * (parent + sum) * (parent - difference) * (parent + difference);
    return sqrt(select(product > T(0), product, T(0))) / (parent + parent);
}

/// The two daughters of `parent`, isotropic in its rest frame, in the frame of `parent`'s momentum.
QUARTET_HD inline void decay_in_two(FourVector<double> const& parent, double parent_mass, double mass_a, double mass_b,
                                    Draws& draws, FourVector<double>& a, FourVector<double>& b)
{
    double const p = breakup_momentum(parent_mass, mass_a, mass_b);
    double const cos_theta = draws.uniform(-1, 1);
    double const sin_theta = sqrt((1 - cos_theta) * (1 + cos_theta));
    auto const [sine, cosine] = sincos(2 * pi * draws.uniform());
    double const x = p * sin_theta * cosine;
    double const y = p * sin_theta * sine;
    double const z = p * cos_theta;
    a = boost_from_rest(on_shell(x, y, z, mass_a), parent, parent_mass);
    b = boost_from_rest(on_shell(-x, -y, -z, mass_b), parent, parent_mass);
}

/// Largest number of daughters of decay_in_many.
inline constexpr int max_daughters = 6;

namespace detail
{

QUARTET_HD inline void sort_ascending(double* values, int n)
{
    for (int i = 1; i < n; ++i)
        for (int j = i; j > 0 && values[j] < values[j - 1]; --j)
        {
            double const other = values[j];
            values[j] = values[j - 1];
            values[j - 1] = other;
        }
}

/// Product of the breakup momenta with each intermediate mass at the end of its range that makes its own factor
/// largest: an upper bound of the weight (F. James, CERN 68-15, section 3.2).
QUARTET_HD inline double weight_bound(double kinetic, double const* masses, int n)
{
    double low = 0;
    double high = kinetic + masses[0];
    double bound = 1;
    for (int i = 1; i < n; ++i)
    {
        low += masses[i - 1];
        high += masses[i];
        bound *= breakup_momentum(high, low, masses[i]);
    }
    return bound;
}

}  // namespace detail

/// Decay of `parent` into n (2 to max_daughters) bodies, uniform in Lorentz-invariant phase space: the
/// intermediate masses of the chain ((1 2) 3) ... n are drawn uniformly in order and accepted with the product of
/// the breakup momenta (Raubold and Lynch; F. James, CERN 68-15). `parent_mass` must exceed the sum of `masses`.
QUARTET_HD inline void decay_in_many(FourVector<double> const& parent, double parent_mass, double const* masses, int n,
                                     Draws& draws, FourVector<double>* daughters)
{
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += masses[i];
    double const kinetic = parent_mass - sum;
    double const bound = detail::weight_bound(kinetic, masses, n);
    double chain[max_daughters];  // chain[i] = mass of the system of daughters 0..i
    double weight = 0;
    do
    {
        double fractions[max_daughters];
        for (int i = 1; i < n - 1; ++i) fractions[i] = draws.uniform();
        detail::sort_ascending(fractions + 1, n - 2);
        double below = masses[0];
        chain[0] = masses[0];
        for (int i = 1; i < n - 1; ++i)
        {
            below += masses[i];
            chain[i] = fma(fractions[i], kinetic, below);
        }
        chain[n - 1] = parent_mass;
        weight = 1;
        for (int i = 1; i < n; ++i) weight *= breakup_momentum(chain[i], chain[i - 1], masses[i]);
    } while (draws.uniform() * bound > weight);

    FourVector<double> system = parent;
    for (int i = n - 1; i > 0; --i)
    {
        FourVector<double> rest;
        decay_in_two(system, chain[i], chain[i - 1], masses[i], draws, rest, daughters[i]);
        system = rest;
    }
    daughters[0] = system;
}

}  // namespace generator
QUARTET_END
