// Lengths that numbers without a unit may mean, by column.
#include <algorithm>
#include <iterator>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"

namespace quartet
{
namespace
{

struct PlainLength
{
    char const* column;
    double largest;  ///< cm
};

// Distances of tracks from each other and from the beam line: what passes farther than the beam pipe of CMS (2.2 cm) is
// no decay in vacuum. Errors are smaller than what they belong to.
constexpr double near_beam = largest_plain_dca;
// Transverse and proper decay lengths: a b hadron of 100 GeV flies 1 cm; 10 cm are 20 such lengths.
constexpr double flight_transverse = 10;
// In space a forward one flies farther. Along the beam the luminous region has a width of 4 cm or more and vertices lie
// within 20 cm of the centre, the usual loose cut.
constexpr double along_beam = 30;

constexpr PlainLength lengths[] = {{"dxy", near_beam},
                                   {"dxyErr", near_beam},
                                   {"dxy_bs", near_beam},
                                   {"max_dca", near_beam},
                                   {"min_dca", near_beam},
                                   {"avg_dca", near_beam},
                                   {"min_track_doca", near_beam},
                                   {"dca_bs", near_beam},
                                   {"pv_ip", near_beam},
                                   {"lxy_err", near_beam},
                                   {"l3d_err", near_beam},
                                   {"ct_err", near_beam},
                                   {"ct_xy_err", near_beam},
                                   {"max_dz", largest_plain_dz},
                                   {"dzErr", largest_plain_dz},
                                   {"pv_lip", largest_plain_dz},
                                   {"lxy", flight_transverse},
                                   {"ct", flight_transverse},
                                   {"ct_xy", flight_transverse},
                                   {"vtx_x", flight_transverse},
                                   {"vtx_y", flight_transverse},
                                   {"dz", along_beam},
                                   {"l3d", along_beam},
                                   {"vtx_z", along_beam}};

}  // namespace

double largest_plain_length_of(std::string const& column)
{
    auto const found =
        std::find_if(std::begin(lengths), std::end(lengths), [&](PlainLength const& l) { return column == l.column; });
    return found == std::end(lengths) ? largest_plain_length : found->largest;
}

}  // namespace quartet
