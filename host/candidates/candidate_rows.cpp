#include "host/candidates/candidate_rows.hpp"

#include <limits>

namespace quartet
{
namespace
{

/// A float64 column that copies `width` neighbouring columns of the derived or the fitted quantities.
struct NumberColumn
{
    char const* name;
    char const* units;
    char const* description;
    int first;
    int width;
    std::vector<std::int64_t> trailing;
};

int at(FitColumn column) { return static_cast<int>(column); }
int at(DerivedColumn column) { return static_cast<int>(column); }
int at(PairColumn column) { return static_cast<int>(column); }

std::vector<NumberColumn> const& fitted_columns()
{
    using F = FitColumn;
    static std::vector<NumberColumn> const columns = {
        {"mass_err", "GeV", "error of mass with all correlations; NaN without a vertex", at(F::mass_error), 1, {}},
        {"vtx_x", "cm", "vertex of the four tracks", at(F::x), 1, {}},
        {"vtx_y", "cm", "vertex of the four tracks", at(F::y), 1, {}},
        {"vtx_z", "cm", "vertex of the four tracks", at(F::z), 1, {}},
        {"vtx_cov", "cm^2", "covariance of the vertex: xx, xy, yy, xz, yz, zz", at(F::cxx), 6, {6}},
        {"vtx_chi2", "1", "chi2 of the vertex fit", at(F::chi2), 1, {}},
        {"vtx_prob", "1", "probability of a larger chi2", at(F::probability), 1, {}}};
    return columns;
}

std::vector<NumberColumn> const& quantity_columns()
{
    using D = DerivedColumn;
    static std::vector<NumberColumn> const columns = {
        {"mass_raw", "GeV", "mass from the momenta as stored", at(D::mass_raw), 1, {}},
        {"mass", "GeV", "mass after the vertex fit; raw without a vertex", at(D::mass), 1, {}},
        {"pt", "GeV", "transverse momentum after the vertex fit; raw without a vertex", at(D::pt), 1, {}},
        {"eta", "1", "pseudorapidity after the vertex fit; raw without a vertex", at(D::eta), 1, {}},
        {"phi", "rad", "azimuth after the vertex fit; raw without a vertex", at(D::phi), 1, {}},
        {"lxy",
         "cm",
         "transverse distance from the beam spot, moved to the height of the best primary vertex",
         at(D::lxy),
         1,
         {}},
        {"lxy_err", "cm", "error of lxy: covariance of the vertex and width of the beam", at(D::lxy_error), 1, {}},
        {"lxy_sig", "1", "lxy / lxy_err", at(D::lxy_significance), 1, {}},
        {"cos_alpha_bs_2d",
         "1",
         "cosine of the transverse angle between momentum and flight from the beam spot",
         at(D::cos_alpha_bs_2d),
         1,
         {}},
        {"cos_alpha_2d", "1", "the same from the best primary vertex", at(D::cos_alpha_2d), 1, {}},
        {"cos_alpha_3d",
         "1",
         "cosine of the angle between momentum and flight from the best primary vertex",
         at(D::cos_alpha_3d),
         1,
         {}},
        {"l3d", "cm", "distance from the best primary vertex", at(D::l3d), 1, {}},
        {"l3d_sig", "1", "l3d over its error", at(D::l3d_significance), 1, {}},
        {"ct", "cm", "proper decay length l3d cos_alpha_3d mass / p", at(D::ct), 1, {}},
        {"mu_pt", "GeV", "refitted muons, in the order of idx", at(D::mu_pt0), 4, {4}},
        {"mu_eta", "1", "refitted muons, in the order of idx", at(D::mu_eta0), 4, {4}},
        {"mu_phi", "rad", "refitted muons, in the order of idx", at(D::mu_phi0), 4, {4}},
        {"mu_dxy_sig",
         "1",
         "impact-parameter significance to the beam spot, positive on the side of the candidate's momentum",
         at(D::mu_dxy_sig0),
         4,
         {4}},
        {"iso",
         "1",
         "pt / (pt + sum of the pt of tracks above 0.9 GeV within 0.7); NaN without tracks in the file",
         at(D::iso),
         1,
         {}},
        {"max_dca", "cm", "largest pairwise distance of closest approach of the helices", at(D::max_dca), 1, {}},
        {"max_dz", "cm", "largest pairwise difference of z of the closest points", at(D::max_dz), 1, {}},
        {"pair_mass",
         "GeV",
         "masses of the pairs of opposite charge, [pairing][pair], from the refitted muons; NaN unless there are two "
         "of "
         "each charge",
         at(D::pair_mass0),
         4,
         {2, 2}}};
    return columns;
}

std::vector<NumberColumn> const& pair_vertex_columns()
{
    using P = PairColumn;
    static std::vector<NumberColumn> const columns = {
        {"pair_vtx_prob", "1", "vertex probability of the pairs of pair_mass", at(P::probability), 4, {2, 2}},
        {"pair_vtx_x", "cm", "two-track vertices of the pairs of pair_mass, NaN = none", at(P::x), 4, {2, 2}},
        {"pair_vtx_y", "cm", "two-track vertices of the pairs of pair_mass, NaN = none", at(P::y), 4, {2, 2}},
        {"pair_vtx_z", "cm", "two-track vertices of the pairs of pair_mass, NaN = none", at(P::z), 4, {2, 2}}};
    return columns;
}

std::vector<NumberColumn> const& truth_columns()
{
    using D = DerivedColumn;
    static std::vector<NumberColumn> const columns = {
        {"gen_mass",
         "GeV",
         "generated mass of the decay that all four muons come from, NaN = none",
         at(D::gen_mass),
         1,
         {}},
        {"gen_pt", "GeV", "its generated transverse momentum", at(D::gen_pt), 1, {}},
        {"gen_eta", "1", "its generated pseudorapidity", at(D::gen_eta), 1, {}},
        {"gen_phi", "rad", "its generated azimuth", at(D::gen_phi), 1, {}},
        {"gen_vx", "cm", "its generated decay vertex", at(D::gen_vx), 1, {}},
        {"gen_vy", "cm", "its generated decay vertex", at(D::gen_vy), 1, {}},
        {"gen_vz", "cm", "its generated decay vertex", at(D::gen_vz), 1, {}}};
    return columns;
}

char const* const status_text =
    "0 vertex fitted; 1 no track covariances in the file; 2 momentum or track parameter not a number; 3 "
    "charge/momentum 0 or bad "
    "polar angle; 4 variance not positive; 5 singular covariance; 6 tracks do not determine a vertex; 7 not converged; "
    "8 result not finite";

void add_numbers(ColumnTable& table, std::vector<NumberColumn> const& columns)
{
    for (NumberColumn const& c : columns) table.add<double>(c.name, c.units, c.description, c.trailing);
}

template <class T, class Value>
void append(ColumnTable& table, char const* name, std::vector<std::int64_t> const& chosen, Value value)
{
    std::vector<T>& column = table.values<T>(name);
    for (std::int64_t const i : chosen) column.push_back(static_cast<T>(value(i)));
}

template <class Values>
void append_numbers(ColumnTable& table, std::vector<NumberColumn> const& columns, Values const& values,
                    std::int64_t stride, std::vector<std::int64_t> const& chosen)
{
    for (NumberColumn const& c : columns)
    {
        std::vector<double>& column = table.values<double>(c.name);
        for (std::int64_t const i : chosen)
            for (int k = 0; k < c.width; ++k)
                column.push_back(values[static_cast<std::size_t>((c.first + k) * stride + i)]);
    }
}

void append_identification(ColumnTable& table, EventBatchView const& batch, BlockResults const& b,
                           std::vector<std::int64_t> const& chosen)
{
    auto const event = [&](std::int64_t i) { return b.event[static_cast<std::size_t>(i)]; };
    append<std::int64_t>(table, "event_index", chosen, [&](auto i) { return batch.first_event + event(i); });
    append<std::uint32_t>(table, "run", chosen, [&](auto i) { return batch.run[event(i)]; });
    append<std::uint32_t>(table, "luminosityBlock", chosen, [&](auto i) { return batch.luminosity_block[event(i)]; });
    append<std::uint64_t>(table, "event", chosen, [&](auto i) { return batch.event[event(i)]; });
    append<double>(table, "weight", chosen,
                   [&](auto i) { return batch.weight.data != nullptr ? batch.weight[event(i)] : 1.0; });
}

void append_muons(ColumnTable& table, EventBatchView const& batch, BlockResults const& b,
                  std::vector<std::int64_t> const& chosen)
{
    std::vector<std::int32_t>& idx = table.values<std::int32_t>("idx");
    std::vector<std::int8_t>& charge = table.values<std::int8_t>("mu_charge");
    std::vector<double>& iso = table.values<double>("mu_iso");
    for (std::int64_t const i : chosen)
        for (std::int64_t k = 0; k < 4; ++k)
        {
            std::int64_t const row = b.row[static_cast<std::size_t>(k * b.size + i)];
            idx.push_back(static_cast<std::int32_t>(row - batch.muon.offsets[b.event[static_cast<std::size_t>(i)]]));
            charge.push_back(static_cast<std::int8_t>(batch.muon.charge[row]));
            iso.push_back(batch.muon.rel_iso.data != nullptr ? batch.muon.rel_iso[row]
                                                             : std::numeric_limits<double>::quiet_NaN());
        }
}

void append_flags(ColumnTable& table, BlockResults const& b, std::vector<std::int64_t> const& chosen)
{
    auto const flags = [&](std::int64_t i) -> DerivedFlags const& { return b.flags[static_cast<std::size_t>(i)]; };
    append<std::int8_t>(table, "charge", chosen, [&](auto i) { return flags(i).charge; });
    append<std::uint8_t>(table, "status", chosen, [&](auto i) { return b.status[static_cast<std::size_t>(i)]; });
    append<std::int32_t>(table, "vtx_ndf", chosen,
                         [&](auto i) { return b.status[static_cast<std::size_t>(i)] == 0 ? 5 : 0; });
    append<std::int32_t>(table, "pv_index", chosen, [&](auto i) { return flags(i).pv_index; });
    append<std::uint8_t>(table, "veto", chosen, [&](auto i) { return flags(i).veto; });
    append<std::uint8_t>(table, "is_normalisation", chosen, [&](auto i) { return flags(i).is_normalisation; });
    append<std::uint8_t>(table, "resolution", chosen, [&](auto i) { return flags(i).resolution; });
    append<std::uint8_t>(table, "n_trigger_matched", chosen,
                         [&](auto i) { return flags(i).trigger_matched < 0 ? 255 : flags(i).trigger_matched; });
}

void append_truth(ColumnTable& table, EventContents contents, BlockResults const& b,
                  std::vector<std::int64_t> const& chosen)
{
    auto const flags = [&](std::int64_t i) -> DerivedFlags const& { return b.flags[static_cast<std::size_t>(i)]; };
    if (contents.gen_index)
        append<std::uint8_t>(table, "is_signal", chosen, [&](auto i) { return flags(i).is_signal; });
    append<std::int32_t>(table, "gen_parent", chosen, [&](auto i) { return flags(i).gen_parent; });
    append<std::int32_t>(table, "gen_channel", chosen, [&](auto i) { return flags(i).gen_channel; });
    append_numbers(table, truth_columns(), b.derived, b.size, chosen);
}

}  // namespace

ColumnTable candidate_table(EventContents contents)
{
    ColumnTable t;
    t.add<std::int64_t>("event_index", "1", "position of the event in its file");
    t.add<std::uint32_t>("run", "1", "run number");
    t.add<std::uint32_t>("luminosityBlock", "1", "luminosity section");
    t.add<std::uint64_t>("event", "1", "event number");
    t.add<double>("weight", "1", "event weight");
    t.add<std::int32_t>("idx", "1", "muons of the event, increasing", {4});
    t.add<std::int8_t>("charge", "e", "sum of the charges");
    t.add<std::uint8_t>("status", "1", status_text);
    add_numbers(t, quantity_columns());
    add_numbers(t, fitted_columns());
    t.add<std::int32_t>("vtx_ndf", "1", "degrees of freedom of the vertex fit, 2 N - 3; 0 without a vertex");
    t.add<std::int32_t>("pv_index", "1", "best primary vertex: smallest longitudinal distance; -1 = none");
    t.add<std::int8_t>("mu_charge", "e", "charges, in the order of idx", {4});
    t.add<double>("mu_iso", "1", "pfRelIso03_all, in the order of idx; NaN when the file has none", {4});
    add_numbers(t, pair_vertex_columns());
    t.add<std::uint8_t>("veto", "1",
                        "bits: a pair of opposite charge in the window of 1 J/psi, 2 phi, 4 psi(2S), 8 omega");
    t.add<std::uint8_t>("is_normalisation", "1",
                        "one pair of a pairing in the J/psi window, the other in the phi window");
    t.add<std::uint8_t>("resolution", "1",
                        "0, 1, 2 = A, B, C: mass_err below 27 MeV, to 38, above; 255 without mass_err");
    t.add<std::uint8_t>("n_trigger_matched", "1", "muons matched to trigger objects; 255 when the file has none");
    if (contents.truth)
    {
        if (contents.gen_index)
            t.add<std::uint8_t>("is_signal", "1", "all four muons come from the same simulated decay");
        t.add<std::int32_t>("gen_parent", "1", "PDG code of the hadron that all four muons come from, 0 = none");
        t.add<std::int32_t>("gen_channel", "1", "channel of the decay that all four muons come from, 0 = none");
        add_numbers(t, truth_columns());
    }
    return t;
}

void append_candidates(ColumnTable& table, EventContents contents, EventBatchView const& batch,
                       BlockResults const& block, std::vector<std::int64_t> const& chosen)
{
    append_identification(table, batch, block, chosen);
    append_muons(table, batch, block, chosen);
    append_flags(table, block, chosen);
    append_numbers(table, quantity_columns(), block.derived, block.size, chosen);
    append_numbers(table, fitted_columns(), block.fit, block.size, chosen);
    append_numbers(table, pair_vertex_columns(), block.pairs, block.size, chosen);
    if (contents.truth) append_truth(table, contents, block, chosen);
}

}  // namespace quartet
