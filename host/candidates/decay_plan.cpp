#include "host/candidates/decay_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/candidates/cut_terms.hpp"
#include "host/candidates/fit_needs.hpp"
#include "host/candidates/plan_output.hpp"
#include "host/candidates/plan_symbols.hpp"
#include "host/candidates/plan_tree.hpp"
#include "models/base/error.hpp"
#include "models/kinematics/selection.hpp"

namespace quartet
{
namespace
{

class Planner
{
  public:
    Planner(Decay const& decay, EventContents const& contents, bool cuts) : extra_(contents, plan_), contents_(contents)
    {
        plan_.decay = decay;
        plan_.cuts = cuts;
        plan_.choose_best = cuts && decay.best.kind != Arbitration::Kind::all;
        plan_.tracks = contents.has("track/offsets") || contents.has("track/pt");
        plan_.track_perigee = contents.has_perigee(Collection::track);
        plan_.track_covariances = plan_.track_perigee && contents.has_covariances(Collection::track);
        for (ParticleKind const& kind : decay.kinds) plan_.kinds.push_back(kind_plan(kind));
        event_quantities();
        for (DecayNode const& node : decay.nodes) plan_node(node);
        for (std::string const& warning : warnings_about_equals(decay)) warn(warning);
        plan_truth();
    }

    DecayPlan finish()
    {
        plan_output(plan_, extra_);
        return std::move(plan_);
    }

  private:
    KindPlan kind_plan(ParticleKind const& kind)
    {
        plan_.uses[static_cast<int>(kind.collection)] = true;
        KindPlan plan = selection(kind.name, kind.collection, plan_.cuts ? kind.cut : "", kind.cut_where);
        plan.charge = plan_.cuts ? kind.charge : 0;
        return plan;
    }

    KindPlan selection(std::string const& name, Collection collection, std::string const& cut, std::string const& where)
    {
        KindPlan plan;
        plan.name = name;
        plan.collection = collection;
        if (cut.empty()) return plan;
        ObjectSymbols symbols(collection, extra_, plan.operands);
        for (std::string const& term : cut_terms(cut, where))
        {
            compile_expression(term, symbols.source(where), where, ExpressionResult::truth);
            check_lacking(symbols, term, where);
        }
        plan.program = compile_expression(cut, symbols.source(where), where, ExpressionResult::truth);
        symbols.take_lacking();
        return plan;
    }

    /// A term may need what the file lacks when it asks whether it is known.
    template <class Symbols>
    void check_lacking(Symbols& symbols, std::string const& term, std::string const& where)
    {
        std::set<std::string> const lacking = symbols.take_lacking();
        auto const lacking_for = [&](std::string const& name)
        {
            compile_expression("known(" + name + ")", symbols.source(where), where);
            return symbols.take_lacking();
        };
        if (lacking.empty() || has_alternative(term, lacking, lacking_for)) return;
        for (std::string const& what : lacking)
        {
            if (term.find("known") == std::string::npos)
                throw InputError(message(fmt::format("the file has no {}, which '{}' needs", what, term), where,
                                         how_to_do_without(contents_, what, term)));
            warn(fmt::format("the file has no {}: '{}' does not cut", what, term));
        }
    }

    void warn(std::string const& warning)
    {
        if (std::find(plan_.warnings.begin(), plan_.warnings.end(), warning) == plan_.warnings.end())
            plan_.warnings.push_back(warning);
    }

    void event_quantities()
    {
        for (EventCount const& count : plan_.decay.counts)
            add_quantity({selection(count.name, count.collection, count.cut, count.cut_where),
                          away_from(count.away_from),
                          false,
                          {},
                          0},
                         1);
        for (EventPair const& pair : plan_.decay.pairs)
            add_quantity({selection(pair.name, pair.collection, pair.cut, pair.cut_where), away_from(pair.away_from),
                          true, pair, 0},
                         4);
    }

    std::vector<AwayPlan> away_from(std::vector<AwayFrom> const& list)
    {
        std::vector<AwayPlan> plans;
        for (AwayFrom const& others : list)
        {
            plans.push_back({selection(others.name, others.collection, others.cut, others.cut_where), others.min_dr});
            plans.back().selection.charge = others.charge;
        }
        return plans;
    }

    void add_quantity(EventQuantityPlan quantity, int columns)
    {
        quantity.first_column = plan_.event_columns;
        plan_.event_columns += columns;
        plan_.quantities.push_back(std::move(quantity));
    }

    void plan_node(DecayNode const& node)
    {
        NodePlan plan;
        plan.name = node.name;
        plan.groups = node.groups;
        plan.leaf_name = node.leaf_names;
        for (DecayGroup const& group : node.groups) add_leaves(group, plan);
        NodeSpec& spec = plan.spec;
        spec.leaves = static_cast<std::int32_t>(plan.leaf_collection.size());
        set_cuts(node, spec);
        set_fit(node, plan);
        plan_.nodes.push_back(std::move(plan));
        compile_cuts(node, plan_.nodes.back());
    }

    void add_leaves(DecayGroup const& group, NodePlan& plan)
    {
        std::int32_t const before = static_cast<std::int32_t>(plan.leaf_collection.size());
        for (int copy = 0; copy < group.count; ++copy)
        {
            if (!group.is_node)
            {
                add_leaf(group.index, plan);
                continue;
            }
            NodePlan const& child = plan_.nodes[static_cast<std::size_t>(group.index)];
            for (int kind : child.leaf_kind) add_leaf(kind, plan);
        }
        std::int32_t const added = static_cast<std::int32_t>(plan.leaf_collection.size()) - before;
        plan.spec.group[plan.spec.groups++] = {group.count, added / group.count};
    }

