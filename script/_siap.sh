# Shared by the scripts: find Python, make .venv, install what the lock says when it changed. Sourced, not run.
# After `siapkan <requirements file>` the interpreter is .venv/bin/python.

gagal() {
    printf '%s\n' "$1" >&2
    exit 1
}

# The distribution's own comes first: it is what a server runs, and one built plainly, as tools that hold several versions do,
# takes a sixth more processor time for everything. One that cannot make a .venv is taken only when none can.
cari_python() {
    for modul in sys,ensurepip sys; do
        for calon in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
            if "$calon" -c "import $modul; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
                printf '%s' "$calon"
                return 0
            fi
        done
    done
    return 1
}

sidik_pin() {
    # Python's version belongs to the print: wheels of one version do not serve another.
    { cat requirements*.txt binaan/deploy/*.lock; "$1" -V; } | cksum | tr ' ' '-'
}

# What was pinned since the lock was made would be left out without a word.
periksa_kunci() {
    for pin in $(sed -n 's/^\([A-Za-z0-9._-]*\)[^=#]*==\([^ ;]*\).*/\1==\2/p' "$1"); do
        grep -qiF "$pin " "$2" || gagal "Pin $pin dari $1 belum dikunci. Jalankan script/kunci, lalu ulangi."
    done
}

# Each file is taken only with the hash that the lock knows; all of them before the first is laid.
pasang_kunci() {
    if command -v uv >/dev/null 2>&1; then
        set -- "$1" uv pip install -q --python .venv/bin/python
    else
        set -- "$1" .venv/bin/python -m pip install -q --disable-pip-version-check
    fi
    dikunci=$1
    shift
    # Most of what the tests' packages hold is never loaded, and what is loaded Python compiles then.
    case $dikunci,$1 in *-dev.lock,.venv/*) set -- "$@" --no-compile ;; esac
    galat=$(mktemp)
    kode=0
    "$@" --require-hashes -r "$dikunci" 2>"$galat" || kode=$?
    cat "$galat" >&2
    berbeda=$(grep -ci hash "$galat") || berbeda=0
    rm -f "$galat"
    [ $kode != 0 ] || return 0
    [ "$berbeda" = 0 ] || gagal "Sebuah paket tidak cocok dengan sidiknya di $dikunci (sebabnya di atas); tidak ada yang dipasang. Periksa cermin paketnya."
    gagal "Paket tidak dapat dipasang. Periksa sambungan internet."
}

siapkan() {
    daftar=$1
    kunci=binaan/deploy/$(basename "$daftar" .txt).lock
    stempel=.venv/.terpasang-$(basename "$kunci")
    if .venv/bin/python -V >/dev/null 2>&1 && [ "$(cat "$stempel" 2>/dev/null)" = "$(sidik_pin .venv/bin/python)" ]; then
        return 0
    fi
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$(cari_python) || gagal "Python 3.11 atau lebih baru tidak ditemukan. Pasang python3 lebih dahulu."
        rm -rf .venv
        if command -v uv >/dev/null 2>&1; then
            uv venv -q --python "$python" .venv || gagal "Lingkungan .venv tidak dapat dibuat."
        else
            "$python" -m venv .venv >/dev/null 2>&1 || {
                rm -rf .venv
                gagal "Modul venv Python tidak lengkap. Pasang dengan: apt-get install python3-venv"
            }
        fi
    fi
    echo "Memasang paket dari $daftar ..."
    periksa_kunci "$daftar" "$kunci"
    pasang_kunci "$kunci"
    sidik_pin .venv/bin/python >"$stempel"
    # The development list holds the run-time list.
    [ "$daftar" = requirements.txt ] || sidik_pin .venv/bin/python >.venv/.terpasang-requirements.lock
}
