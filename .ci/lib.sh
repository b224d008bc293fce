# Shell functions of ./dev: packages, build, format.

say() { printf '\n== %s\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo > /dev/null; then sudo "$@"; else
        echo "./dev: installing packages needs root: run as root, or install sudo. Command: $*" >&2
        exit 3
    fi
}

groups() { sed -n 's/^\([a-z]*\):.*/\1/p' docker/packages/debian.txt; }

# packages GROUP...: the names in docker/packages/debian.txt
packages() {
    local group
    for group in "$@"; do
        if ! groups | grep -qx "$group"; then
            echo "./dev: no group $group in docker/packages/debian.txt. Groups: $(groups | xargs)" >&2
            return 2
        fi
    done
    for group in "$@"; do sed -n "s/^$group: *//p" docker/packages/debian.txt; done | tr ' ' '\n' | grep -v '^$'
}

missing_packages() {
    local name names
    names=$(packages "$@") || return
    for name in $names; do
        dpkg-query -W -f '${Status}\n' "$name" 2> /dev/null | grep -q 'ok installed' || echo "$name"
    done
}

# deps GROUP...: installs what is missing, and the Python environment when its group is asked for
deps() {
    if command -v apt-get > /dev/null; then
        local wanted
        wanted=$(missing_packages "$@") || exit
        if [ -n "$wanted" ]; then
            say "installing $(echo "$wanted" | wc -l) packages"
            as_root apt-get update -qq
            # shellcheck disable=SC2086
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted > /dev/null
        fi
    else
        echo "./dev: no apt-get here; install the packages of docker/packages/debian.txt by hand" >&2
    fi
    case " $* " in *" python "*) python_environment ;; esac
}

# The environment is made anew whenever its lock changes; a copy of the lock inside says for which one it was made.
python_environment() {
    cmp -s docker/packages/python.lock .venv/lock 2> /dev/null && return
    say "Python environment in .venv"
    rm -rf .venv
    /usr/bin/python3 -m venv --system-site-packages .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r docker/packages/python.lock
    cp docker/packages/python.lock .venv/lock
}

lock_file() { (source /etc/os-release && echo "docker/packages/$ID-$VERSION_ID.lock"); }

# locked GROUP...: NAME=VERSION of every package of the groups; a name that is not recorded is an error
locked() {
    local lock name names entry
    lock=$(lock_file)
    if [ ! -f "$lock" ]; then
        echo "./dev: no recorded versions for this distribution: $lock does not exist. Use ./dev deps without --locked, or record this machine's with .ci/lock_packages" >&2
        return 2
    fi
    names=$(packages "$@") || return
    for name in $names; do
        entry=$(awk -F= -v name="$name" '$1 == name' "$lock")
        if [ -z "$entry" ]; then
            echo "./dev: no recorded version of $name in $lock. Record it with .ci/lock_packages" >&2
            return 2
        fi
        echo "$entry"
    done
}

# deps_locked GROUP...: like deps, with exactly the recorded versions
deps_locked() {
    local wanted
    wanted=$(locked "$@") || exit 2
    say "installing $(echo "$wanted" | wc -l) packages in their recorded versions"
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --allow-downgrades $wanted > /dev/null
    case " $* " in *" python "*) python_environment ;; esac
}

have_nvcc() { command -v nvcc > /dev/null || [ -x /usr/local/cuda/bin/nvcc ]; }

default_preset() { if have_nvcc; then echo cuda; else echo cpu; fi; }

# build PRESET [-DOPTION=VALUE...] [TARGET...]
build() {
    local preset=$1 options=()
    shift
    while [[ "${1:-}" == -D* ]]; do
        options+=("$1")
        shift
    done
    export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
    say "building $preset ${*:-everything}"
    cmake --preset "$preset" ${CI:+-DQUARTET_WERROR=ON} "${options[@]}" > "build-$preset.log" 2>&1 || { cat "build-$preset.log" >&2; exit 1; }
    mv "build-$preset.log" "build/$preset/configure.log"
    if ! ninja -C "build/$preset" "$@" > "build/$preset/build.log" 2>&1; then
        grep -E -A12 'error|FAILED' "build/$preset/build.log" | head -80 >&2
        echo "./dev: the build failed; the whole log is build/$preset/build.log" >&2
        exit 1
    fi
    grep -h 'warning:' "build/$preset/build.log" | sort -u | head -20 || true
}

sources() { git ls-files '*.hpp' '*.cpp' '*.cuh' '*.cu'; }

format_sources() {
    deps lint
    if [ "${1:-}" = --check ]; then
        sources | xargs clang-format --dry-run -Werror
    else
        sources | xargs clang-format -i
    fi
}

tidy_sources() {
    build cpu
    git ls-files 'host/*.cpp' 'fits/*.cpp' | grep -v kernels | xargs -P2 -n4 clang-tidy --quiet -p build/cpu
}
