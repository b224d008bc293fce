// The head of a datacard: imax, jmax, kmax, shapes, observations, and the columns with their rates.
#include <algorithm>

#include "host/expression/did_you_mean.hpp"
#include "host/io/datacard_parts.hpp"

namespace quartet::datacard
{
namespace
{

std::vector<std::string> const head_words{"imax", "jmax", "kmax", "shapes", "observation", "bin", "process", "rate"};

bool is_head_word(std::string const& word)
{
    return std::find(head_words.begin(), head_words.end(), word) != head_words.end();
}

class HeadReader
{
  public:
    HeadReader(Card& card, Declared& declared) : card_(card), declared_(declared) {}

    /// True when this was the line of rates, the last of the head.
    bool read(Line const& line)
    {
        std::string const key = lower_case(line[0].text);
        if (is_separator(key)) return false;
        if (!is_head_word(key) || (!begun_ && !begins(line[0].text)))
        {
            refuse_unknown(line, key);
            return false;
        }
        begun_ = true;
        if (key == "imax") declare(line, declared_.channels, declared_.channels_at);
        if (key == "jmax") declare(line, declared_.processes, declared_.processes_at);
        if (key == "kmax") declare(line, declared_.nuisances, declared_.nuisances_at);
        if (key == "shapes") read_shapes(line);
        if (key == "observation") read_observation(line);
        if (key == "bin") read_bin(line);
        if (key == "process") read_process(line);
        if (key != "rate") return false;
        read_rates(line);
        return true;
    }

    void finish(std::vector<Line> const& lines) const
    {
        Word const end = lines.empty() ? Word{"", 1, 1} : lines.back().front();
        std::string const missing = bins_.empty()        ? "'bin'"
                                    : processes_.empty() ? "'process' with the names"
                                    : ids_.empty()       ? "'process' with the ids"
                                                         : "'rate'";
        card_.source.refuse(end, "the line " + missing + " of the columns is missing",
                            "a card needs: bin, process (names), process (ids), rate");
    }

  private:
    Source const& source() const { return card_.source; }

    /// Old cards begin with lines of text; the card itself begins with a keyword as Combine writes it.
    static bool begins(std::string const& word)
    {
        return is_head_word(word) || word == "Observation" || lower_case(word).substr(1) == "max";
    }

    void refuse_unknown(Line const& line, std::string const& key) const
    {
        if (!begun_ || key == "date" || key == "limit") return;
        source().refuse(line[0], "unknown line '" + line[0].text.substr(0, 40) + "' before the rates",
                        did_you_mean(key, head_words, "Put # before remarks. Known here: "));
    }

    void declare(Line const& line, int& number, Word& at) const
    {
        if (line.size() < 2) source().refuse(line[0], "a number or * is missing after " + line[0].text);
        if (at.line != 0) source().refuse(line[0], line[0].text + " stands twice in the card");
        at = line[0];
        if (line[1].text == "*") return;
        number = source().integer(line[1], line[0].text);
        if (number < 0) source().refuse(line[1], line[0].text + " is negative");
    }

    void read_shapes(Line const& line)
    {
        if (line.size() < 4)
            source().refuse(line[0], "a shapes line is too short",
                            "write: shapes process channel file path [path_of_systematics]");
        Shapes shapes{line[1], line[2], line[3], {}, {}};
        if (line.size() > 4) shapes.path = line[4];
        if (line.size() > 5) shapes.systematic_path = line[5];
        if (line.size() > 6) source().refuse(line[6], "a shapes line has too many words");
        for (Shapes const& other : card_.shapes)
            if (other.process.text == shapes.process.text && other.channel.text == shapes.channel.text)
                source().refuse(line[1], "the shapes of '" + shapes.process.text + "' in channel '"
                                             + shapes.channel.text + "' are given twice");
        card_.shapes.push_back(std::move(shapes));
    }

    void read_observation(Line const& line)
    {
        if (!observed_.empty()) source().refuse(line[0], "the card has two lines of observations");
        if (line.size() < 2) source().refuse(line[0], "the numbers are missing after observation");
        observation_at_ = line[0];
        observed_.assign(line.begin() + 1, line.end());
        if (!bins_.empty() && processes_.empty()) name_channels();
    }

    /// The bins that were named last belong to the observations.
    void name_channels()
    {
        if (bins_.size() != observed_.size())
            source().refuse(observation_at_, std::to_string(observed_.size()) + " observations for "
                                                 + std::to_string(bins_.size()) + " bins");
        for (Word const& name : bins_)
        {
            if (card_.find_channel(name.text) >= 0) source().refuse(name, "bin '" + name.text + "' is named twice");
            card_.channels.push_back({name, 0, {}});
        }
        bins_.clear();
    }

