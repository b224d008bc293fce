# Further questions asked of a likelihood: goodness of fit, impacts, compatibility, intervals, contours, post-fit yields.
quartet_add_library(quartet_questions
    SOURCES
        channel_cdf.cpp chi_square.cpp compatibility.cpp contour.cpp feldman_cousins.cpp gof.cpp grid_scan.cpp impacts.cpp
        likelihood_data.cpp look_elsewhere.cpp post_fit.cpp projection.cpp question_json.cpp
    DEPENDS quartet_statistics quartet_core)
