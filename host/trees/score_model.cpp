#include "host/trees/score_model.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "host/core/sha256.hpp"
#include "host/io/xgboost_model.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using nlohmann::json;

constexpr std::size_t max_folds = 1000;

[[noreturn]] void fail(std::string const& what, std::string const& path, std::string const& key)
{
    throw InputError(message("score manifest: " + what, path + (key.empty() ? "" : ", key " + key),
                             "The format is described in docs/file_formats.md"));
}

json const& member(json const& object, std::string const& key, std::string const& path, std::string const& where)
{
    if (!object.is_object() || !object.contains(key)) fail("the key is missing", path, where + key);
    return object.at(key);
}

std::string text_of(json const& value, std::string const& path, std::string const& key)
{
    if (!value.is_string()) fail("expected a text", path, key);
    return value.get<std::string>();
}

void check_feature_order(ScoreModel const& model, Forest const& forest, std::string const& file)
{
    if (static_cast<std::size_t>(forest.features) != model.features.size())
        throw InputError(message("the model has " + std::to_string(forest.features) + " features, the manifest "
                                     + std::to_string(model.features.size()),
                                 file, "Both must have the same features in the same order"));
    for (std::size_t i = 0; i < forest.feature_names.size(); ++i)
        if (forest.feature_names[i] != model.features[i].name)
            throw InputError(message("feature " + std::to_string(i) + " is \"" + forest.feature_names[i]
                                         + "\" in the model and \"" + model.features[i].name + "\" in the manifest",
                                     file, "Both must have the same features in the same order"));
}

void read_features(ScoreModel& model, json const& manifest, std::string const& path)
{
    json const& features = member(manifest, "features", path, "");
    if (!features.is_array() || features.empty()) fail("expected a list that is not empty", path, "features");
    for (std::size_t i = 0; i < features.size(); ++i)
    {
        std::string const key = "features[" + std::to_string(i) + "].";
        std::string const name = text_of(member(features[i], "name", path, key), path, key + "name");
        std::string const column =
            features[i].contains("column") ? text_of(features[i]["column"], path, key + "column") : name;
        model.features.push_back(parse_score_feature(name, column));
    }
}

void read_folds(ScoreModel& model, json const& manifest, std::string const& path)
{
    json const& folds = member(manifest, "folds", path, "");
    if (folds.contains("column")) model.fold_column = text_of(folds["column"], path, "folds.column");
    json const& models = member(folds, "models", path, "folds.");
    if (!models.is_array() || models.empty() || models.size() > max_folds)
        fail("expected a list of 1 to 1000 models", path, "folds.models");
    if (folds.contains("modulus") && folds["modulus"] != models.size())
        fail("the modulus must be the number of models", path, "folds.modulus");
    for (std::size_t k = 0; k < models.size(); ++k)
    {
        std::string const key = "folds.models[" + std::to_string(k) + "].";
        std::string const name = text_of(member(models[k], "file", path, key), path, key + "file");
        std::string const file = (std::filesystem::path(path).parent_path() / name).string();
        if (models[k].contains("sha256") && text_of(models[k]["sha256"], path, key + "sha256") != sha256_of_file(file))
            fail("the file " + file + " has another SHA-256", path, key + "sha256");
        model.folds.push_back(read_xgboost_model(file));
        model.files.push_back(file);
        check_feature_order(model, model.folds.back(), file);
    }
}

void read_categories(ScoreModel& model, json const& manifest, std::string const& path)
{
    if (!manifest.contains("categories")) return;
    json const& categories = manifest["categories"];
    std::array<CategoryThresholds, 3> thresholds;
    for (std::size_t r = 0; r < 3; ++r)
    {
        std::string const name(1, static_cast<char>('A' + r));
        json const& pair = member(categories, name, path, "categories.");
        std::string const key = "categories." + name;
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number())
            fail("expected the two thresholds [of subcategory 1, of subcategory 2]", path, key);
        thresholds[r] = {pair[0].get<double>(), pair[1].get<double>()};
        if (!(thresholds[r].second <= thresholds[r].first))
            fail("the threshold of subcategory 2 must not exceed that of subcategory 1", path, key);
    }
    model.categories = thresholds;
}

ScoreModel read_manifest(json const& manifest, std::string const& path)
{
    if (member(manifest, "version", path, "") != 1) fail("only version 1 is known", path, "version");
    ScoreModel model;
    model.files.push_back(path);
    read_features(model, manifest, path);
    read_folds(model, manifest, path);
    read_categories(model, manifest, path);
    return model;
}

ScoreModel single_model(std::string const& path)
{
    ScoreModel model;
    model.folds.push_back(read_xgboost_model(path));
    model.files.push_back(path);
    if (model.folds[0].feature_names.empty())
        throw InputError(
            message("the model does not name its features", path, "Write a manifest that names the columns"));
    for (std::string const& name : model.folds[0].feature_names)
        model.features.push_back(parse_score_feature(name, name));
    check_feature_order(model, model.folds[0], path);
    return model;
}

}  // namespace

ScoreFeature parse_score_feature(std::string const& name, std::string const& column)
{
    ScoreFeature feature{name, column, -1, -1};
    auto const wrong = [&](std::string const& what)
    {
        throw InputError(
            message("feature \"" + name + "\": " + what, "column " + column,
                    "Write a column of the candidate file, muK_X for muon K of the column mu_X, or COLUMN[i]"));
    };
    if (column.size() > 4 && column.compare(0, 2, "mu") == 0 && column[2] >= '0' && column[2] <= '9'
        && column[3] == '_')
    {
        feature.muon = column[2] - '1';
        if (feature.muon < 0 || feature.muon > 3) wrong("there are four muons");
        feature.column = "mu_" + column.substr(4);
    }
    else if (!column.empty() && column.back() == ']')
    {
        std::size_t const open = column.find('[');
        std::string const digits = column.substr(open == std::string::npos ? 0 : open + 1, column.size() - open - 2);
        if (open == std::string::npos || digits.empty() || digits.size() > 4
            || digits.find_first_not_of("0123456789") != std::string::npos)
            wrong("the component is not a number");
        feature.component = std::stoi(digits);
        feature.column = column.substr(0, open);
    }
    if (feature.column.empty()) wrong("the column has no name");
    return feature;
}

ScoreModel read_score_model(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw InputError(
            message("the model cannot be opened", path, "Give a manifest or an XGBoost model (.json, .ubj)"));
    std::string const bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (bytes.size() < (std::size_t(1) << 20))
    {
        json const manifest = json::parse(bytes, nullptr, false);
        if (manifest.is_object() && manifest.value("format", json()) == "quartet-score-manifest")
            return read_manifest(manifest, path);
    }
    return single_model(path);
}

}  // namespace quartet
