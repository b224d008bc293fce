# ./dev soak [PART...]: everything that is too long for a test run. Parts: sanitizers fuzzers studies (all of them).

SOAK_OUTPUT=out/soak

soak_sanitizers() {
    build asan -DQUARTET_TESTS=ON
    ctest_run asan '.*'
    sanitized_python_tests
    build tsan -DQUARTET_TESTS=ON quartet_thread_tests
    ctest_run tsan threads
}

# The bad inputs and the command line, answered by a program under AddressSanitizer; a finding is an exit code of its
# own, which no test expects.
sanitized_python_tests() {
    say "bad-input table under AddressSanitizer"
    ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99 QUARTET_TIME_LIMIT=600 QUARTET_BIN="$PWD/build/asan/bin/quartet" \
        .venv/bin/python -m pytest -q -rs tests/robustness --junitxml="$TEST_RESULTS/python_asan.xml"
}

# Toy limits against exact ones, repeated until the mean of their pulls is known to 0.05; the limits of the search with
# all bands from toys; the coverage of limits and the distribution of q~ with few events; ten million toys in flat memory;
# the shipped classifier, trained anew.
studies() {
    local preset program
    preset=$(default_preset)
    build "$preset" -DQUARTET_TESTS=ON quartet statistics_toys_test coverage_study qtilde_study
    program="$PWD/build/$preset/bin/quartet"
    mkdir -p "$SOAK_OUTPUT" "$TEST_RESULTS/studies"
    say "toy limits against exact limits, ${QUARTET_REPETITIONS:=400} repetitions"
    GTEST_OUTPUT="xml:$PWD/$TEST_RESULTS/studies/" QUARTET_REPETITIONS="$QUARTET_REPETITIONS" \
        "build/$preset/tests/physics/statistics_toys_test" --gtest_filter='*Toy*'
    say "limits of the search, with bands from toys: $SOAK_OUTPUT/bs4mu_limits.json"
    python3 examples/bs4mu/limits.py --quartet "$program" --bands -o "$SOAK_OUTPUT/bs4mu_limits.json"
    say "ten million toys in flat memory: $SOAK_OUTPUT/toys_memory.json"
    python3 bench/toys_memory.py --quartet "$program" -o "$SOAK_OUTPUT/toys_memory.json"
    say "coverage of limits, and q~ with few events: $SOAK_OUTPUT/coverage.json, $SOAK_OUTPUT/qtilde.json"
    "build/$preset/tests/studies/coverage_study" -o "$SOAK_OUTPUT/coverage.json"
    "build/$preset/tests/studies/qtilde_study" -o "$SOAK_OUTPUT/qtilde.json"
    .venv/bin/python tests/studies/figures.py --qtilde "$SOAK_OUTPUT/qtilde.json" --coverage "$SOAK_OUTPUT/coverage.json" -o "$SOAK_OUTPUT"
    say "the classifier, trained anew: $SOAK_OUTPUT/weights"
    PYTHON="$PWD/.venv/bin/python" models/weights/bs4mu/make "$program" "$SOAK_OUTPUT/samples" "$SOAK_OUTPUT/weights"
    python3 .ci/compare_weights.py models/weights/bs4mu "$SOAK_OUTPUT/weights"
}

run_soak() {
    local part
    source .ci/test.sh
    [ $# -gt 0 ] || set -- sanitizers fuzzers studies
    for part in "$@"; do
        case "$part" in sanitizers | fuzzers | studies) ;; *)
            echo "./dev soak: no part $part. Parts: sanitizers fuzzers studies" >&2
            exit 2
            ;;
        esac
    done
    rm -rf "$TEST_RESULTS"
    for part in "$@"; do
        case "$part" in
            sanitizers) soak_sanitizers ;;
            fuzzers) fuzzers "${FUZZ_SECONDS:-600}" ;;
            studies) studies ;;
        esac
    done
    if [ -d "$TEST_RESULTS" ]; then python3 .ci/count_tests.py "$TEST_RESULTS"; fi
}
