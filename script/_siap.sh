# Shared by the scripts: find Python, make .venv, install the pins when they changed. Sourced, not run.
# After `siapkan <requirements file>` the interpreter is .venv/bin/python.

gagal() {
    printf '%s\n' "$1" >&2
    exit 1
}

cari_python() {
    for calon in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$calon" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s' "$calon"
            return 0
        fi
    done
    return 1
}

sidik_pin() {
    # Python's version belongs to the print: wheels of one version do not serve another.
    { cat requirements*.txt; "$1" -V; } | cksum | tr ' ' '-'
}

siapkan() {
    daftar=$1
    stempel=.venv/.terpasang-$(basename "$daftar" .txt)
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
    if command -v uv >/dev/null 2>&1; then
        uv pip install -q --python .venv/bin/python -r "$daftar" || gagal "Paket tidak dapat dipasang. Periksa sambungan internet."
    else
        .venv/bin/python -m pip install -q --disable-pip-version-check -r "$daftar" || gagal "Paket tidak dapat dipasang. Periksa sambungan internet."
    fi
    sidik_pin .venv/bin/python >"$stempel"
    # The development list holds the run-time list.
    [ "$daftar" = requirements.txt ] || sidik_pin .venv/bin/python >.venv/.terpasang-requirements
}
