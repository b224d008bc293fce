# Questions asked of the likelihood: asymptotic formulae, test statistics, limits.
quartet_add_library(quartet_limits
    SOURCES asymptotic.cpp limits_crossing.cpp
    DEPENDS quartet_fits)
