#include "fits/limits_crossing.hpp"

#include <algorithm>
#include <cmath>

namespace quartet
{
namespace
{

struct Bracket
{
    double a, fa;  // f(a) > 0
    double b, fb;  // f(b) <= 0
};

/// Narrows the bracket; `evaluations` counts calls of f.
double narrow(std::function<double(double)> const& f, Bracket k, double relative, int& evaluations)
{
    int side = 0;
    for (int step = 0; step < 200 && k.b - k.a > relative * std::max(std::abs(k.b), 1e-300); ++step)
    {
        double const width = k.b - k.a;
        // Every third step is a bisection, so that the bracket shrinks whatever f looks like.
        double x = step % 3 == 2 ? k.a + 0.5 * width : k.a + width * k.fa / (k.fa - k.fb);
        double const margin = 0.25 * relative * std::abs(k.b);
        x = std::clamp(x, k.a + std::min(margin, 0.5 * width), k.b - std::min(margin, 0.5 * width));
        double const fx = f(x);
        ++evaluations;
        if (fx == 0) return x;
        if (fx > 0)
        {
            k.a = x;
            k.fa = fx;
            if (side == 1) k.fb *= 0.5;
            side = 1;
        }
        else
        {
            k.b = x;
            k.fb = fx;
            if (side == -1) k.fa *= 0.5;
            side = -1;
        }
    }
    return k.a + (k.b - k.a) * k.fa / (k.fa - k.fb);
}

}  // namespace

Crossing find_crossing(std::function<double(double)> const& f, double low, double guess, double largest,
                       double relative)
{
    Crossing result;
    Bracket k{low, 0, std::min(guess, largest), 0};
    k.fb = f(k.b);
    result.evaluations = 1;
    while (k.fb > 0)
    {
        if (k.b >= largest)
        {
            result.at = largest;
            return result;
        }
        k.a = k.b;
        k.fa = k.fb;
        k.b = std::min(2 * k.b, largest);
        k.fb = f(k.b);
        ++result.evaluations;
    }
    if (k.fa == 0)
    {
        k.fa = f(k.a);
        ++result.evaluations;
    }
    result.found = true;
    result.at = k.fa <= 0 ? k.a : narrow(f, k, relative, result.evaluations);
    return result;
}

}  // namespace quartet
