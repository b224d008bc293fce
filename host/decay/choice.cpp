// What follows the candidates: arbitration, additional columns, trigger, quantities of the event.
#include <algorithm>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"
#include "host/expression/did_you_mean.hpp"

namespace quartet
{
namespace
{

void read_best(YamlTree const& value, Arbitration& best)
{
    std::string const example = "Write 'all', '{largest: vtx_prob}' or '{smallest: vtx_chi2}'";
    if (value.is_scalar() && value.text == "all") return;
    bool const one = value.is_map() && value.items.size() == 1;
    if (!one || (value.items[0].key != "largest" && value.items[0].key != "smallest"))
        value.fail("the choice of the best candidate is not understood", example);
    best.kind = value.items[0].key == "largest" ? Arbitration::Kind::largest : Arbitration::Kind::smallest;
    best.by = read_text(value.items[0], "vtx_prob");
    best.by_where = value.items[0].where();
}

void read_choose(YamlTree const& value, EventPair& pair)
{
    std::string const text = read_text(value, "'largest mass'");
    std::string const word = "closest ";
    if (text == "largest mass") return;
    if (text.rfind(word, 0) != 0 || text.find_first_not_of(' ', word.size()) == std::string::npos)
        value.fail("'" + text + "' is not a choice of a pair", "Write 'largest mass' or 'closest 91'");
    pair.closest_mass = read_mass(value, text.substr(text.find_first_not_of(' ', word.size())), largest_plain_mass);
}

template <class List>
auto find_named(List const& list, std::string const& name)
{
    return std::find_if(list.begin(), list.end(), [&](auto const& item) { return item.name == name; });
}

/// The objects of a particle, of a count above, or of a whole collection.
AwayFrom objects_named(YamlTree const& item, Decay const& decay)
{
    auto const kind = find_named(decay.kinds, item.key);
    if (kind != decay.kinds.end()) return {kind->name, kind->collection, kind->charge, kind->cut, kind->cut_where, 0};
    auto const count = find_named(decay.counts, item.key);
    if (count != decay.counts.end()) return {count->name, count->collection, 0, count->cut, count->cut_where, 0};
    std::vector<std::string> names;
    for (int i = 0; i < collection_count; ++i)
    {
        Collection const collection = static_cast<Collection>(i);
        if (item.key == to_string(collection)) return {item.key, collection, 0, "", "", 0};
        names.push_back(to_string(collection));
    }
    for (ParticleKind const& known : decay.kinds) names.push_back(known.name);
    for (EventCount const& known : decay.counts) names.push_back(known.name);
    item.fail("'" + item.key + "' is no particle, count or collection",
              did_you_mean(item.key, names, "Known here: ") + " Counts stand above those that name them");
}

void read_away_from(YamlTree const& map, Collection own, Decay const& decay, std::vector<AwayFrom>& list)
{
    if (!map.is_map() || map.items.empty() || map.items.size() > max_away_from)
        map.fail("one to four distances are expected here", "Write '{muon: 0.4}'");
    for (YamlTree const& item : map.items)
    {
        if (item.is_null()) continue;
        AwayFrom others = objects_named(item, decay);
        if (others.collection == own)
            item.fail("objects of one collection cannot be kept away from each other",
                      "Each lies at distance 0 from itself; name particles of another collection");
        others.min_dr = read_quantity(item, {{}, 1e9, 10, "0.4"});
        if (others.min_dr == 0) item.fail("nothing is closer than 0", "Write for instance 0.4");
        if (others.min_dr > largest_away_from) item.fail("so far away no object can be", "Write for instance 0.4");
        list.push_back(std::move(others));
    }
}

template <class Quantity>
void read_objects(KeyReader& keys, Decay const& decay, Quantity& quantity)
{
    quantity.collection = read_collection(keys.at("collection", "Write 'collection: jet'"));
    read_cut(keys, "cut", quantity.cut, quantity.cut_where);
    if (YamlTree const* away = keys.find("away_from"))
        read_away_from(*away, quantity.collection, decay, quantity.away_from);
}

void read_count(YamlTree const& item, Decay& decay)
{
    EventCount count;
    count.name = item.key;
    KeyReader keys(item);
    read_objects(keys, decay, count);
    keys.finish();
    decay.counts.push_back(std::move(count));
}

void read_pair(YamlTree const& item, Decay& decay)
{
    EventPair pair;
    pair.name = item.key;
    KeyReader keys(item);
    read_objects(keys, decay, pair);
    if (YamlTree const* charge = keys.find("charge"))
    {
        pair.charge = read_charge(*charge);
        int const sum = pair.charge.value_or(0);
        bool const is_jet = pair.collection == Collection::jet;
        if (pair.charge && (is_jet || (sum != 0 && sum != 2 && sum != -2)))
            charge->fail("a pair of this collection cannot have the charge " + charge->text,
                         is_jet ? "Jets have no charge" : "Write 0, +2, -2 or any");
    }
    if (YamlTree const* choose = keys.find("choose")) read_choose(*choose, pair);
    keys.finish();
    decay.pairs.push_back(std::move(pair));
}

void read_each(KeyReader& keys, char const* key, void (*read)(YamlTree const&, Decay&), Decay& decay)
{
    YamlTree const* const map = keys.find(key);
    if (map == nullptr) return;
    if (!map->is_map()) map->fail("'name: {...}' entries are expected here", "Write 'n_jets: {collection: jet}'");
    if (map->items.size() > 64) map->fail("more than 64 quantities", "Remove some");
    for (YamlTree const& item : map->items)
    {
        if (item.is_null()) continue;
        check_name(item, item.key);
        read(item, decay);
    }
}

void read_columns(YamlTree const& map, Decay& decay)
{
    if (!map.is_map()) map.fail("'name: expression' entries are expected here", "Write 'dm: mass - mumu.mass'");
    if (map.items.size() > 64) map.fail("more than 64 columns", "Remove some");
    for (YamlTree const& item : map.items)
    {
        if (item.is_null()) continue;
        check_name(item, item.key);
        decay.columns.push_back({item.key, read_text(item, "'mass - mumu.mass'"), item.where()});
    }
}

}  // namespace

void read_candidate_choice(KeyReader& candidate, Decay& decay)
{
    if (YamlTree const* best = candidate.find("best")) read_best(*best, decay.best);
    read_cut(candidate, "best_cut", decay.best_cut, decay.best_cut_where);
    if (YamlTree const* columns = candidate.find("columns")) read_columns(*columns, decay);
}

void read_trigger(YamlTree const& map, Decay& decay)
{
    KeyReader keys(map);
    int const leaves = static_cast<int>(decay.nodes.back().leaf_names.size());
    decay.min_trigger_matched = read_whole(keys.at("min_matched", "Write 'min_matched: 2'"), 0, leaves);
    if (YamlTree const* dr = keys.find("max_dr"))
    {
        decay.max_trigger_dr = read_quantity(*dr, {{}, 1, 1, "0.1"});
        if (decay.max_trigger_dr == 0) dr->fail("nothing is closer than 0", "Write for instance 0.1");
    }
    keys.finish();
}

void read_events(YamlTree const& map, Decay& decay)
{
    KeyReader keys(map);
    read_each(keys, "count", read_count, decay);
    read_each(keys, "pair", read_pair, decay);
    keys.finish();
}

}  // namespace quartet
