// The values of a test statistic of many toys, and the p-values read from them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "fits/toy_values.hpp"

namespace quartet
{

/// Two values of the test statistic closer than this are equal (discrete data give exact ties, fits blur them).
inline constexpr double tie_epsilon = 1e-5;

/// The values of the test statistic of toys, in order. Memory: 8 bytes per toy at most; toys with exactly the same
/// value, of which a counting experiment has many, share one entry. What it answers does not depend on the order in
/// which toys were added. Used by one thread.
class ToyDistribution
{
  public:
    ToyDistribution() = default;
    explicit ToyDistribution(std::vector<double> q) : fresh_(std::move(q)) {}

    /// Further toys of the same hypothesis: those without a value are counted only.
    void add(ToyValues const& toys);

    std::int64_t failed() const { return failed_; }  ///< with a fit that did not end well, or lost
    std::int64_t lost() const { return lost_; }      ///< without a value; not in the distribution
    /// Toys with a value.
    double size() const;
    bool empty() const { return size() == 0; }
    /// Value number `rank` in increasing order, from 0.
    double at_rank(double rank) const;
    /// Toys with q >= `value` - tie_epsilon.
    double count(double value) const;
    /// Their share; 1 without toys.
    double p_value(double value) const;
    /// Binomial error of p_value; for a share of 0 or 1 that of one toy.
    double p_error(double p) const;
    /// Entries kept, of 8 bytes: a toy of its own is one, a value that toys share is two.
    std::int64_t entries() const;

  private:
    /// Several toys with one value.
    struct Atom
    {
        double value;
        std::int64_t upto;  ///< toys in this and all lower atoms
    };

    /// Sorts the fresh values in.
    void settle() const;
    void join_equal() const;
    std::int64_t in_atoms() const { return atoms_.empty() ? 0 : atoms_.back().upto; }
    /// Toys in the atoms before this one.
    std::int64_t before(std::size_t atom) const { return atom == 0 ? 0 : atoms_[atom - 1].upto; }
    std::int64_t singles_below(double value) const;

    // Settling changes how the values are kept, not what they are.
    mutable std::vector<double> fresh_;    ///< not yet sorted in
    mutable std::vector<double> singles_;  ///< increasing, none twice, none an atom
    mutable std::vector<Atom> atoms_;      ///< increasing
    std::int64_t failed_ = 0;
    std::int64_t lost_ = 0;
};

/// What the toys say of one value of the test statistic as the observation.
struct PlayedObservation
{
    double beyond = 0;   ///< toys of signal plus background at least as far out
    double clsb = 1;     ///< their share
    double clb = 1;      ///< the same share of background toys
    double b_error = 0;  ///< relative error of CLs from the finite number of background toys
    double cls() const { return clb > 0 ? (clsb < clb ? clsb / clb : 1) : 1; }
};

PlayedObservation observation_at(double q, ToyDistribution const& s_plus_b, ToyDistribution const& b);

/// Background toys play the observation: the one with the share Phi(sigma) of toys at least as far out. A fluctuation
/// of the background toys moves both that toy and its CLb; with continuous data the two effects on CLb cancel, with
/// discrete data the toy stays and only CLb moves.
PlayedObservation observation_at_sigma(double sigma, ToyDistribution const& s_plus_b, ToyDistribution const& b);

/// Other toys, of an injected signal, play the observation: the one with the share Phi(-sigma) of `players` further in.
PlayedObservation observation_at_quantile(double sigma, ToyDistribution const& players, ToyDistribution const& s_plus_b,
                                          ToyDistribution const& b);

/// The value that the share Phi(sigma) of the toys reaches.
double value_at_sigma(double sigma, ToyDistribution const& toys);

/// Error of CLs, from both numbers of toys. A share of no toys has the error of one toy, divided by CLb.
double cls_error(PlayedObservation const& played, ToyDistribution const& s_plus_b);

}  // namespace quartet
