// The simulated decays of decay_toy.hpp as inputs of the fit, with the origin at the measured primary vertex.
#pragma once

#include <gtest/gtest.h>

#include "models/kinematics/flight.hpp"
#include "models/kinematics/track_weight.hpp"
#include "tests/physics/decay_toy.hpp"

namespace quartet::test
{

inline constexpr double toy_field = 3.8;
inline constexpr double toy_scale = constants::curvature_constant * toy_field;

template <class T, int N>
struct ToyInput
{
    TrackMeasurement<T> track[N];
    T mass[N];
    MeasuredPoint<T> pv;  ///< at the origin
};

/// Coordinates local to the measured primary vertex, in z: there float32 has its digits where they matter.
template <class T, int N>
ToyInput<T, N> toy_input(ToyDecay<N> const& d)
{
    ToyInput<T, N> in;
    for (int i = 0; i < N; ++i)
    {
        double weight[15];
        EXPECT_EQ(weigh_track(d.track[i].q, d.track[i].cov, weight), VertexStatus::fitted);
        for (int k = 0; k < 5; ++k) in.track[i].q[k] = T(d.track[i].q[k] - (k == 1 ? d.pv[2] : 0));
        for (int k = 0; k < 15; ++k) in.track[i].weight[k] = T(weight[k]);
        for (T& r : in.track[i].reference) r = T(0);
        in.mass[i] = T(d.leaf_mass[i]);
    }
    in.pv = {{T(d.pv[0]), T(d.pv[1]), T(0)}, {}};
    for (int k = 0; k < 6; ++k) in.pv.cov[k] = T(d.pv_cov[k]);
    return in;
}

}  // namespace quartet::test
