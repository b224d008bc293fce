// Dimuon peaks of real CMS data of 2011: the fitted masses are those of the PDG and lie in the veto windows.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "host/io/event_file.hpp"
#include "models/base/constants.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/veto.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::test
{
namespace
{

std::vector<double> dimuon_masses(std::string const& path)
{
    std::vector<double> masses;
    EventFileReader reader(path);
    EventBatch batch;
    while (reader.next(batch))
    {
        MuonView const m = batch.view().muon;
        for (std::int64_t e = 0; e < batch.n_events; ++e)
        {
            std::int64_t const i = m.offsets[e];
            if (m.offsets[e + 1] - i != 2) continue;
            masses.push_back(pair_mass(on_shell(m.px[i], m.py[i], m.pz[i], constants::muon_mass),
                                       on_shell(m.px[i + 1], m.py[i + 1], m.pz[i + 1], constants::muon_mass),
                                       constants::muon_mass));
        }
    }
    return masses;
}

/// Gaussian peak on a straight line, by Gauss-Newton on the histogram (Pearson weights).
struct PeakFit
{
    Eigen::Matrix<double, 5, 1> p;  ///< height, mean, width, level, slope

    PeakFit(std::vector<double> const& masses, double low, double high, double mean, double width)
    {
        constexpr int bins = 60;
        Eigen::VectorXd count = Eigen::VectorXd::Zero(bins);
        double const step = (high - low) / bins;
        for (double const m : masses)
            if (m >= low && m < high) count[static_cast<int>((m - low) / step)] += 1;
        p << count.maxCoeff() - count.minCoeff(), mean, width, count.minCoeff(), 0;
        for (int iteration = 0; iteration < 40; ++iteration) improve(count, low, step, mean);
    }

    void improve(Eigen::VectorXd const& count, double low, double step, double center)
    {
        Eigen::Matrix<double, 5, 5> a = Eigen::Matrix<double, 5, 5>::Zero();
        Eigen::Matrix<double, 5, 1> b = Eigen::Matrix<double, 5, 1>::Zero(), d;
        for (int i = 0; i < count.size(); ++i)
        {
            double const x = low + (i + 0.5) * step, t = (x - p[1]) / p[2], g = std::exp(-t * t / 2);
            double const model = p[0] * g + p[3] + p[4] * (x - center);
            d << g, p[0] * g * t / p[2], p[0] * g * t * t / p[2], 1, x - center;
            double const weight = 1 / std::max(count[i], 1.0);
            a += weight * d * d.transpose();
            b += weight * (count[i] - model) * d;
        }
        Eigen::Matrix<double, 5, 1> const change = a.ldlt().solve(b);
        p += 0.5 * change;
    }
};

struct Peak
{
    char const* file;
    double low, high, mass, width;
    Resonance resonance;
};

class DimuonPeak : public testing::TestWithParam<Peak>
{
};

TEST_P(DimuonPeak, HasThePdgMassAndLiesInTheVetoWindow)
{
    Peak const& peak = GetParam();
    QUARTET_NEED_SHARED(path, peak.file);
    std::vector<double> const masses = dimuon_masses(path);
    ASSERT_GT(masses.size(), 4000u);
    PeakFit const fit(masses, peak.low, peak.high, peak.mass, peak.width);
    RecordProperty("mass", std::to_string(fit.p[1]));
    RecordProperty("width", std::to_string(fit.p[2]));
    EXPECT_NEAR(fit.p[1], peak.mass, 0.01 * peak.mass);
    EXPECT_GT(fit.p[0], 5 * std::sqrt(std::max(fit.p[3], 1.0))) << "no peak above the line";
    ResonanceWindow const& window = VetoTable{}.window[static_cast<int>(peak.resonance)];
    for (int category = 0; category < 3; ++category) EXPECT_TRUE(window.contains(fit.p[1], category));
}

std::string name_of(testing::TestParamInfo<Peak> const& peak)
{
    char const* const names[] = {"phi", "omega", "psi2s"};
    return names[peak.index];
}

// Masses: Particle Data Group 2026 (models/base/constants.hpp).
INSTANTIATE_TEST_SUITE_P(
    Real, DimuonPeak,
    testing::Values(Peak{"events/dimuon_phi.h5", 0.95, 1.09, constants::phi_mass, 0.015, Resonance::phi},
                    Peak{"events/dimuon_omega.h5", 0.72, 0.85, constants::omega_mass, 0.015, Resonance::omega},
                    Peak{"events/dimuon_psi2s.h5", 3.5, 3.88, constants::psi2s_mass, 0.04, Resonance::psi2s}),
    name_of);

}  // namespace
}  // namespace quartet::test
