#include "host/trees/inference_file.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/io/hdf5.hpp"
#include "host/io/hdf5_provenance.hpp"
#include "host/trees/predictions.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

hdf5::Dataset find_input(hdf5::Group const& root, Forest const& forest)
{
    bool const grouped = root.has_group("inputs") && root.group("inputs").has("X");
    if (!grouped && !root.has("X"))
        throw InputError(message("there is no dataset /inputs/X and no /X", root.file(),
                                 "A tree model reads one matrix X of shape (rows, features)"));
    hdf5::Dataset x = grouped ? root.group("inputs").dataset("X") : root.dataset("X");
    bool const flat = x.shape().size() == 1 && forest.features == 1;
    if (!flat && (x.shape().size() != 2 || x.row_size() != forest.features))
        throw InputError(message("X does not fit the model", x.where(),
                                 "The model needs the shape (rows, " + std::to_string(forest.features) + ")"));
    return x;
}

/// Compares one output with the values stored in the input file, batch after batch.
class OutputChecker
{
  public:
    OutputChecker(hdf5::Dataset reference, std::string name, InferenceOptions const& options)
        : reference_(std::move(reference)), options_(options)
    {
        check_.name = std::move(name);
        std::string const attribute = "max_abs_change_for_1ulp_input_noise";
        if (reference_.has_attribute(attribute)) noise_ = 4 * reference_.number_attribute(attribute);
    }

    void expect(std::int64_t rows, std::int64_t outputs) const
    {
        if (reference_.rows() != rows || reference_.row_size() != outputs)
            throw InputError(
                message("the reference does not fit the model's output", reference_.where(),
                        "Its shape must be (" + std::to_string(rows) + ", " + std::to_string(outputs) + ")"));
    }

    void compare(std::int64_t first, std::vector<float> const& values)
    {
        std::vector<double> expected(values.size());
        reference_.read(first, static_cast<std::int64_t>(values.size()) / reference_.row_size(), expected.data());
        for (std::size_t i = 0; i < values.size(); ++i) add(values[i], expected[i]);
    }

    OutputCheck const& result() const { return check_; }

  private:
    void add(double value, double expected)
    {
        ++check_.values;
        if (value == expected || (std::isnan(value) && std::isnan(expected))) return;
        double const difference = std::abs(value - expected);
        double const size = std::abs(expected);
        if (!(difference <= options_.absolute_tolerance + options_.relative_tolerance * size)
            && !(difference <= noise_))
            ++check_.outside;
        check_.max_absolute = std::max(check_.max_absolute, difference);
        if (size > 0) check_.max_relative = std::max(check_.max_relative, difference / size);
    }

    hdf5::Dataset reference_;
    InferenceOptions const& options_;
    OutputCheck check_;
    double noise_ = -1;
};

std::vector<OutputChecker> make_checkers(hdf5::Group const& root, InferenceOptions const& options, std::int64_t rows,
                                         std::int64_t outputs)
{
    std::vector<OutputChecker> checkers;
    if (!options.check) return checkers;
    std::optional<hdf5::Group> group;
    if (root.has_group("outputs")) group = root.group("outputs");
    for (std::string const name : {"margin", "prob"})
    {
        if (group && group->has(name))
            checkers.emplace_back(group->dataset(name), name, options);
        else if (root.has(name))
            checkers.emplace_back(root.dataset(name), name, options);
        else
            continue;
        checkers.back().expect(rows, outputs);
    }
    if (checkers.empty())
        throw InputError(message("there is nothing to check against", root.file(),
                                 "--check compares with /outputs/margin and /outputs/prob, or with /margin and /prob"));
    return checkers;
}

/// The two datasets of the output file.
class OutputWriter
{
  public:
    OutputWriter(std::string const& path, Provenance const& provenance, std::int64_t outputs) : file_(path)
    {
        hdf5::Group root = file_.root();
        hdf5::write_provenance(root, provenance);
        hdf5::Group group = root.create_group("outputs");
        hdf5::DatasetOptions options;
        if (outputs > 1) options.trailing = {outputs};
        margin_.emplace(group.create_dataset("margin", NumberType::f4, options));
        margin_->set_attribute("units", "1");
        margin_->set_attribute("description", "sum of the leaves and the base margin");
        prob_.emplace(group.create_dataset("prob", NumberType::f4, options));
        prob_->set_attribute("units", "1");
        prob_->set_attribute("description", "prediction: the margin after the objective's transform");
    }

    void append(std::int64_t rows, std::vector<float> const& margin, std::vector<float> const& prob)
    {
        margin_->append(margin.data(), NumberType::f4, rows);
        prob_->append(prob.data(), NumberType::f4, rows);
    }

    void commit()
    {
        margin_.reset();
        prob_.reset();
        file_.commit();
    }

  private:
    hdf5::OutputFile file_;
    std::optional<hdf5::Dataset> margin_, prob_;
};

}  // namespace

InferenceResult run_inference(InferenceOptions const& options, Forest const& forest, TreeBackend& backend,
                              Provenance const& provenance)
{
    hdf5::InputFile const input(options.input);
    hdf5::Group const root = input.root();
    hdf5::Dataset const x = find_input(root, forest);
    std::int64_t const rows = x.rows();
    std::int64_t const outputs = forest.outputs();
    auto checkers = make_checkers(root, options, rows, outputs);
    std::optional<OutputWriter> writer;
    if (!options.output.empty()) writer.emplace(options.output, provenance, outputs);
    Progress progress("trees", rows, options.progress);
    std::vector<float> values, margin, prob;
    for (std::int64_t first = 0; first < rows; first += options.batch_rows)
    {
        std::int64_t const count = std::min(options.batch_rows, rows - first);
        values.resize(static_cast<std::size_t>(count * forest.features));
        margin.resize(static_cast<std::size_t>(count * outputs));
        x.read(first, count, values.data());
        backend.margins(count, {values.data(), count * forest.features}, {margin.data(), count * outputs});
        prob = margin;
        apply_transform(forest.transform, outputs, {prob.data(), count * outputs});
        for (OutputChecker& checker : checkers) checker.compare(first, checker.result().name == "prob" ? prob : margin);
        if (writer) writer->append(count, margin, prob);
        progress.update(first + count);
    }
    progress.finish();
    if (writer) writer->commit();
    InferenceResult result{rows, {}};
    for (OutputChecker const& checker : checkers) result.checks.push_back(checker.result());
    return result;
}

}  // namespace quartet
