// The distribution function of an unbinned channel, and how far data lie from it.
#pragma once

#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Cumulative distribution of one observable of an unbinned channel at given parameter values, others integrated out.
/// The density is known at the eight Gauss-Legendre points of each of 128 panels (as in asimov_data); in between it is
/// the Legendre series of degree seven through them, integrated term by term.
class ChannelCdf
{
  public:
    /// `sample` -1: all samples together.
    ChannelCdf(CompiledModel const& model, std::vector<double> const& values, int channel, int sample = -1,
               int observable = 0);
    /// Share of the expected events below x, from 0 to 1; NaN when nothing is expected.
    double operator()(double x) const;
    /// Expected events below x.
    double below(double x) const;
    double total() const { return edge_.back(); }

    static constexpr int panels = 128;
    static constexpr int nodes = 8;

  private:
    double low_ = 0;
    double width_ = 1;                  ///< of a panel
    std::vector<double> edge_;          ///< expected events below the edges of the panels, panels + 1
    std::vector<double> coefficients_;  ///< [panel][k]: of the Legendre series of the density
};

/// Kolmogorov-Smirnov: largest distance between the distribution of the data and `cdf` (each event's F, any order).
double kolmogorov_distance(std::vector<double> cdf);
/// Anderson-Darling: A^2 = -n - 1/n sum (2i - 1) [ln F_i + ln(1 - F_{n+1-i})] (Anderson, Darling, JASA 49 (1954) 765).
double anderson_darling_distance(std::vector<double> cdf);

/// The same for a histogram, at the upper edges of its bins: max |F^ - F|, and n sum (F^ - F)^2 / (F (1 - F)) dF.
double kolmogorov_distance(std::vector<double> const& counts, std::vector<double> const& expected);
double anderson_darling_distance(std::vector<double> const& counts, std::vector<double> const& expected);

}  // namespace quartet
