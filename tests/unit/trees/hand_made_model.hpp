// XGBoost models written by hand, so that the tests know every margin without XGBoost.
#pragma once

#include <string>

namespace quartet::test
{

/// Replaces the first occurrence of `from`; the test fails to compile its case when it is not there.
inline std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    std::size_t const at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the hand-made model has no " + from);
    return text.replace(at, from.size(), to);
}

/// Two trees on the features a, b, c (c has categories), objective binary:logistic with base_score 0.5.
///   tree 0: a < 1.5 ? (b < -2 ? 0.25 : 0.5) : 1        missing a goes left, missing b goes right
///   tree 1: c in {1, 3, 33} ? -4 : 8                    missing c goes right
inline std::string small_model()
{
    return R"({"learner":{"attributes":{},"feature_names":["a","b","c"],"feature_types":["q","q","c"],
"gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"2","size_leaf_vector":"0"},
"tree_info":[0,0],"trees":[
{"base_weights":[0,0,0,0,0],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],
"default_left":[1,0,0,0,0],"id":0,"left_children":[1,3,-1,-1,-1],"right_children":[2,4,-1,-1,-1],
"loss_changes":[0,0,0,0,0],"parents":[2147483647,0,0,1,1],"split_conditions":[1.5E0,-2E0,1E0,2.5E-1,5E-1],
"split_indices":[0,1,0,0,0],"split_type":[0,0,0,0,0],"sum_hessian":[1,1,1,1,1],
"tree_param":{"num_deleted":"0","num_feature":"3","num_nodes":"5","size_leaf_vector":"0"}},
{"base_weights":[0,0,0],"categories":[1,3,33],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[3],
"default_left":[0,0,0],"id":1,"left_children":[1,-1,-1],"right_children":[2,-1,-1],"loss_changes":[0,0,0],
"parents":[2147483647,0,0],"split_conditions":[NaN,8E0,-4E0],"split_indices":[2,0,0],"split_type":[1,0,0],
"sum_hessian":[1,1,1],"tree_param":{"num_deleted":"0","num_feature":"3","num_nodes":"3","size_leaf_vector":"0"}}]},
"name":"gbtree"},
"learner_model_param":{"base_score":"5E-1","boost_from_average":"1","num_class":"0","num_feature":"3","num_target":"1"},
"objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]})";
}

}  // namespace quartet::test
