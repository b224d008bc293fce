# Questions asked of the likelihood: asymptotic formulae, test statistics, limits.
quartet_add_library(quartet_limits
    SOURCES asymptotic.cpp limits_crossing.cpp test_statistic.cpp asimov.cpp limits.cpp toy_cls.cpp toy_curve.cpp
    toy_distribution.cpp toy_grid_limit.cpp toy_hypothesis.cpp toy_limit.cpp
    toy_rounds.cpp toy_values.cpp
    DEPENDS quartet_fits)
