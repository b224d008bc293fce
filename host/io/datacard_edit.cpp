// nuisance edit: changes of the nuisance parameters that stand above it in a datacard.
#include <algorithm>
#include <cmath>

#include "host/expression/did_you_mean.hpp"
#include "host/io/datacard_edit_line.hpp"

namespace quartet::datacard
{
namespace
{

class Edit : private EditLine
{
  public:
    using EditLine::EditLine;

    void run()
    {
        std::string const& command = line_[2].text;
        static std::vector<std::string> const known{"add",   "drop",   "rename", "changepdf",
                                                    "split", "freeze", "merge",  "flip"};
        if (command == "add") return add();
        if (command == "drop") return drop();
        if (command == "rename") return rename();
        if (command == "changepdf") return change_type();
        if (command == "split") return split();
        if (command == "freeze") return freeze();
        if (command == "merge") return merge();
        if (command == "flip") return flip();
        card_.source.refuse(line_[2], "unknown command '" + command.substr(0, 40) + "' of nuisance edit",
                            did_you_mean(command, known, "Known commands: "));
    }

  private:
    void add()
    {
        need(5, "add process channel name type value [addq | overwrite]");
        Word const& type = word(3);
        static std::vector<std::string> const possible{"lnN", "lnU", "trG", "shape", "shapeN", "shapeU"};
        if (std::find(possible.begin(), possible.end(), type.text) == possible.end())
            card_.source.refuse(type, "a nuisance parameter of type '" + type.text.substr(0, 40) + "' cannot be added",
                                "use lnN, lnU, trG, shape, shapeN or shapeU");
        Effect const effect = read_effect(card_.source, word(4), type.text);
        auto const where = columns(word(0), word(1));
        demand_found(!where.empty(), 5, "no such process and channel");
        Nuisance& nuisance = find_or_make(word(2), type);
        for (std::size_t k : where)
            set(nuisance.effects[k], effect, type.text, option(5, "addq"), option(5, "overwrite"));
    }

    void drop()
    {
        need(3, "drop process channel name [ifexists]");
        Pattern const name = pattern(word(2));
        auto const where = columns(word(0), word(1));
        bool found = false;
        for (Nuisance& nuisance : card_.nuisances)
            if (name.matches(nuisance.name.text))
                for (std::size_t k : where)
                {
                    found = true;
                    nuisance.effects[k] = {};
                }
        demand_found(found, 3, "no such nuisance parameter, process and channel");
    }

    void rename()
    {
        need(2, "rename [process channel] name new_name");
        bool const everywhere = words() == 2 || (words() == 3 && word(2).text == "ifexists");
        Word const& from = word(everywhere ? 0 : 2);
        if (!everywhere) need(4, "rename process channel name new_name");
        Word const& to = word(everywhere ? 1 : 3);
        bool found = everywhere && rename_parameter(from, to);
        std::size_t const n = card_.nuisances.size();
        for (std::size_t i = 0; i < n; ++i)
        {
            if (card_.nuisances[i].name.text != from.text) continue;
            std::string const& type = card_.nuisances[i].type.text;
            if (type == "gmN" || type == "trG") refuse("a nuisance parameter of type " + type + " cannot be renamed");
            found = true;
            if (everywhere)
                card_.nuisances[i].name.text = to.text;
            else
                move_effects(i, to);
        }
        demand_found(found, everywhere ? 2 : 4, "no nuisance parameter '" + from.text.substr(0, 40) + "'");
    }

    bool rename_parameter(Word const& from, Word const& to)
    {
        bool found = false;
        for (Parameter& parameter : card_.parameters)
            if (parameter.name.text == from.text)
            {
                parameter.name.text = to.text;
                found = true;
            }
        return found;
    }

    void move_effects(std::size_t i, Word const& to)
    {
        Nuisance made = card_.nuisances[i];
        made.name = to;
        made.effects.assign(made.effects.size(), Effect{});
        for (std::size_t k : columns(word(0), word(1)))
        {
            made.effects[k] = card_.nuisances[i].effects[k];
            card_.nuisances[i].effects[k] = {};
        }
        card_.nuisances.push_back(std::move(made));
    }

    void change_type()
    {
        need(2, "changepdf name type");
        Pattern const name = pattern(word(0));
        bool found = false;
        for (Nuisance& nuisance : card_.nuisances)
            if (name.matches(nuisance.name.text))
            {
                found = true;
                convert(nuisance, word(1).text);
            }
        demand_found(found, 2, "no such nuisance parameter");
    }

