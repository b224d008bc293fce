#include "host/io/model_yaml_shapes.hpp"

namespace quartet::model_yaml
{

std::span<ShapeGrammar const> named_shapes()
{
    static std::vector<ShapeGrammar> const shapes{
        {"gauss", PdfKind::gaussian, {"mean", "sigma"}},
        {"johnson_su", PdfKind::johnson_su, {"mu", "lambda", "gamma", "delta"}},
        {"double_crystal_ball",
         PdfKind::double_crystal_ball,
         {"mean", "sigma_L", "alpha_L", "n_L", "alpha_R", "n_R", "sigma_R"}},
        {"double_crystal_ball", PdfKind::double_crystal_ball, {"mean", "sigma", "alpha_L", "n_L", "alpha_R", "n_R"}},
        {"crystal_ball", PdfKind::crystal_ball, {"mean", "sigma", "alpha", "n"}},
        {"student_t", PdfKind::student_t, {"mean", "sigma", "nu"}},
        {"breit_wigner", PdfKind::breit_wigner, {"mean", "width"}},
        {"voigtian", PdfKind::voigtian, {"mean", "width", "sigma"}},
        {"argus", PdfKind::argus, {"m0", "c", "p"}},
        {"argus", PdfKind::argus, {"m0", "c"}},
        {"exponential", PdfKind::exponential, {"slope"}},
        {"power_law", PdfKind::power_law, {"exponent"}},
        {"uniform", PdfKind::uniform, {}},
    };
    return shapes;
}

std::span<ListGrammar const> list_shapes()
{
    static std::vector<ListGrammar> const shapes{
        {"bernstein", PdfKind::bernstein, 2, 7, "a Bernstein polynomial has 2 to 7 coefficients",
         "orders 1 to 6 are supported"},
        {"chebyshev", PdfKind::chebyshev, 1, 6, "a Chebyshev series has 1 to 6 coefficients",
         "they begin with that of T_1; the constant term is 1"},
        {"polynomial", PdfKind::polynomial, 2, 7, "a polynomial has 2 to 7 coefficients",
         "they begin with the constant term; one of them should be a number, for a common factor cancels"},
    };
    return shapes;
}

}  // namespace quartet::model_yaml
