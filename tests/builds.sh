# The trees that are built for tests. Each has one set of options wherever it is built, so that ccache serves every checkout and copy.

export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true

fast_suites=(wechat db services gateway engine structure)

# build_fast TARGET...: the fast loop's, with as little work for compiler and linker as there can be.
build_fast() {
    # ccache is to believe that a precompiled header is what its sources make it.
    CCACHE_SLOPPINESS=pch_defines,time_macros build build-fast -DCMAKE_BUILD_TYPE=Fast -DPOLICE_TESTS=ON -DPOLICE_WERROR=ON \
        -DPOLICE_PRECOMPILED=ON -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold -- "$@"
}

# build_sanitized [TARGET...]: the gate's. Line numbers are all that a sanitizer's report needs to know.
build_sanitized() {
    build build-test -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-g1 -DPOLICE_TESTS=ON -DPOLICE_WERROR=ON \
        -DPOLICE_SANITIZE=address,undefined -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold -- "$@"
}

# What is delivered.
build_release() { build build -DCMAKE_BUILD_TYPE=Release -DPOLICE_TESTS=OFF; }
