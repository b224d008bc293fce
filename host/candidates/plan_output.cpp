#include "host/candidates/plan_output.hpp"

#include <algorithm>

#include "host/decay/decay_columns.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Columns of a resonance that are stored without being asked for.
char const* const resonance_columns[] = {"charge", "status", "mass_raw", "mass",    "mass_err",     "pt",
                                         "eta",    "phi",    "vtx_prob", "lxy_sig", "cos_alpha_2d", "max_dca"};

class OutputPlanner
{
  public:
    OutputPlanner(DecayPlan& plan, ExtraColumns& extra)
        : plan_(plan), root_(plan.nodes.back()), symbols_(plan.nodes.back(), plan, extra)
    {
    }

    void everything()
    {
        for (NodeColumnName const& known : node_column_names())
            if (!known.on_demand && is_known(known.need)) plan_.output.push_back(own(known));
        leaves();
        resonances();
        for (EventQuantityPlan const& quantity : plan_.quantities) event_quantity(quantity);
        truth();
        for (TermPlan const& expression : root_.expressions) expression_names_.push_back(expression.text);
    }

    /// Columns behind the inherited ones, when all of these are there.
    void expressions()
    {
        for (std::string const& name : expression_names_)
            for (std::size_t e = 0; e < root_.expressions.size(); ++e)
                if (root_.expressions[e].text == name)
                    plan_.output.push_back({name,
                                            "1",
                                            "computed as the decay says",
                                            NumberType::f8,
                                            {},
                                            {root_.first_expression() + static_cast<int>(e)}});
    }

    void chosen(std::vector<std::string> const& names)
    {
        for (std::string const& name : names)
            if (!add_expression(name) && !add_own(name) && !add_leaf_columns(name)) add_single(name);
        truth();
    }

  private:
    /// Pairings and constraints are columns only where the decay has them; the others are NaN where the file lacks
    /// something.
    bool is_known(ColumnNeed need) const
    {
        if (need == ColumnNeed::pairings) return plan_.decay.opposite_sign_pairings;
        return need != ColumnNeed::constraint || root_.spec.constraints > 0;
    }

    static OutputColumn own(NodeColumnName const& known)
    {
        OutputColumn column{known.name, known.units, known.description, known.type, known.trailing, {}};
        for (int k = 0; k < known.width; ++k) column.columns.push_back(static_cast<int>(known.first) + k);
        return column;
    }

    bool add_expression(std::string const& name)
    {
        for (TermPlan const& expression : root_.expressions)
            if (expression.text == name)
            {
                expression_names_.push_back(name);
                return true;
            }
        return false;
    }

    bool add_own(std::string const& name)
    {
        for (NodeColumnName const& known : node_column_names())
        {
            if (known.name != name) continue;
            plan_.output.push_back(own(known));
            return true;
        }
        return false;
    }

    /// Leaves of one kind, in leaf order.
    std::vector<int> leaves_of_kind(int kind) const
    {
        std::vector<int> leaves;
        for (std::size_t k = 0; k < root_.leaf_kind.size(); ++k)
            if (root_.leaf_kind[k] == kind) leaves.push_back(static_cast<int>(k));
        return leaves;
    }

    void leaves()
    {
        for (std::size_t kind = 0; kind < plan_.kinds.size(); ++kind)
        {
            for (LeafColumnName const& known : leaf_column_names()) leaf_column(static_cast<int>(kind), known.name);
            if (plan_.kinds[kind].collection != Collection::jet) leaf_column(static_cast<int>(kind), "charge");
            if (plan_.kinds[kind].collection == Collection::muon) leaf_column(static_cast<int>(kind), "iso");
        }
    }

    void leaf_column(int kind, std::string const& name)
    {
        std::vector<int> const leaves = leaves_of_kind(kind);
        if (leaves.empty()) return;
        OutputColumn column;
        column.name = plan_.kinds[static_cast<std::size_t>(kind)].name + "_" + name;
        for (int const leaf : leaves)
        {
            std::string const full = root_.leaf_name[static_cast<std::size_t>(leaf)] + "." + name;
            column.columns.push_back(symbols_.column(full, "store"));
            describe(column, full);
        }
        symbols_.take_lacking();
        if (leaves.size() > 1) column.trailing = {static_cast<std::int64_t>(leaves.size())};
        plan_.output.push_back(std::move(column));
    }

