// The vertex fit as one linear system of all 3 + 3 N parameters, without a Schur complement: x, y, z, then phi, theta,
// qoverp of each track.
#pragma once

#include <Eigen/Dense>

#include "models/kinematics/vertex_fit.hpp"

namespace quartet::test
{

struct DenseFit
{
    Eigen::MatrixXd covariance;
    Eigen::VectorXd gradient;
    double chi2 = 0;

    /// Linearised where `fit` ended.
    template <int N>
    DenseFit(TrackMeasurement<double> const (&tracks)[N], VertexFit<double, N> const& fit, double scale)
    {
        int const n = 3 + 3 * N;
        Eigen::MatrixXd a = Eigen::MatrixXd::Zero(n, n);
        gradient = Eigen::VectorXd::Zero(n);
        for (int i = 0; i < N; ++i)
        {
            auto const linear = linearise(tracks[i], fit.x, fit.p[i], scale);
            Eigen::MatrixXd j = Eigen::MatrixXd::Zero(5, n);
            Eigen::MatrixXd w(5, 5);
            Eigen::VectorXd r(5);
            for (int k = 0; k < 5; ++k)
            {
                r[k] = linear.r[k];
                for (int l = 0; l < 5; ++l) w(k, l) = tracks[i].weight[symmetric(k, l)];
            }
            for (int k = 0; k < 3; ++k)
            {
                for (int c = 0; c < 2; ++c) j(k, c) = linear.j.position[k][c];
                for (int c = 0; c < 3; ++c) j(k, 3 + 3 * i + c) = linear.j.momentum[k][c];
            }
            j(1, 2) = j(3, 3 + 3 * i + 1) = j(4, 3 + 3 * i + 2) = 1;
            a += j.transpose() * w * j;
            gradient += j.transpose() * w * r;
            chi2 += r.dot(w * r);
        }
        covariance = a.inverse();
    }
};

}  // namespace quartet::test
