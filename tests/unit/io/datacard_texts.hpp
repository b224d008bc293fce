// Datacards for the tests of their reader and writer.
#pragma once

#include <string>

#include "host/io/datacard_reader.hpp"

namespace quartet::test
{

/// One channel with a signal of 2 and backgrounds of 3 and 4; `lines` stand below the rates.
inline std::string small_card(std::string const& lines, std::string const& rate = "2 3 4")
{
    return "bin a\nobservation 5\nbin a a a\nprocess sig ww tt\nprocess 0 1 2\nrate " + rate + "\n" + lines;
}

inline ModelDocument read_card(std::string const& text, DatacardOptions const& options = {})
{
    return parse_datacard(text, "card.txt", options);
}

inline ModelParameter const& parameter(ModelDocument const& document, std::string const& name)
{
    return document.model.parameters.at(static_cast<std::size_t>(document.model.find_parameter(name)));
}

inline ModelSample const& sample(ModelDocument const& document, std::size_t i, std::size_t channel = 0)
{
    return document.model.channels.at(channel).samples.at(i);
}

}  // namespace quartet::test
