#include "host/toys/toy_ranges.hpp"

#include "models/base/error.hpp"

namespace quartet
{

void add_range(ToyRange const& range, std::vector<ToyRange>& ranges)
{
    if (!ranges.empty())
    {
        ToyRange& last = ranges.back();
        if (last.same_hypothesis(range) && last.first + last.toys == range.first)
        {
            last.toys += range.toys;
            return;
        }
    }
    ranges.push_back(range);
}

void write_ranges(hdf5::Group& root, std::vector<ToyRange> const& ranges)
{
    if (ranges.empty()) return;
    std::vector<double> hypotheses;
    std::vector<std::int64_t> numbers;
    for (ToyRange const& range : ranges)
    {
        hypotheses.insert(hypotheses.end(), {range.generated_mu, range.tested_mu});
        numbers.insert(numbers.end(), {range.first, range.toys, range.injected ? 1 : 0});
    }
    hdf5::DatasetOptions two, three;
    two.trailing = {2};
    three.trailing = {3};
    auto const rows = static_cast<std::int64_t>(ranges.size());
    root.create_dataset("hypotheses", NumberType::f8, two).append(hypotheses.data(), NumberType::f8, rows);
    root.create_dataset("numbers", NumberType::i8, three).append(numbers.data(), NumberType::i8, rows);
}

std::vector<ToyRange> read_ranges(hdf5::Group const& root, std::int64_t rows)
{
    std::vector<ToyRange> ranges;
    if (!root.has("hypotheses")) return ranges;
    hdf5::Dataset const hypotheses = root.dataset("hypotheses");
    hdf5::Dataset const numbers = root.dataset("numbers");
    hypotheses.expect_row_shape({2});
    numbers.expect_row_shape({3});
    std::vector<double> const mu = hypotheses.read_all<double>();
    std::vector<std::int64_t> const toys = numbers.read_all<std::int64_t>();
    std::int64_t total = 0;
    bool const equal = hypotheses.rows() == numbers.rows();
    for (std::size_t i = 0; equal && 3 * i < toys.size(); ++i)
    {
        ranges.push_back({mu[2 * i], mu[2 * i + 1], toys[3 * i], toys[3 * i + 1], toys[3 * i + 2] != 0});
        total += toys[3 * i + 1];
    }
    if (total != rows) throw InputError(message("the ranges are not those of the toys", root.where(), ""));
    return ranges;
}

}  // namespace quartet
