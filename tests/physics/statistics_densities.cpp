// Densities and quantiles, normalised on a range, against SciPy 1.17.1 with NumPy 2.4.6: scipy.stats.crystalball
// (two-sided ones are two halves of it, scaled to the same height), t, cauchy, argus, gaussian_kde, binom and beta
// (Bernstein polynomials), scipy.special.voigt_profile and gammainc (ARGUS of another power than 1/2),
// numpy.polynomial. Quantiles by scipy.optimize.brentq of the distribution functions, of scipy.integrate.quad for the
// Voigtians.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fits/density_table.hpp"
#include "fits/pdf/pdf.hpp"

namespace quartet
{
namespace
{

struct Known
{
    char const* name;
    PdfKind kind;
    double low;
    double high;
    std::vector<double> q;
    std::vector<double> x;
    std::vector<double> density;
    std::vector<double> quantiles;  ///< at 0.1, 0.5, 0.9
};

std::vector<Known> known()
{
    return {{"crystal ball",
             PdfKind::crystal_ball,
             4.5,
             6,
             {5.28, 0.04, 1.3, 2.6},
             {4.6, 5.1, 5.26, 5.3, 5.4},
             {0.0132944148293862, 0.321211455383651, 7.91432274658613, 7.91432274658622, 0.0996266204865569},
             {5.19094356466799, 5.2743607871924, 5.32880442913208}},
            {"crystal ball with the tail above",
             PdfKind::crystal_ball,
             4.5,
             6,
             {5.28, 0.04, -0.9, 3.5},
             {5.2, 5.27, 5.31, 5.5, 5.9},
             {1.10299650399523, 7.89935073556769, 6.15202053861589, 0.353740866065948, 0.0231993257457003},
             {5.23347184264136, 5.29136752862177, 5.40881528257671}},
            {"double crystal ball",
             PdfKind::double_crystal_ball,
             100,
             160,
             {125, 1.7, 1.4, 4, 1.9, 11},
             {101, 118, 124.5, 127, 130, 150},
             {9.31914356680036e-05, 0.00567741666668587, 0.209971909508857, 0.109747780683816, 0.00584778609642482,
              9.60781140071683e-08},
             {122.145615566517, 124.889594496153, 127.200506484904}},
            {"double crystal ball of two widths",
             PdfKind::double_crystal_ball,
             100,
             160,
             {125, 1.5, 1.4, 4, 1.9, 11, 2.1},
             {101, 118, 124.5, 127, 130, 150},
             {5.6206501977367e-05, 0.0037118680194297, 0.197438807709723, 0.132617562776761, 0.014269896121408,
              5.51066040563869e-07},
             {122.742734250304, 125.286069690459, 127.926169534083}},
            {"student t",
             PdfKind::student_t,
             4.5,
             6,
             {5.28, 0.04, 3.7},
             {4.6, 5.1, 5.26, 5.3, 5.4},
             {0.0003228898702555, 0.115819010839807, 8.00100687313136, 8.00100687313146, 0.514291177211281},
             {5.21770710009808, 5.27999933680911, 5.34228856371595}},
            {"breit-wigner",
             PdfKind::breit_wigner,
             60,
             120,
             {91.19, 2.4952},
             {60.5, 85, 91, 92.5, 119},
             {0.000432393545746391, 0.0102309383046784, 0.256142593366812, 0.124651179975104, 0.000526398861743628},
             {87.7272345674018, 91.187942280111, 94.6172710447507}},
            {"voigtian",
             PdfKind::voigtian,
             60,
             120,
             {91.19, 2.4952, 1.7},
             {60.5, 85, 91, 92.5, 119},
             {0.000436458940094467, 0.0134680567156234, 0.145600865306415, 0.123625661445754, 0.00053243141023141},
             {86.9388013605267, 91.186272842813, 95.4094080705321}},
            {"voigtian, narrow resonance",
             PdfKind::voigtian,
             4.5,
             6,
             {5.28, 0.0004, 0.04},
             {4.6, 5.1, 5.26, 5.3, 5.4},
             {0.00013915552465934, 0.00277944910088424, 8.77258100313845, 8.77258100313855, 0.117947334893343},
             {5.22847472203392, 5.27999965468723, 5.33152370082197}},
            {"chebyshev",
             PdfKind::chebyshev,
             1,
             4,
             {0.3, -0.2, 0.1, 0.05},
             {1, 1.7, 2.5, 3.3, 4},
             {0.141065830721003, 0.311638376098146, 0.391849529780564, 0.349683192073997, 0.391849529780564},
             {1.49019598552436, 2.62015923508625, 3.72707140811246}},
            {"polynomial",
             PdfKind::polynomial,
             1,
             4,
             {1, -0.3, 0.2, 0.05},
             {1, 1.7, 2.5, 3.3, 4},
             {0.116743471582181, 0.161431643625192, 0.280337941628264, 0.489689708141321, 0.761904761904762},
             {1.73350940454859, 3.15605770038482, 3.863281798552}},
            {"argus",
             PdfKind::argus,
             5.2,
             5.3,
             {5.29, -20.5},
             {5.2, 5.25, 5.27, 5.289, 5.295},
             {12.3229082851146, 12.1910721467854, 10.1048028147685, 2.62901442044897, 0},
             {5.20804552797861, 5.23957324165016, 5.27451673996588}},
            {"argus of another power",
             PdfKind::argus,
             4,
             5.25,
             {5.29, -12, 0.8},
             {4.1, 4.6, 5, 5.2, 5.245},
             {0.115673837548036, 0.564916690652374, 1.64415098270775, 1.63324724168576, 1.16142455581839},
             {4.49142162604136, 4.95392079869129, 5.18214851580437}},
            {"bernstein of order 6",
             PdfKind::bernstein,
             1,
             4,
             {0.3, 0.4, 1, 0.1, 0.7, 0, 0.2},
             {1, 1.7, 2.5, 3.3, 4},
             {0.259259259259259, 0.45039143301326, 0.410493827160494, 0.239399206218564, 0.172839506172839},
             {1.32894733416902, 2.23696099193827, 3.39972095576569}}};
}

double density(PdfAt const& pdf, double x)
{
    PdfValue<double> v{};
    evaluate_pdf(pdf, x, v);
    return v.value / integrate_pdf(pdf).value;
}

TEST(Densities, HaveTheValuesOfSciPy)
{
    for (Known const& k : known())
    {
        PdfAt pdf{};
        pdf.kind = k.kind;
        pdf.low = k.low;
        pdf.high = k.high;
        for (double q : k.q) pdf.q[pdf.n_parameters++] = q;
        for (std::size_t i = 0; i < k.x.size(); ++i)
            EXPECT_NEAR(density(pdf, k.x[i]), k.density[i], 2e-12 * k.density[i]) << k.name << " at " << k.x[i];
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_NEAR(sample_pdf(pdf, 0.1 + 0.4 * static_cast<double>(i)), k.quantiles[i], 1e-11 * k.high)
                << k.name << " quantile " << i;
    }
}

TEST(Densities, KernelEstimateIsThatOfSciPy)
{
    // gaussian_kde with the factor (4 / (3 n))^(1/5) sqrt((n - 1) / n): it takes the variance with n - 1.
    PdfComponent c;
    c.kind = PdfKind::kernel_density;
    c.data.points = {1.05, 1.3, 1.9, 2.0, 2.1, 2.15, 2.2, 2.6, 3.4};
    c.data.adaptive = false;
    c.data.mirror = false;
    std::vector<double> const table = density_table(c, 1.0, 4.0);
    PdfAt pdf{};
    pdf.kind = c.kind;
    pdf.low = 1.0;
    pdf.high = 4.0;
    pdf.table = table.data();
    pdf.table_size = static_cast<int>(table.size());
    double const x[] = {1, 1.7, 2.1, 2.5, 3.3, 4};
    double const expected[] = {0.231831906829614, 0.510218300685532, 0.625304686025404,
                               0.469578631471804, 0.152893884552862, 0.0445907729568789};
    for (int i = 0; i < 6; ++i) EXPECT_NEAR(density(pdf, x[i]), expected[i], 2e-4 * 0.63) << x[i];  // lines
}

}  // namespace
}  // namespace quartet
