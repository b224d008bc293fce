# ./dev bench [NAME]: builds the benchmarks and runs bench/run_NAME (default: all of them).

run_benchmarks() {
    local preset script
    preset=$(default_preset)
    cmake --preset "$preset" -DQUARTET_BENCH=ON > /dev/null
    ninja -C "build/$preset" quartet quartet_benchmarks
    for script in bench/run_*; do
        [ -n "${1:-}" ] && [ "$script" != "bench/run_$1" ] && continue
        say "$script"
        QUARTET_BUILD="$PWD/build/$preset" "$script"
    done
}
