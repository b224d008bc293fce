// One line of nuisance edit and what its commands have in common; only datacard_edit*.cpp include this.
#pragma once

#include <string>
#include <vector>

#include "host/io/datacard_parts.hpp"
#include "host/io/datacard_pattern.hpp"

namespace quartet::datacard
{

/// What changes nothing, as Combine sees it.
bool idle(Effect const& effect);

class EditLine
{
  public:
    EditLine(Line const& line, Card& card);

  protected:
    [[noreturn]] void refuse(std::string const& what, std::string const& mend = "") const;
    /// The i-th word after the command.
    Word const& word(std::size_t i) const { return line_[3 + i]; }
    std::size_t words() const { return line_.size() - 3; }
    /// At least n words after the command; `form` is what should have been written.
    void need(std::size_t n, std::string const& form) const;
    /// True when `name` is among the words from the given one on.
    bool option(std::size_t from, std::string const& name) const;
    Pattern pattern(Word const& text) const;
    /// Indices of the columns that the patterns of a process and a channel name. In those of channels + is a letter.
    std::vector<std::size_t> columns(Word const& process, Word const& channel) const;
    /// Refuses a command that found nothing, unless its options from the given word on say ifexists.
    void demand_found(bool found, std::size_t options, std::string const& what) const;
    /// Puts an effect where there is none, or changes the old one as the options say.
    void set(Effect& old, Effect const& effect, std::string const& type, bool quadrature, bool overwrite) const;
    /// The nuisance parameter of this name and type, made when there is none.
    Nuisance& find_or_make(Word const& name, Word const& type);

    Line const& line_;
    Card& card_;
};

}  // namespace quartet::datacard