    void add_leaf(int kind, NodePlan& plan)
    {
        ParticleKind const& of = plan_.decay.kinds[static_cast<std::size_t>(kind)];
        plan.spec.mass[plan.leaf_collection.size()] = of.mass_gev;
        plan.leaf_collection.push_back(of.collection);
        plan.leaf_kind.push_back(kind);
    }

    void set_cuts(DecayNode const& node, NodeSpec& spec) const
    {
        spec.cuts = plan_.cuts ? 1 : 0;
        spec.any_charge = node.charge ? 0 : 1;
        spec.charge = node.charge.value_or(0);
        spec.min_raw_mass = node.min_raw_mass;
        spec.max_raw_mass = node.max_raw_mass;
        spec.max_dz = node.max_dz;
        spec.max_dca = node.max_dca;
        spec.choose_assignment = node.closest_mass ? 1 : 0;
        spec.closest_mass = node.closest_mass.value_or(0);
    }

    void set_fit(DecayNode const& node, NodePlan& plan)
    {
        NodeSpec& spec = plan.spec;
        spec.fit_vertex = node.vertex ? 1 : 0;
        spec.prior = static_cast<VertexPrior>(node.prior);
        spec.primary = plan_.decay.primary;
        for (MassConstraint const& constraint : node.constraints)
            for (std::uint32_t const leaves : leaves_of(plan_.decay, constraint.node, node))
                spec.constraint[spec.constraints++] = {leaves, constraint.mass_gev, constraint.width_gev};
        plan.covariances = true;
        plan.perigee = true;
        for (Collection c : plan.leaf_collection)
        {
            plan.covariances = plan.covariances && contents_.has_covariances(c);
            plan.perigee = plan.perigee && contents_.has_perigee(c);
        }
        if (plan.covariances && node.vertex) check_vertex_constraint(contents_, node);
        bool const is_root = plan_.nodes.size() + 1 == plan_.decay.nodes.size();
        if (is_root)
        {
            spec.max_trigger_dr = plan_.decay.max_trigger_dr;
            spec.pairings = plan_.decay.opposite_sign_pairings ? 1 : 0;
        }
        plan.need_vertex = plan_.cuts && plan.covariances && node.vertex;
        if (is_root && node.vertex)
            for (std::string const& warning : fit_warnings(contents_, plan.covariances)) warn(warning);
    }

    void compile_cuts(DecayNode const& node, NodePlan& plan)
    {
        NodeSymbols symbols(plan, plan_, extra_);
        bool const is_root = plan_.nodes.size() == plan_.decay.nodes.size();
        Decay const& decay = plan_.decay;
        if (plan_.cuts && !node.cut.empty())
            for (std::string const& term : cut_terms(node.cut, node.cut_where))
                add_term(term, node.cut_where, symbols, plan);
        if (!is_root) return;
        if (plan_.cuts) add_trigger_term(symbols, plan);
        if (plan_.cuts && !decay.best_cut.empty()) compile_final(decay, symbols, plan);
        if (plan_.choose_best) compile_best(decay.best, symbols, plan);
        for (DerivedExpression const& column : decay.columns)
            plan.expressions.push_back({column.name, compile_expression(column.expression, symbols.source(column.where),
                                                                        column.where, ExpressionResult::quantity)});
        symbols.take_lacking();  // further columns are NaN without what they need
    }

    void add_term(std::string const& term, std::string const& where, NodeSymbols& symbols, NodePlan& plan)
    {
        TermPlan compiled{term, compile_expression(term, symbols.source(where), where, ExpressionResult::truth)};
        check_lacking(symbols, term, where);
        if (static_cast<int>(plan.terms.size()) == max_cut_terms)
            throw InputError(message("too many terms in one cut", where,
                                     fmt::format("At most {}; join some with brackets", max_cut_terms)));
        plan.terms.push_back(std::move(compiled));
    }

    void add_trigger_term(NodeSymbols& symbols, NodePlan& plan)
    {
        if (plan_.decay.min_trigger_matched == 0) return;
        if (!lacking(contents_, plan, plan_.decay, ColumnNeed::trigger).empty())
            return warn("the file has no /trigobj: no trigger matching");
        add_term(fmt::format("n_trigger_matched >= {}", plan_.decay.min_trigger_matched), "trigger", symbols, plan);
    }

    void compile_final(Decay const& decay, NodeSymbols& symbols, NodePlan& plan)
    {
        auto program = compile_expression(decay.best_cut, symbols.source(decay.best_cut_where), decay.best_cut_where,
                                          ExpressionResult::truth);
        symbols.take_lacking();  // a veto on masses works without a vertex, too
        plan.final_program = std::move(program);
    }

    /// Larger is better.
    void compile_best(Arbitration const& best, NodeSymbols& symbols, NodePlan& plan)
    {
        std::string const text = best.kind == Arbitration::Kind::smallest ? "-(" + best.by + ")" : best.by;
        plan.best_program =
            compile_expression(text, symbols.source(best.by_where), best.by_where, ExpressionResult::quantity);
        symbols.take_lacking();  // candidates without the quantity are equally good: the first is kept
    }

    void plan_truth()
    {
        bool index = true, parent = true, code = true;
        for (Collection c : plan_.root().leaf_collection)
        {
            index = index && contents_.has_column(c, "gen_index");
            parent = parent && contents_.has_column(c, "gen_parent");
            code = code && contents_.has_column(c, "gen_pdgid");
        }
        plan_.gen_index = index;
        plan_.gen_pdg_id = index && code;
        plan_.truth = index || parent;
    }

    DecayPlan plan_;
    ExtraColumns extra_;
    EventContents const& contents_;
};

}  // namespace

DecayPlan plan_decay(Decay const& decay, EventContents const& contents, bool cuts)
{
    return Planner(decay, contents, cuts).finish();
}

}  // namespace quartet
