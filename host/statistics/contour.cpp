#include "host/statistics/contour.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace quartet
{
namespace
{

/// Share of the way from a to b at which the level is met. An infinite end is reached at once: the line lies beside the
/// finite point.
double share(double a, double b, double level)
{
    if (std::isinf(a)) return 1;
    if (std::isinf(b)) return 0;
    return (level - a) / (b - a);
}

/// Edges of the grid have numbers: 2 (i n + j) from (i, j) to (i + 1, j), plus one to (i, j + 1).
class MarchingSquares
{
  public:
    MarchingSquares(std::vector<double> const& x, std::vector<double> const& y, std::vector<double> const& z,
                    double level)
        : x_(x), y_(y), z_(z), level_(level)
    {
    }

    std::vector<Polyline> run()
    {
        for (std::size_t i = 0; i + 1 < x_.size(); ++i)
            for (std::size_t j = 0; j + 1 < y_.size(); ++j) cell(i, j);
        std::vector<Polyline> lines;
        // Open lines first from their ends, then the closed ones from any of their points.
        for (auto const& [edge, next] : links_)
            if (next.size() == 1 && !used_[edge]) lines.push_back(follow(edge));
        for (auto const& [edge, next] : links_)
            if (!used_[edge])
            {
                lines.push_back(follow(edge));
                lines.back().push_back(lines.back().front());
            }
        return lines;
    }

  private:
    double height(std::size_t i, std::size_t j) const { return z_[i * y_.size() + j]; }
    std::size_t along_x(std::size_t i, std::size_t j) const { return 2 * (i * y_.size() + j); }
    std::size_t along_y(std::size_t i, std::size_t j) const { return along_x(i, j) + 1; }

    void connect(std::size_t a, std::size_t b)
    {
        links_[a].push_back(b);
        links_[b].push_back(a);
    }

    void cell(std::size_t i, std::size_t j)
    {
        double const corner[4] = {height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)};
        if (std::any_of(corner, corner + 4, [](double z) { return std::isnan(z); })) return;
        // Edge k joins corner k with the next one.
        std::size_t const edge[4] = {along_x(i, j), along_y(i + 1, j), along_x(i, j + 1), along_y(i, j)};
        std::size_t met[4];
        std::size_t n = 0;
        for (std::size_t k = 0; k < 4; ++k)
            if ((corner[k] > level_) != (corner[(k + 1) % 4] > level_)) met[n++] = k;
        if (n == 2) connect(edge[met[0]], edge[met[1]]);
        if (n != 4) return;
        bool const middle_above = (corner[0] + corner[1] + corner[2] + corner[3]) / 4 > level_;
        // The lines cut off the two corners that differ from the middle.
        if ((corner[0] > level_) == middle_above)
        {
            connect(edge[0], edge[1]);
            connect(edge[2], edge[3]);
        }
        else
        {
            connect(edge[3], edge[0]);
            connect(edge[1], edge[2]);
        }
    }

    std::array<double, 2> point(std::size_t edge) const
    {
        std::size_t const i = edge / 2 / y_.size();
        std::size_t const j = edge / 2 % y_.size();
        if (edge % 2 == 0) return {std::lerp(x_[i], x_[i + 1], share(height(i, j), height(i + 1, j), level_)), y_[j]};
        return {x_[i], std::lerp(y_[j], y_[j + 1], share(height(i, j), height(i, j + 1), level_))};
    }

    Polyline follow(std::size_t edge)
    {
        Polyline line;
        for (bool more = true; more;)
        {
            used_[edge] = true;
            line.push_back(point(edge));
            more = false;
            for (std::size_t next : links_[edge])
                if (!used_[next])
                {
                    edge = next;
                    more = true;
                    break;
                }
        }
        return line;
    }

    std::vector<double> const& x_;
    std::vector<double> const& y_;
    std::vector<double> const& z_;
    double level_;
    std::map<std::size_t, std::vector<std::size_t>> links_;
    std::map<std::size_t, bool> used_;
};

}  // namespace

std::vector<Polyline> contours(std::vector<double> const& x, std::vector<double> const& y, std::vector<double> const& z,
                               double level)
{
    return MarchingSquares(x, y, z, level).run();
}

std::vector<double> crossings(std::vector<double> const& x, std::vector<double> const& z, double level)
{
    std::vector<double> at;
    for (std::size_t i = 0; i + 1 < x.size(); ++i)
        if (std::isfinite(z[i]) && std::isfinite(z[i + 1]) && (z[i] > level) != (z[i + 1] > level))
            at.push_back(std::lerp(x[i], x[i + 1], share(z[i], z[i + 1], level)));
    return at;
}

}  // namespace quartet