    void read_bin(Line const& line)
    {
        if (line.size() < 2) source().refuse(line[0], "the names are missing after bin");
        if (!processes_.empty()) source().refuse(line[0], "the bins of the columns stand before their processes");
        if (!bins_.empty())
        {
            if (observed_.empty() || !card_.channels.empty())
                source().refuse(line[0], "two lines of bins follow each other",
                                "the first names the channels and has the observations below it");
            name_channels();
        }
        bins_.assign(line.begin() + 1, line.end());
    }

    void read_process(Line const& line)
    {
        std::size_t const n = line.size() - 1;
        if (bins_.empty()) source().refuse(line[0], "a line of processes without a line of bins above it");
        if (n != bins_.size())
            source().refuse(line[0], std::to_string(n) + " processes for " + std::to_string(bins_.size()) + " columns",
                            "the line 'bin' above it has one word per column");
        if (!ids_.empty()) source().refuse(line[0], "the card has three lines of processes");
        (processes_.empty() ? processes_ : ids_).assign(line.begin() + 1, line.end());
        if (ids_.empty()) return;
        if (is_integer(processes_[0].text) && !is_integer(ids_[0].text)) std::swap(processes_, ids_);
        make_columns();
    }

    void make_columns()
    {
        bool const named = !card_.channels.empty();
        for (std::size_t i = 0; i < bins_.size(); ++i)
        {
            int channel = card_.find_channel(bins_[i].text);
            if (channel < 0 && named)
                source().refuse(bins_[i], "bin '" + bins_[i].text + "' has no observation",
                                "the line 'bin' above the observations names all channels");
            if (channel < 0)
            {
                channel = static_cast<int>(card_.channels.size());
                card_.channels.push_back({bins_[i], 0, {}});
            }
            bool const signal = source().integer(ids_[i], "the id of a process") <= 0;
            check_column(i, channel, signal);
            card_.columns.push_back({channel, processes_[i], signal, 0, {}});
        }
    }

    void check_column(std::size_t i, int channel, bool signal) const
    {
        for (Column const& other : card_.columns)
        {
            if (other.process.text != processes_[i].text) continue;
            if (other.channel == channel)
                source().refuse(processes_[i],
                                "process '" + processes_[i].text + "' stands twice in bin '" + bins_[i].text + "'");
            if (other.signal != signal)
                source().refuse(ids_[i],
                                "process '" + processes_[i].text + "' is signal in one bin and background in another",
                                "ids of signals are 0 or negative, ids of backgrounds positive");
        }
    }

    void read_rates(Line const& line)
    {
        if (card_.columns.empty()) finish({line});
        std::size_t const n = card_.columns.size();
        if (line.size() - 1 != n)
            source().refuse(line[0], std::to_string(line.size() - 1) + " rates for " + std::to_string(n) + " columns");
        for (std::size_t i = 0; i < n; ++i)
        {
            Column& column = card_.columns[i];
            column.rate_word = line[i + 1];
            column.rate = source().number(line[i + 1], "a rate");
            if (column.rate < 0 && column.rate != -1)
                source().refuse(line[i + 1], "a rate is negative", "-1 stands for the integral of a template");
        }
        read_observed();
    }

    void read_observed()
    {
        if (observed_.empty()) return;
        if (observed_.size() != card_.channels.size())
            source().refuse(observation_at_, std::to_string(observed_.size()) + " observations for "
                                                 + std::to_string(card_.channels.size()) + " bins");
        for (std::size_t c = 0; c < observed_.size(); ++c)
        {
            Channel& channel = card_.channels[c];
            channel.observation = observed_[c];
            channel.observed = source().number(observed_[c], "an observation");
            if (channel.observed < 0 && channel.observed != -1)
                source().refuse(observed_[c], "an observation is negative", "-1 stands for the integral of the data");
        }
    }

    Card& card_;
    Declared& declared_;
    bool begun_ = false;
    Line bins_, processes_, ids_, observed_;
    Word observation_at_;
};

}  // namespace

std::size_t read_head(std::vector<Line> const& lines, Card& card, Declared& declared)
{
    HeadReader reader(card, declared);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (reader.read(lines[i])) return i + 1;
    reader.finish(lines);
    return lines.size();
}

}  // namespace quartet::datacard