    void describe(OutputColumn& column, std::string const& full)
    {
        int const index = column.columns.back();
        if (index >= node_columns)
        {
            InheritedPlan const& from = root_.inherited[static_cast<std::size_t>(index - node_columns)];
            column.units = from.units.empty() ? "1" : from.units;
            column.description = from.description;
            column.type = from.type;
            return;
        }
        std::string const name = full.substr(full.find('.') + 1);
        for (LeafColumnName const& known : leaf_column_names())
            if (known.name == name)
            {
                column.units = known.units;
                column.description = known.description;
            }
    }

    /// `kind_name` of all leaves of a kind.
    bool add_leaf_columns(std::string const& name)
    {
        for (std::size_t kind = 0; kind < plan_.kinds.size(); ++kind)
        {
            std::string const prefix = plan_.kinds[kind].name + "_";
            if (name.compare(0, prefix.size(), prefix) != 0) continue;
            leaf_column(static_cast<int>(kind), name.substr(prefix.size()));
            return true;
        }
        return false;
    }

    void resonances()
    {
        int const root = static_cast<int>(plan_.nodes.size()) - 1;
        for (int n = 0; n < root; ++n)
            for (NamedNode const& below : named_nodes_below(plan_.decay, root))
                if (below.index == n)
                    for (char const* name : resonance_columns) add_if_known(below.name + "." + name);
    }

    void add_if_known(std::string const& full)
    {
        if (symbols_.column(full, "store") >= 0) add_single(full);
        symbols_.take_lacking();
    }

    void add_single(std::string const& full)
    {
        int const found = symbols_.column(full, "store");
        symbols_.take_lacking();
        if (found < 0)
            throw InputError(message("unknown column '" + full + "'", "decay " + plan_.decay.name + ", key store",
                                     "Name columns as expressions do, for instance mass, mumu.mass, mu1.pt"));
        OutputColumn column;
        column.name = full;
        std::replace(column.name.begin(), column.name.end(), '.', '_');
        column.columns = {found};
        describe(column, full);
        plan_.output.push_back(std::move(column));
    }

    void event_quantity(EventQuantityPlan const& quantity)
    {
        if (!quantity.is_pair) return add_single(quantity.selection.name);
        for (char const* name : {"mass", "delta_eta", "pt1", "pt2"}) add_single(quantity.selection.name + "." + name);
    }

    void truth()
    {
        if (!plan_.truth) return;
        auto const add = [&](char const* name, NodeColumn column, char const* units, char const* description,
                             NumberType type = NumberType::f8) {
            plan_.output.push_back({name, units, description, type, {}, {static_cast<int>(column)}});
        };
        using C = NodeColumn;
        if (plan_.gen_index)
            add("is_signal", C::is_signal, "1", "all leaves come from the same simulated decay", NumberType::u1);
        if (plan_.gen_pdg_id)
            add("is_mistag", C::is_mistag, "1", "is_signal, but a leaf is not the particle whose mass it was given",
                NumberType::u1);
        add("gen_parent", C::gen_parent, "1", "PDG code of the hadron that all leaves come from, 0 = none",
            NumberType::i4);
        add("gen_channel", C::gen_channel, "1", "channel of the decay that all leaves come from, 0 = none",
            NumberType::i4);
        add("gen_mass", C::gen_mass, "GeV", "generated mass of the decay that all leaves come from, NaN = none");
        add("gen_pt", C::gen_pt, "GeV", "its generated transverse momentum");
        add("gen_eta", C::gen_eta, "1", "its generated pseudorapidity");
        add("gen_phi", C::gen_phi, "rad", "its generated azimuth");
        add("gen_vx", C::gen_vx, "cm", "its generated decay vertex");
        add("gen_vy", C::gen_vy, "cm", "its generated decay vertex");
        add("gen_vz", C::gen_vz, "cm", "its generated decay vertex");
    }

    DecayPlan& plan_;
    NodePlan& root_;
    NodeSymbols symbols_;
    std::vector<std::string> expression_names_;
};

}  // namespace

void plan_output(DecayPlan& plan, ExtraColumns& extra)
{
    OutputPlanner planner(plan, extra);
    if (plan.decay.store.empty())
        planner.everything();
    else
        planner.chosen(plan.decay.store);
    planner.expressions();
}

}  // namespace quartet
