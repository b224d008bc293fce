// Counting experiments at the edge of what a model can be: signal 1, a background, and what else a test needs.
#pragma once

#include <string>

#include "models/base/error.hpp"
#include "models/base/math.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{

struct Count
{
    int observed = 3;
    double background = 3;
    double signal = 1;
    std::string range = "[0, 50]";
    std::string start = "1";
    std::string parameters = "";  ///< lines of YAML: "  t: normal\n"
    std::string factors = "";     ///< of the background
    std::string samples = "";     ///< lines of YAML
};

inline std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

inline std::string yaml(Count const& c)
{
    return "quartet_model: 1\npoi: r\nparameters:\n  r: {value: " + c.start + ", range: " + c.range + "}\n"
           + c.parameters + "channels:\n  c:\n    type: counting\n    observed: " + std::to_string(c.observed)
           + "\n    samples:\n      S: {yield: " + number(c.signal) + ", signal: true, factors: [r]}\n      B: {yield: "
           + number(c.background) + ", factors: [" + c.factors + "]}\n" + c.samples;
}

/// -ln L of a count at its expectation nu, relative to the best one.
inline double count_nll(double n, double nu) { return n > 0 ? nu - n + n * std::log(n / nu) : nu; }

inline double tail(double x) { return normal_cdf(-x); }

/// Where f, which falls, is 0.
template <class F>
double root(F const& f, double low, double high)
{
    for (int i = 0; i < 200; ++i)
    {
        double const middle = 0.5 * (low + high);
        (f(middle) > 0 ? low : high) = middle;
    }
    return low;
}

/// The asymptotic limit on a signal of 1 over b where n were seen; the Asimov data are b.
inline double limit_of_count(double n, double b)
{
    auto const q = [](double seen, double mu, double background)
    {
        return seen - background > mu
                   ? 0
                   : 2 * (count_nll(seen, mu + background) - count_nll(seen, std::max(seen, background)));
    };
    auto const excess = [&](double mu) { return asymptotic_cls(q(n, mu, b), q(b, mu, b), true).cls - 0.05; };
    return root(excess, 1e-9, 1000 + 10 * n);
}

inline FitResult best_fit(std::string const& text)
{
    ModelDocument const document = parse_model_yaml(text, "typed into the test");
    return fit(CompiledModel(document.model), document.data);
}

inline std::string refusal(std::string const& text, QuestionOptions const& options = {})
{
    try
    {
        ask(text, options);
    }
    catch (InputError const& error)
    {
        return error.what();
    }
    return "";
}

}  // namespace quartet::test
