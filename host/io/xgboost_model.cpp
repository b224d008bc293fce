#include "host/io/xgboost_model.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include "host/io/xgboost_tree.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using xgboost::Field;

/// How base_score, which the file keeps in the space of the predictions, becomes a margin.
enum class BaseLink
{
    identity,
    logit,
    log
};

struct Objective
{
    char const* name;
    TreeTransform transform;
    BaseLink link;
};

// ProbToMargin and PredTransform of xgboost, src/objective/*.cu.
constexpr Objective objectives[] = {
    {"binary:logistic", TreeTransform::sigmoid, BaseLink::logit},
    {"reg:logistic", TreeTransform::sigmoid, BaseLink::logit},
    {"binary:logitraw", TreeTransform::identity, BaseLink::logit},
    {"multi:softprob", TreeTransform::softmax, BaseLink::identity},
    {"multi:softmax", TreeTransform::softmax, BaseLink::identity},
    {"count:poisson", TreeTransform::exponent, BaseLink::log},
    {"reg:gamma", TreeTransform::exponent, BaseLink::log},
    {"reg:tweedie", TreeTransform::exponent, BaseLink::log},
    {"survival:cox", TreeTransform::exponent, BaseLink::log},
    {"survival:aft", TreeTransform::exponent, BaseLink::log},
    {"reg:linear", TreeTransform::identity, BaseLink::identity},
    {"reg:squarederror", TreeTransform::identity, BaseLink::identity},
    {"reg:squaredlogerror", TreeTransform::identity, BaseLink::identity},
    {"reg:pseudohubererror", TreeTransform::identity, BaseLink::identity},
    {"reg:absoluteerror", TreeTransform::identity, BaseLink::identity},
    {"reg:quantileerror", TreeTransform::identity, BaseLink::identity},
    {"rank:pairwise", TreeTransform::identity, BaseLink::identity},
    {"rank:ndcg", TreeTransform::identity, BaseLink::identity},
    {"rank:map", TreeTransform::identity, BaseLink::identity},
};

Objective const& find_objective(Field const& name)
{
    std::string const wanted = name.text();
    for (Objective const& objective : objectives)
        if (wanted == objective.name) return objective;
    name.fail("the objective \"" + wanted + "\" is not supported");
}

/// The margin of a base score. As in XGBoost the argument of the logarithm is float32; the logarithm is rounded once.
float base_margin(Field const& field, float score, BaseLink link)
{
    double margin = score;
    if (link == BaseLink::logit) margin = -std::log(static_cast<double>(1.0f / score - 1.0f));
    if (link == BaseLink::log) margin = std::log(static_cast<double>(score));
    if (!std::isfinite(margin))
        field.fail("base_score " + std::to_string(score) + " is outside of the objective's range");
    return static_cast<float>(margin);
}

void read_base(Forest& forest, Field const& parameters, BaseLink link)
{
    std::int64_t outputs = 1;
    for (char const* key : {"num_class", "num_target"})
        if (parameters.has(key)) outputs = std::max(outputs, parameters[key].whole());
    if (outputs > 65536) parameters.fail("the model has more than 65536 outputs");
    Field const field = parameters["base_score"];
    auto scores = field.parameter_list();
    if (scores.size() == 1) scores.resize(static_cast<std::size_t>(outputs), scores[0]);
    if (scores.size() != static_cast<std::size_t>(outputs))
        field.fail("there are " + std::to_string(scores.size()) + " scores for " + std::to_string(outputs)
                   + " outputs");
    for (float score : scores) forest.base.push_back(base_margin(field, score, link));
}

void read_features(Forest& forest, Field const& learner)
{
    Field const count = learner["learner_model_param"]["num_feature"];
    forest.features = count.whole();
    if (forest.features < 0 || forest.features >= (std::int64_t(1) << 31))
        count.fail("the number of features is out of range");
    if (!learner.has("feature_names")) return;
    Field const names = learner["feature_names"];
    for (Field const& name : names.items()) forest.feature_names.push_back(name.text());
    if (!forest.feature_names.empty() && forest.feature_names.size() != static_cast<std::size_t>(forest.features))
        names.fail("there are " + std::to_string(forest.feature_names.size()) + " names for "
                   + std::to_string(forest.features) + " features");
}

void read_trees(Forest& forest, Field const& model, std::vector<float> const& weights, Field const& booster)
{
    auto const trees = model["trees"].items();
    Field const parameters = model["gbtree_model_param"];
    if (parameters["num_trees"].whole() != static_cast<std::int64_t>(trees.size()))
        parameters["num_trees"].fail("the file holds " + std::to_string(trees.size()) + " trees");
    std::int64_t const parallel = parameters.has("num_parallel_tree") ? parameters["num_parallel_tree"].whole() : 1;
    if (parallel < 0 || parallel > 1000000) parameters["num_parallel_tree"].fail("the number is out of range");
    forest.trees_per_round = std::max<std::int64_t>(parallel, 1) * forest.outputs();
    Field const info = model["tree_info"];
    auto const groups = info.integers(trees.size());
    if (!weights.empty() && weights.size() != trees.size())
        booster["weight_drop"].fail("there are " + std::to_string(weights.size()) + " weights for "
                                    + std::to_string(trees.size()) + " trees");
    for (std::size_t t = 0; t < trees.size(); ++t)
    {
        if (groups[t] < 0 || groups[t] >= forest.outputs())
            info.fail("tree " + std::to_string(t) + " adds to output " + std::to_string(groups[t]) + ", the model has "
                      + std::to_string(forest.outputs()));
        xgboost::append_tree(forest, trees[t], groups[t], weights.empty() ? 1.0f : weights[t]);
    }
}

void read_booster(Forest& forest, Field const& booster)
{
    std::string const kind = booster["name"].text();
    if (kind == "gbtree") return read_trees(forest, booster["model"], {}, booster);
    if (kind != "dart") booster["name"].fail("the booster \"" + kind + "\" is not supported, only gbtree and dart");
    auto const weights = booster["weight_drop"].numbers();
    for (float weight : weights)
        if (!std::isfinite(weight)) booster["weight_drop"].fail("a weight is not finite");
    read_trees(forest, booster["gbtree"]["model"], weights, booster);
}

}  // namespace

Forest parse_xgboost_model(std::string_view bytes, std::string const& name)
{
    xgboost::Value const document = xgboost::parse_document(bytes, name);
    Field const learner = Field(document, name, "")["learner"];
    Forest forest;
    Objective const& objective = find_objective(learner["objective"]["name"]);
    forest.objective = objective.name;
    forest.transform = objective.transform;
    read_features(forest, learner);
    read_base(forest, learner["learner_model_param"], objective.link);
    read_booster(forest, learner["gradient_booster"]);
    return forest;
}

Forest read_xgboost_model(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw InputError(message("the model cannot be opened", path, "Give an XGBoost model saved as .json or .ubj"));
    std::string const bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) throw EnvironmentError(message("reading the model failed", path, ""));
    return parse_xgboost_model(bytes, path);
}

}  // namespace quartet
