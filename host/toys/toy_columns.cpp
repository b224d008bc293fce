#include <algorithm>

#include "host/toys/toy_file.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

hdf5::Dataset column(hdf5::Group& group, std::string const& name, NumberType type, int compression,
                     std::string const& description)
{
    hdf5::DatasetOptions options;
    options.chunk_rows = toy_block;
    options.compression = compression;
    hdf5::Dataset dataset = group.create_dataset(name, type, options);
    dataset.set_attribute("description", description);
    return dataset;
}

bool is_status(std::int8_t code)
{
    return code >= static_cast<std::int8_t>(FitStatus::converged)
           && code <= static_cast<std::int8_t>(FitStatus::bad_input);
}

}  // namespace

ToyColumns::ToyColumns(hdf5::Group& group)
    : q_(column(group, "q", NumberType::f8, 0, "test statistic, 2 Delta ln L; NaN: the toy has no value")),
      status_(column(group, "status", NumberType::i1, 1,
                     "0 converged, 1 skipped, 2 not converged, 3 flat, 4 impossible, 5 buffer full, 6 bad input")),
      evaluations_(column(group, "evaluations", NumberType::i4, 1, "evaluations of the likelihood in all fits"))
{
}

void ToyColumns::append(ToyValues const& toys)
{
    pending_.append(toys);
    std::int64_t done = 0;
    for (; pending_.size() - done >= toy_block; done += toy_block) write(done, toy_block);
    auto const n = static_cast<std::ptrdiff_t>(done);
    pending_.q.erase(pending_.q.begin(), pending_.q.begin() + n);
    pending_.status.erase(pending_.status.begin(), pending_.status.begin() + n);
    pending_.evaluations.erase(pending_.evaluations.begin(), pending_.evaluations.begin() + n);
}

void ToyColumns::finish()
{
    write(0, pending_.size());
    pending_ = {};
}

void ToyColumns::write(std::int64_t first, std::int64_t count)
{
    q_.append(pending_.q.data() + first, NumberType::f8, count);
    status_.append(pending_.status.data() + first, NumberType::i1, count);
    evaluations_.append(pending_.evaluations.data() + first, NumberType::i4, count);
}

ToyValues read_toy_columns(hdf5::Group const& group, std::int64_t first, std::int64_t count)
{
    ToyValues toys;
    toys.resize(count);
    group.dataset("q").read(first, count, toys.q.data());
    std::vector<std::int8_t> codes(static_cast<std::size_t>(count));
    group.dataset("status").read(first, count, codes.data());
    group.dataset("evaluations").read(first, count, toys.evaluations.data());
    for (std::size_t i = 0; i < codes.size(); ++i)
    {
        if (!is_status(codes[i]))
            throw InputError(message("the status " + std::to_string(codes[i]) + " of a toy does not exist",
                                     group.where() + "/status", "The file is damaged; make or copy it again"));
        toys.status[i] = static_cast<FitStatus>(codes[i]);
    }
    return toys;
}

}  // namespace quartet
