# ./dev test: fast tests first, then sanitizers and fuzzers.

TEST_RESULTS=build/test-results

# ctest_run PRESET LABEL-REGEX: runs the tests whose label matches; results as XML for the count at the end
ctest_run() {
    local preset=$1 label=$2
    shift 2
    mkdir -p "$TEST_RESULTS/$preset"
    GTEST_OUTPUT="xml:$PWD/$TEST_RESULTS/$preset/" ctest --test-dir "build/$preset" -L "$label" --output-on-failure -j2 "$@"
}

python_tests() {
    local preset=$1
    say "Python tests"
    QUARTET_BIN="$PWD/build/$preset/bin/quartet" .venv/bin/python -m pytest -q -rs tests/python tests/robustness \
        --junitxml="$TEST_RESULTS/python.xml"
}

checks() {
    say "checks of the house"
    python3 .ci/check_layers.py
    python3 .ci/check_stages.py
    .ci/lock_packages --check
    .ci/check_isa_symbols "build/$1"
}

sanitizers() {
    say "AddressSanitizer and UndefinedBehaviorSanitizer"
    build asan -DQUARTET_TESTS=ON quartet_address_tests
    ctest_run asan 'unit|robustness'
    say "ThreadSanitizer on the threading tests"
    build tsan -DQUARTET_TESTS=ON quartet_thread_tests
    ctest_run tsan threads
}

fuzzers() {
    local seconds=$1 fuzzer
    say "fuzzers, $seconds s each"
    build fuzz -DQUARTET_TESTS=ON quartet_fuzzers
    for fuzzer in build/fuzz/tests/robustness/fuzz_*; do
        [ -x "$fuzzer" ] && [ -f "$fuzzer" ] || continue
        mkdir -p "build/fuzz/corpus/$(basename "$fuzzer")"
        echo "$(basename "$fuzzer")"
        "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -print_final_stats=0 -verbosity=0 \
            "build/fuzz/corpus/$(basename "$fuzzer")"
    done
}

run_tests() {
    local fast=no preset
    [ "${1:-}" = --fast ] && fast=yes
    local started=$SECONDS
    deps build python test
    preset=$(default_preset)
    have_nvcc || say "no nvcc was found: the CUDA backend is not built, and its tests are skipped"
    rm -rf "$TEST_RESULTS"
    build "$preset" -DQUARTET_TESTS=ON
    ctest_run "$preset" unit
    ctest_run "$preset" 'parity|determinism|physics|robustness'
    python_tests "$preset"
    checks "$preset"
    if [ "$fast" = no ]; then
        sanitizers
        fuzzers 20
    fi
    say "end of the tests after $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
    python3 .ci/count_tests.py "$TEST_RESULTS" --stages
}
