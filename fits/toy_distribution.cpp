#include "fits/toy_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Fresh values are sorted in when there are so many, or as many as are sorted already.
constexpr std::size_t least_fresh = 1U << 16U;
/// Standard deviations by which a quantile is moved for its error: with discrete data a jump that is only just out of
/// reach counts too.
constexpr double reach = 2;

/// The largest value that the share `wanted` of the toys reaches.
double value_of_share(double wanted, ToyDistribution const& toys)
{
    double const n = toys.size();
    double const from_top = std::clamp(std::floor(wanted * n), 0.0, n - 1);
    return toys.at_rank(n - 1 - from_top);
}

}  // namespace

void ToyDistribution::add(ToyValues const& toys)
{
    for (std::size_t t = 0; t < toys.q.size(); ++t)
    {
        if (has_failed(toys.q[t], toys.status[t])) ++failed_;
        if (std::isnan(toys.q[t]))
            ++lost_;
        else
            fresh_.push_back(toys.q[t]);
    }
    if (fresh_.size() >= std::max(least_fresh, singles_.size())) settle();
}

void ToyDistribution::settle() const
{
    if (fresh_.empty()) return;
    singles_.reserve(singles_.size() + fresh_.size());
    singles_.insert(singles_.end(), fresh_.begin(), fresh_.end());
    fresh_ = {};
    std::sort(singles_.begin(), singles_.end());
    join_equal();
}

// Walks through the sorted values and the atoms side by side.
void ToyDistribution::join_equal() const
{
    std::vector<Atom> joined;
    std::size_t atom = 0;
    std::size_t kept = 0;
    std::int64_t upto = 0;
    auto const take_atom = [&]
    {
        upto += atoms_[atom].upto - before(atom);
        joined.push_back({atoms_[atom].value, upto});
        ++atom;
    };
    for (std::size_t first = 0; first < singles_.size();)
    {
        double const value = singles_[first];
        std::size_t last = first;
        while (last < singles_.size() && singles_[last] == value) ++last;
        while (atom < atoms_.size() && atoms_[atom].value < value) take_atom();
        auto const toys = static_cast<std::int64_t>(last - first);
        if (atom < atoms_.size() && atoms_[atom].value == value)
        {
            take_atom();
            joined.back().upto = upto += toys;
        }
        else if (toys > 1)
            joined.push_back({value, upto += toys});
        else
            singles_[kept++] = value;
        first = last;
    }
    while (atom < atoms_.size()) take_atom();
    singles_.resize(kept);
    if (singles_.capacity() > 2 * kept) singles_.shrink_to_fit();
    joined.shrink_to_fit();
    atoms_ = std::move(joined);
}

double ToyDistribution::size() const
{
    return static_cast<double>(static_cast<std::int64_t>(fresh_.size() + singles_.size()) + in_atoms());
}

std::int64_t ToyDistribution::entries() const
{
    settle();
    return static_cast<std::int64_t>(singles_.size() + 2 * atoms_.size());
}

std::int64_t ToyDistribution::singles_below(double value) const
{
    return std::lower_bound(singles_.begin(), singles_.end(), value) - singles_.begin();
}

double ToyDistribution::at_rank(double rank) const
{
    settle();
    auto const k = static_cast<std::int64_t>(rank);
    auto const found = std::partition_point(atoms_.begin(), atoms_.end(),
                                            [&](Atom const& a) { return a.upto + singles_below(a.value) <= k; });
    auto const atom = static_cast<std::size_t>(found - atoms_.begin());
    if (found != atoms_.end() && k >= before(atom) + singles_below(found->value)) return found->value;
    return singles_[static_cast<std::size_t>(k - before(atom))];
}

double ToyDistribution::count(double value) const
{
    settle();
    double const lowest = value - tie_epsilon;
    auto const found =
        std::partition_point(atoms_.begin(), atoms_.end(), [&](Atom const& a) { return a.value < lowest; });
    std::int64_t const below = before(static_cast<std::size_t>(found - atoms_.begin())) + singles_below(lowest);
    return static_cast<double>(static_cast<std::int64_t>(singles_.size()) + in_atoms() - below);
}

double ToyDistribution::p_value(double value) const { return empty() ? 1 : count(value) / size(); }

double ToyDistribution::p_error(double p) const
{
    double const n = std::max(size(), 1.0);
    return std::sqrt(std::max(p * (1 - p), (1 - 1 / n) / n) / n);
}

PlayedObservation observation_at(double q, ToyDistribution const& s_plus_b, ToyDistribution const& b)
{
    PlayedObservation played;
    played.beyond = s_plus_b.count(q);
    played.clsb = s_plus_b.p_value(q);
    played.clb = b.p_value(q);
    // No background toy is as far out: CLs is unknown.
    played.b_error = played.clb > 0 ? b.p_error(played.clb) / played.clb : infinity;
    return played;
}

double value_at_sigma(double sigma, ToyDistribution const& toys) { return value_of_share(normal_cdf(sigma), toys); }

PlayedObservation observation_at_sigma(double sigma, ToyDistribution const& s_plus_b, ToyDistribution const& b)
{
    double const n = b.size();
    double const share = normal_cdf(sigma);
    PlayedObservation played = observation_at(value_of_share(share, b), s_plus_b, b);
    double const step = reach * std::sqrt(share * (1 - share) / n);
    auto const cls_when_moved = [&](double sign)
    {
        double const q = value_of_share(share + sign * step, b);
        double const clb = b.p_value(q);
        return s_plus_b.p_value(q) / std::max(clb - sign * reach * b.p_error(clb), 1 / n);
    };
    double const centre = played.clsb / played.clb;
    if (centre > 0) played.b_error = 0.5 / reach * std::abs(cls_when_moved(1) - cls_when_moved(-1)) / centre;
    return played;
}

PlayedObservation observation_at_quantile(double sigma, ToyDistribution const& players, ToyDistribution const& s_plus_b,
                                          ToyDistribution const& b)
{
    double const share = normal_cdf(sigma);
    PlayedObservation played = observation_at(value_of_share(share, players), s_plus_b, b);
    double const step = reach * std::sqrt(share * (1 - share) / players.size());
    auto const cls_when_moved = [&](double sign)
    { return observation_at(value_of_share(share + sign * step, players), s_plus_b, b).cls(); };
    double const quantile_error = 0.5 / reach * std::abs(cls_when_moved(1) - cls_when_moved(-1));
    if (played.cls() > 0) played.b_error = std::hypot(played.b_error, quantile_error / played.cls());
    return played;
}

double cls_error(PlayedObservation const& played, ToyDistribution const& s_plus_b)
{
    // No background toy is as far out as the data: the ratio is capped at 1, and its error is 1.
    if (!(played.clb > 0)) return 1;
    return std::hypot(s_plus_b.p_error(played.clsb) / played.clb, played.cls() * played.b_error);
}

}  // namespace quartet
