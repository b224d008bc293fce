// quartet merge: joins the shards of a toy run.
#include "host/toys/merge.hpp"

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"

namespace quartet::app
{
namespace
{

int merge(std::vector<std::string> const& parts, std::string const& output, CommonOptions const& common)
{
    Provenance provenance = make_provenance(common);
    provenance.seed.reset();  // that of the toys is in the plan
    provenance.device = "host";
    merge_toys(parts, output, provenance);
    ToyFileReader const file(output);
    StudyAnswer const answer = answer_of(file, file.study());
    if (talks(common)) print_answer(file.study(), answer);
    print_warnings(answer.warnings, common);
    if (!common.json.empty())
    {
        for (std::string const& part : parts) provenance.add_input(part);
        write_json(common.json, answer.json, provenance);
    }
    return answer.complete ? 0 : 1;
}

}  // namespace

Command merge_command()
{
    return {"merge", "Joins the shards of a toy run",
            [](CLI::App& app, CommonOptions& common)
            {
                auto parts = std::make_shared<std::vector<std::string>>();
                auto output = std::make_shared<std::string>();
                app.add_option("parts", *parts, "the files that --shard wrote, in any order")->required();
                app.add_option("-o,--output", *output, "file with all toys, for --from")->required();
                return [parts, output, &common] { return merge(*parts, *output, common); };
            }};
}

}  // namespace quartet::app
