// Values of a YAML tree as the reader of decays wants them. All functions throw InputError.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/decay/yaml_tree.hpp"
#include "models/base/dimension.hpp"

namespace quartet
{

/// Keys of a map, asked for one by one; finish() refuses what nobody asked for.
class KeyReader
{
  public:
    /// `hint` names what helps with a key that is not known here, or answers "".
    explicit KeyReader(YamlTree const& map, std::function<std::string(std::string const&)> hint = {});

    /// nullptr when the key is missing or null.
    YamlTree const* find(std::string const& key);
    /// The key must be there.
    YamlTree const& at(std::string const& key, std::string const& mend);
    void finish() const;

  private:
    YamlTree const& map_;
    std::function<std::string(std::string const&)> hint_;
    std::vector<std::string> known_;
};

/// A scalar that is not empty.
std::string read_text(YamlTree const& value, std::string const& example);

/// A name of a particle, resonance or count: a letter, then letters, digits and _, and no word of the expressions.
void check_name(YamlTree const& value, std::string const& name);

bool read_flag(YamlTree const& value);

int read_whole(YamlTree const& value, int low, int high);

/// A length or mass.
struct QuantityRule
{
    Dimension dimension;
    double largest_plain;  ///< largest number without a unit, cm or GeV: beyond it the unit is in doubt
    double largest;        ///< largest with a unit
    std::string example;   ///< "0.5 cm"
};

/// A number >= 0, alone or with a unit, in cm or GeV.
double read_quantity(YamlTree const& value, QuantityRule const& rule);
/// The same from a text that stands in `value`.
double read_quantity_text(YamlTree const& value, std::string const& text, QuantityRule const& rule);

/// [low, high] with 0 <= low < high.
std::pair<double, double> read_window(YamlTree const& value, QuantityRule const& rule);

/// "a, b, c"
std::string join(std::vector<std::string> const& words);

}  // namespace quartet
