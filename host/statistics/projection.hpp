// The same model at other assumptions: parameters held, an injected signal, another luminosity.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/io/model_document.hpp"

namespace quartet
{

using NamedValue = std::pair<std::string, double>;

/// "NAME=VALUE" as typed after `option`. Throws InputError.
NamedValue parse_named_value(std::string const& text, std::string const& option);

/// Holds parameters at values in everything that is asked of the model. Throws InputError for an unknown name.
void hold_parameters(ModelDocument& document, std::vector<NamedValue> const& values);

/// Replaces the data by the Asimov data of the nominal model with these parameters at these values, for example a
/// signal strength; the blind windows are gone, since nothing of the data is left. Throws InputError for an unknown
/// name.
void inject(ModelDocument& document, std::vector<NamedValue> const& values);

/// Multiplies the yields of all samples by `factor`. The auxiliary measurements of the parameters that match
/// `scaled_constraints` (names, with * for any text) grow with the luminosity too: widths of Gaussian and log-normal
/// constraints shrink by 1/sqrt(factor), the counts of Poisson constraints and their expectations grow by the factor.
/// The data are gone: only expected results remain. Throws InputError for a factor that is not positive, and for a
/// pattern that no constrained parameter matches.
void scale_luminosity(ModelDocument& document, double factor, std::vector<std::string> const& scaled_constraints);

/// True when `name` is the pattern, in which * stands for any text.
bool matches(std::string const& name, std::string const& pattern);

}  // namespace quartet