    void convert(Nuisance& nuisance, std::string const& to) const
    {
        std::string const from = nuisance.type.text;
        auto const factor = [](std::string const& type) { return type == "lnN" || type == "lnU"; };
        auto const relative = [](std::string const& type) { return type == "trG" || type == "unif"; };
        static std::vector<std::string> const shapes{"shape", "shapeN", "shapeU"};
        bool const shape = is_shape(from) && std::find(shapes.begin(), shapes.end(), to) != shapes.end();
        if (!(from == to || shape || (factor(from) && (factor(to) || to == "trG"))
              || (relative(from) && (factor(to) || to == "trG"))))
            refuse("'" + nuisance.name.text + "' cannot change from " + from + " to " + to.substr(0, 40));
        for (Effect& effect : nuisance.effects)
        {
            if (factor(from) == factor(to) || idle(effect)) continue;
            if (effect.two_sided) refuse("an effect down/up cannot become " + to);
            effect.value = factor(from) ? std::log(effect.value) : std::exp(effect.value);
        }
        if (from == "unif" && to != "unif")
        {
            nuisance.arguments.clear();
            nuisance.numbers.clear();
        }
        nuisance.type.text = to;
    }

    void split()
    {
        need(7, "split process channel name new_name1 new_name2 value1 value2");
        Pattern const name = pattern(word(2));
        auto const where = columns(word(0), word(1));
        bool found = false;
        std::size_t const n = card_.nuisances.size();
        for (std::size_t i = 0; i < n; ++i)
        {
            if (!name.matches(card_.nuisances[i].name.text)) continue;
            Word const type = card_.nuisances[i].type;
            if (type.text == "gmN" || type.text == "gmM" || type.text == "unif")
                refuse("a nuisance parameter of type " + type.text + " cannot be split");
            for (std::size_t k : where)
            {
                found = true;
                if (!idle(card_.nuisances[i].effects[k]))
                    for (std::size_t part : {std::size_t{0}, std::size_t{1}})
                    {
                        Effect const effect = read_effect(card_.source, word(5 + part), type.text);
                        set(find_or_make(word(3 + part), type).effects[k], effect, type.text, false, true);
                    }
                card_.nuisances[i].effects[k] = {};
            }
        }
        demand_found(found, 7, "no such nuisance parameter, process and channel");
    }

    void merge()
    {
        need(4, "merge process channel name other_name");
        Pattern const name = pattern(word(3));
        auto const where = columns(word(0), word(1));
        bool found = false;
        std::size_t const n = card_.nuisances.size();
        for (std::size_t i = 0; i < n; ++i)
        {
            if (!name.matches(card_.nuisances[i].name.text) || card_.nuisances[i].name.text == word(2).text) continue;
            Word const type = card_.nuisances[i].type;
            for (std::size_t k : where)
            {
                found = true;
                Effect const effect = card_.nuisances[i].effects[k];
                card_.nuisances[i].effects[k] = {};
                if (!idle(effect)) set(find_or_make(word(2), type).effects[k], effect, type.text, true, false);
            }
        }
        demand_found(found, 4, "no such nuisance parameter, process and channel");
    }

    void freeze()
    {
        need(1, "freeze name [ifexists]");
        Pattern const name = pattern(word(0));
        bool found = false;
        auto const look = [&](Word const& candidate)
        {
            if (!name.matches(candidate.text)) return;
            found = true;
            card_.frozen.insert(candidate.text);
        };
        for (Rate const& rate : card_.rates) look(rate.name);
        for (Nuisance const& nuisance : card_.nuisances) look(nuisance.name);
        for (Parameter const& parameter : card_.parameters) look(parameter.name);
        for (Word const& index : card_.discrete) look(index);
        for (Word const& of_density : card_.flat) look(of_density);
        demand_found(found, 1, "no such parameter");
    }

    void flip()
    {
        need(4, "flip process channel name (p2n | n2p)");
        bool const positive = option(3, "p2n");
        bool const negative = option(3, "n2p");
        if (!positive && !negative) refuse("nuisance edit flip needs p2n or n2p");
        Pattern const name = pattern(word(2));
        auto const where = columns(word(0), word(1));
        bool found = false;
        for (Nuisance& nuisance : card_.nuisances)
        {
            if (!name.matches(nuisance.name.text)) continue;
            if (nuisance.type.text != "lnN") refuse("only lnN can be flipped");
            for (std::size_t k : where)
            {
                found = true;
                Effect& effect = nuisance.effects[k];
                if (idle(effect)) continue;
                bool const rises = effect.two_sided ? effect.down < 1 : effect.value > 1;
                if (rises ? !positive : !negative) continue;
                effect.value = 1 / effect.value;
                if (effect.two_sided) effect.down = 1 / effect.down;
            }
        }
        demand_found(found, 3, "no such nuisance parameter, process and channel");
    }
};

}  // namespace

void edit_nuisances(Line const& line, Card& card) { Edit(line, card).run(); }

}  // namespace quartet::datacard
