# One source per subcommand, and the libraries they need.
set(QUARTET_COMMAND_SOURCES
    info_command.cpp
    candidates_command.cpp
    json_output.cpp
    infer_command.cpp
    score_command.cpp
    simulate_command.cpp
    report_command.cpp
    report_runner.cpp
)
set(QUARTET_COMMAND_LIBRARIES
    quartet_trees
    quartet_simulation
    quartet_candidates
    quartet_reference_candidates
    quartet_cpu_candidates
)
