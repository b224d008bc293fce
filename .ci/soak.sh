# ./dev soak: everything that is too long for a test run.

run_soak() {
    source .ci/test.sh
    rm -rf "$TEST_RESULTS"
    build asan -DQUARTET_TESTS=ON
    ctest_run asan '.*'
    build tsan -DQUARTET_TESTS=ON
    ctest_run tsan 'threads|determinism'
    fuzzers "${FUZZ_SECONDS:-600}"
    python3 .ci/count_tests.py "$TEST_RESULTS"
}
