// A small study of a counting experiment, and its toys.
#pragma once

#include <string>

#include "host/cpu/toys.hpp"
#include "host/toys/toy_run.hpp"
#include "tests/unit/fits/models.hpp"

namespace quartet::test
{

inline ModelDocument counting_document(double observed = 7)
{
    ModelDocument document;
    document.model = counting(5, 10);
    document.data.channels = {{{observed}, {}, {}}};
    document.blind.resize(1);
    document.edges.resize(1);
    return document;
}

inline Question counting_question(std::int64_t toys)
{
    QuestionOptions options;
    options.toys = toys;
    options.seed = 11;
    return {counting_document(), options};
}

inline ToyValues all_rows(ToyFileReader const& file) { return file.read(0, file.rows()); }

}  // namespace quartet::test
