# The parts of `pasang`, in the order it takes them. Sourced, not run. Each looks first and writes only what differs.
# shellcheck shell=sh disable=SC2154  # situs, roda, sertifikat, kunci, surel, SUMBER come from pasang

AKAR=/srv/binaan
DATA=/var/lib/binaan
CADANGAN=/var/backups/binaan
ATUR=/etc/binaan
BERKAS_ATUR=$ATUR/binaan.env
AKUN=binaan
PAKET='nginx-light postgresql python3 python3-venv openssl curl tzdata util-linux ca-certificates'
DISIMPAN=3 # releases kept beside the current one
berubah=0

gagal() {
    printf '%s\n' "$1" >&2
    exit 1
}

kata() {
    berubah=$((berubah + 1))
    printf '  %s\n' "$1"
}

selesai() {
    if [ $berubah = 0 ]; then echo "Tidak ada yang berubah."; else echo "Selesai: $berubah hal berubah."; fi
    exit 0
}

# Standard input into a file when it differs: taruh FILE MODE OWNER. Never behind a pipe, where what it counts is lost.
taruh() {
    baru=$(mktemp)
    cat >"$baru"
    if cmp -s "$baru" "$1" && [ "$(stat -c %a:%U "$1")" = "$2:$3" ]; then
        rm -f "$baru"
        return 0
    fi
    install -m "$2" -o "$3" -g "$3" "$baru" "$1"
    rm -f "$baru"
    kata "$1"
}

map() { # map DIR MODE OWNER
    [ "$(stat -c %a:%U "$1" 2>/dev/null)" = "$2:$3" ] && return 0
    install -d -m "$2" -o "$3" -g "$3" "$1"
    kata "$1/"
}

# Services: systemd where it runs; else (a container, a trial) the program that BINAAN_LAYANAN names does the same words.
layanan() {
    if [ -d /run/systemd/system ]; then systemctl "$@"; else "${BINAAN_LAYANAN:?systemd tidak berjalan}" "$@"; fi
}

isi_pengaturan() {
    [ -f $BERKAS_ATUR ] && sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" $BERKAS_ATUR | grep .
}

# The name of the site: the option, else the first of those that were set. An option that what is set would not follow is refused.
pilih_situs() {
    nama=$(isi_pengaturan ALLOWED_HOSTS | tr ',' ' ')
    situs=${situs:-${nama%% *}}
    case $situs in
        '') gagal "Sebutkan nama situs: --situs binaan.contoh.go.id" ;;
        *[!a-z0-9.-]* | -* | .*) gagal "Nama situs hanya huruf kecil, angka, titik, dan tanda hubung." ;;
    esac
    [ -f $BERKAS_ATUR ] || return 0
    case " $nama " in
        *" $situs "*) ;;
        *) gagal "ALLOWED_HOSTS di $BERKAS_ATUR belum memuat $situs. Tulis di sana lebih dahulu, lalu ulangi." ;;
    esac
    [ -z "$surel" ] || [ "$surel" = "$(isi_pengaturan EMAIL_URL)" ] ||
        gagal "Ubah EMAIL_URL di $BERKAS_ATUR; --surel hanya untuk pemasangan pertama."
}

# manage.py of a release, as the application's own account: kelola RELEASE COMMAND…
kelola() {
    rilis=$1
    shift
    BINAAN_RILIS=$AKAR/releases/$rilis sh "$SUMBER/binaan/deploy/kelola" "$@"
}

pasang_paket() {
    kurang=''
    for p in $PAKET; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || kurang="$kurang $p"
    done
    [ -n "$kurang" ] || return 0
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $kurang >/dev/null
    kata "paket:$kurang"
}

siapkan_akun() {
    if ! id $AKUN >/dev/null 2>&1; then
        useradd --system --home-dir $DATA --no-create-home --shell /usr/sbin/nologin $AKUN
        kata "akun $AKUN"
    fi
    map $AKAR 755 root
    map $AKAR/releases 755 root
    map $AKAR/python 755 root
    map $DATA 700 $AKUN
    map $DATA/media 700 $AKUN
    map $CADANGAN 700 $AKUN
    map $ATUR 755 root
    map $ATUR/tls 700 root
    map /var/lib/binaan-acme 755 root
}

psql_admin() { runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

# The application's role owns its database and is let in by who it is (peer), so there is no password to leak.
siapkan_basis_data() {
    runuser -u postgres -- psql -XAtc 'SELECT 1' >/dev/null 2>&1 || layanan start postgresql
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        psql_admin -c 'SELECT 1' >/dev/null 2>&1 && break
        sleep 1
    done
    if [ -z "$(psql_admin -c "SELECT 1 FROM pg_roles WHERE rolname = '$AKUN'")" ]; then
        psql_admin -c "CREATE ROLE $AKUN LOGIN NOSUPERUSER CREATEDB NOCREATEROLE" # a restore is tried in a database of its own
        kata "peran basis data $AKUN"
    fi
    if [ -z "$(psql_admin -c "SELECT 1 FROM pg_database WHERE datname = '$AKUN'")" ]; then
        psql_admin -c "CREATE DATABASE $AKUN OWNER $AKUN ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
        kata "basis data $AKUN"
    fi
}

# Memory in whole GB, so that a kernel that counts a little otherwise changes nothing.
atur_basis_data() {
    sebelumnya=$berubah
    gb=$(awk '/^MemTotal/ { gb = int($2 / 1048576 + 0.5); print gb < 1 ? 1 : gb }' /proc/meminfo)
    taruh "$(dirname "$(psql_admin -c 'SHOW config_file')")/conf.d/binaan.conf" 644 root <<AKHIR
$(sed -e "s|@SEPEREMPAT@|$((gb * 256))|" -e "s|@SEPARUH@|$((gb * 512))|" "$SUMBER/binaan/deploy/postgresql.conf")
AKHIR
    [ "$berubah" = "$sebelumnya" ] || layanan restart postgresql
}

acak() { openssl rand -base64 "$1" | tr -d '\n'; }

tambah() { # a setting that a newer release asks for: tambah NAME VALUE
    grep -q "^$1=" $BERKAS_ATUR && return 0
    printf '%s=%s\n' "$1" "$2" >>$BERKAS_ATUR
    kata "pengaturan $1"
}

# Made once. What stands there is never rewritten: a key that is lost takes what it sealed with it.
tulis_pengaturan() {
    if [ ! -f $BERKAS_ATUR ]; then
        umask 077
        cat >$BERKAS_ATUR.baru <<AKHIR
LINGKUNGAN=produksi
ALLOWED_HOSTS=$situs
DATABASE_URL=postgresql://$AKUN@//var/run/postgresql/$AKUN
MEDIA_ROOT=$DATA/media
SECRET_KEY=$(acak 60 | tr '+/' '-_')
KUNCI_DATA=k1:$(acak 32)
KUNCI_INDEKS=k1:$(acak 32)
EMAIL_URL=${surel:-dummymail://}
JUMLAH_PROKSI=1
PROXY_SSL_HEADER=X-Forwarded-Proto
PEKERJA=luar
METRIK_TOKEN=$(acak 24 | tr '+/' '-_')
WEB_CONCURRENCY=3
AKHIR
        mv $BERKAS_ATUR.baru $BERKAS_ATUR
        umask 022
        kata "$BERKAS_ATUR (rahasia baru; simpan salinannya terpisah dari cadangan basis data)"
    fi
    tambah KUNCI_CADANGAN "c1:$(acak 32)"
    tambah CADANGAN_FOLDER $CADANGAN
    [ "$(stat -c %a:%U $BERKAS_ATUR)" = 600:root ] || { chown root:root $BERKAS_ATUR && chmod 600 $BERKAS_ATUR; kata "izin $BERKAS_ATUR"; }
}

siapkan_tls() {
    if [ -n "$sertifikat" ]; then
        [ -n "$kunci" ] || gagal "Sebutkan juga --kunci."
        pasangan=$(openssl x509 -in "$sertifikat" -noout -pubkey) &&
            [ "$pasangan" = "$(openssl pkey -in "$kunci" -pubout -passin pass:)" ] ||
            gagal "Sertifikat dan kunci bukan pasangan, atau kuncinya bersandi. Yang terpasang tidak diganti."
        taruh $ATUR/tls/sertifikat.pem 644 root <"$sertifikat"
        taruh $ATUR/tls/kunci.pem 600 root <"$kunci"
    elif [ ! -f $ATUR/tls/kunci.pem ]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$situs" \
            -addext "subjectAltName=DNS:$situs" -keyout $ATUR/tls/kunci.pem -out $ATUR/tls/sertifikat.pem 2>/dev/null
        chmod 600 $ATUR/tls/kunci.pem
        kata "sertifikat sementara bertanda tangan sendiri; ganti dengan --sertifikat dan --kunci"
    fi
}

# Python's packages, once for all releases that ask for the same: 400 MB that most upgrades need not lay again.
siapkan_python() {
    python=$({ cat "$1"; python3 -V; } | sha256sum | cut -c 1-12)
    [ ! -f "$AKAR/python/$python/.lengkap" ] || return 0
    rm -rf "$AKAR/python/$python"
    python3 -m venv "$AKAR/python/$python"
    luar=''
    [ -z "$roda" ] || luar="--no-index --find-links $roda"
    # shellcheck disable=SC2086
    "$AKAR/python/$python/bin/python" -m pip install -q --disable-pip-version-check --only-binary :all: --require-hashes $luar -r "$1" ||
        gagal "Paket Python tidak dapat dipasang, atau isinya berbeda dari yang dikunci (sebabnya di atas). Periksa sambungan, atau pakai --roda MAP."
    touch "$AKAR/python/$python/.lengkap"
    kata "paket Python $python"
}

# Code of root's that the application can read and not change. The name of a release says what is in it.
buat_rilis() {
    isi=$(cd "$SUMBER" && find manage.py requirements.txt binaan desa opd static templates -type f ! -name '*.pyc' -exec sha256sum {} + |
        LC_ALL=C sort | sha256sum | cut -c 1-12)
    rilis_baru=$isi
    tujuan=$AKAR/releases/$isi
    [ ! -f "$tujuan/.lengkap" ] || return 0
    rm -rf "$tujuan"
    mkdir -p "$tujuan"
    (cd "$SUMBER" && tar -cf - --exclude='*.pyc' --exclude=__pycache__ manage.py requirements.txt binaan desa opd static templates) |
        tar -xf - -C "$tujuan" --no-same-owner --no-same-permissions
    siapkan_python "$tujuan/binaan/deploy/requirements.lock"
    ln -s "../../python/$python" "$tujuan/.venv"
    "$tujuan/.venv/bin/python" -m compileall -q "$tujuan/binaan" "$tujuan/desa" "$tujuan/opd"
    install -d -o $AKUN -g $AKUN "$tujuan/var"
    kelola "$isi" collectstatic --noinput -v 0
    chown -R root:root "$tujuan"
    chmod -R u=rwX,go=rX "$tujuan"
    touch "$tujuan/.lengkap"
    kata "rilis $isi"
}

# One unit with its timer for each command that this release has: tugas NAME SCHEDULE COMMAND…
tugas() {
    nama=$1 jadwal=$2 perintah=$3
    [ -n "$(find "$AKAR/releases/$rilis_baru" -path "*/management/commands/$perintah.py" -not -path '*/.venv/*')" ] || return 0
    shift 2
    case $jadwal in '*:'*) ;; *) set -- berjadwal "$@" ;; esac
    disk=$DATA
    case $nama in cadangkan | periksa-cadangan | jangkar) disk="$DATA $CADANGAN" ;; esac
    taruh "/etc/systemd/system/binaan-$nama.service" 644 root <<AKHIR
$(sed -e "s|@NAMA@|$nama|g" -e "s|@PERINTAH@|$*|g" -e "s|@DISK@|$disk|" "$SUMBER/binaan/deploy/unit/tugas.service")
AKHIR
    taruh "/etc/systemd/system/binaan-$nama.timer" 644 root <<AKHIR
$(sed -e "s|@NAMA@|$nama|g" -e "s|@JADWAL@|$jadwal|g" "$SUMBER/binaan/deploy/unit/tugas.timer")
AKHIR
    pengatur="$pengatur binaan-$nama.timer"
}

tulis_unit() {
    sebelumnya=$berubah pengatur=''
    for u in binaan-web.socket binaan-web.service binaan-pekerja.service; do
        taruh /etc/systemd/system/$u 644 root <"$SUMBER/binaan/deploy/unit/$u"
    done
    # What is daily is done by one machine (berjadwal); what comes every ten minutes by each, for two at once do no harm. The worker
    # seals every minute, and its timer is there for when none runs. Times are those of Maluku.
    tugas segel '*:0/10' segel_catatan
    tugas rekap '*:0/10' rekap
    tugas periksa-rekap '*-*-* 03:15 Asia/Jayapura' rekap --periksa
    tugas jangkar '*-*-* 00:30 Asia/Jayapura' jangkar_catatan
    tugas periksa-catatan '*-*-* 00:45 Asia/Jayapura' periksa_catatan
    tugas hapus '*-*-* 01:30 Asia/Jayapura' hapus_kedaluwarsa --laksanakan
    tugas kelangsungan '*-*-* 02:00 Asia/Jayapura' hitung_kelangsungan
    tugas dampak '*-*-* 02:20 Asia/Jayapura' hitung_dampak
    tugas peringkat '*-*-* 02:40 Asia/Jayapura' hitung_peringkat
    tugas pengingat '*-*-* 07:00 Asia/Jayapura' kirim_pengingat
    tugas cadangkan '*-*-* 22:00 Asia/Jayapura' cadangkan
    tugas periksa-cadangan '*-*-* 04:00 Asia/Jayapura' periksa_cadangan
    taruh /usr/local/sbin/binaan-kelola 750 root <"$SUMBER/binaan/deploy/kelola"
    [ "$berubah" = "$sebelumnya" ] || layanan daemon-reload
}

tulis_nginx() {
    sebelumnya=$berubah
    taruh /etc/nginx/sites-available/binaan.conf 644 root <<AKHIR
$(sed "s|@SITUS@|$situs|g" "$SUMBER/binaan/deploy/nginx.conf")
AKHIR
    taruh /etc/nginx/binaan-kepala.conf 644 root <"$SUMBER/binaan/deploy/nginx-kepala.conf"
    map /usr/share/binaan 755 root
    for h in tolak tutup; do taruh /usr/share/binaan/$h.html 644 root <"$SUMBER/binaan/deploy/$h.html"; done
    if [ ! -L /etc/nginx/sites-enabled/binaan.conf ]; then
        ln -s ../sites-available/binaan.conf /etc/nginx/sites-enabled/binaan.conf
        rm -f /etc/nginx/sites-enabled/default
        kata "situs nginx"
    fi
    nginx -t -q 2>/dev/null || { nginx -t; gagal "Pengaturan nginx keliru; situs yang berjalan tidak disentuh."; }
    if [ "$berubah" = "$sebelumnya" ]; then layanan start nginx; else layanan reload-or-restart nginx; fi
}

# Ready within a minute, asked of the socket itself, so that nginx has no say in it.
sehat() {
    for _ in $(seq "${BINAAN_TUNGGU:-60}"); do
        jawaban=$(curl -sS -m 5 -o /dev/null -w '%{http_code}' --unix-socket /run/binaan/web.sock \
            -H 'X-Forwarded-Proto: https' "http://$(isi_pengaturan ALLOWED_HOSTS | cut -d, -f1)/kesehatan/siap/" 2>/dev/null) || jawaban=000
        [ "$jawaban" = 200 ] && return 0
        sleep 1
    done
    return 1
}

tunjuk() { # current -> release, in one step: nobody sees it missing
    ln -sfn "releases/$1" "$AKAR/current.baru"
    mv -T "$AKAR/current.baru" "$AKAR/current"
}

ganti_rilis() {
    tunjuk "$1"
    kata "current -> $1"
    layanan restart binaan-web.service binaan-pekerja.service
    sehat
}

# To the release before; of a change that was broken off that is the one in `beralih`, whatever `current` says.
kembali() {
    sebelum=$(cat "$AKAR/beralih" "$AKAR/sebelum" 2>/dev/null | grep -m 1 .) || gagal "Belum ada rilis sebelumnya."
    kini=$(basename "$(readlink "$AKAR/current")")
    ganti_rilis "$sebelum" || gagal "Rilis $sebelum tidak sehat. Lihat: journalctl -u binaan-web"
    printf '%s\n' "$kini" >"$AKAR/sebelum"
    rm -f "$AKAR/beralih"
}

# By the release that knows this database. It goes when that release goes.
simpan_dahulu() {
    kelola "$lama" cadangkan --ke "$CADANGAN/sebelum-$lama" --tanpa-lepas >/dev/null || gagal "Basis data tidak dapat dicadangkan; tidak ada yang diubah."
    kata "$CADANGAN/sebelum-$lama/"
}

naikkan() {
    lama=$(grep . "$AKAR/beralih" 2>/dev/null || readlink "$AKAR/current" 2>/dev/null | sed 's|.*/||') || lama=''
    if [ "$lama" = "$rilis_baru" ] && [ ! -f "$AKAR/beralih" ]; then
        # shellcheck disable=SC2086
        layanan enable --now binaan-web.socket binaan-web.service binaan-pekerja.service $pengatur >/dev/null 2>&1
        sehat || gagal "Rilis $lama tidak sehat. Lihat: journalctl -u binaan-web"
        return 0
    fi
    kelola "$rilis_baru" migrate --check -v 0 >/dev/null 2>&1 || { [ -z "$lama" ] || simpan_dahulu; }
    kelola "$rilis_baru" migrate -v 0 || gagal "Migrasi gagal. Rilis ${lama:-lama} tetap melayani; tidak ada yang diganti."
    kelola "$rilis_baru" muat_rujukan >/dev/null
    kelola "$rilis_baru" muat_rujukan_opd >/dev/null
    kelola "$rilis_baru" check --deploy --fail-level ERROR >/dev/null || gagal "Pengaturan belum lengkap. Rilis lama tetap melayani."
    kelola "$rilis_baru" rekap >/dev/null || true  # else the first page of the new release counts every village
    [ -z "$lama" ] || printf '%s\n' "$lama" >"$AKAR/beralih" # until the new one is ready, so that the next run sees a breach
    tunjuk "$rilis_baru"
    # shellcheck disable=SC2086
    layanan enable --now binaan-web.socket $pengatur >/dev/null 2>&1
    layanan enable binaan-web.service binaan-pekerja.service >/dev/null 2>&1
    if ! ganti_rilis "$rilis_baru"; then
        [ -n "$lama" ] || gagal "Aplikasi tidak sehat. Lihat: journalctl -u binaan-web"
        ganti_rilis "$lama" || gagal "Rilis $rilis_baru dan $lama sama-sama tidak sehat. Lihat: journalctl -u binaan-web"
        rm -f "$AKAR/beralih"
        gagal "Rilis $rilis_baru tidak sehat; kembali ke $lama. Basis data tidak dimundurkan (binaan/deploy/README.md)."
    fi
    [ -z "$lama" ] || [ "$lama" = "$rilis_baru" ] || printf '%s\n' "$lama" >"$AKAR/sebelum"
    rm -f "$AKAR/beralih"
    buang_lama
}

buang_lama() {
    pakai="$(basename "$(readlink $AKAR/current)") $(cat $AKAR/sebelum 2>/dev/null || true)"
    # shellcheck disable=SC2012
    ls -1t $AKAR/releases | tail -n +$((DISIMPAN + 1)) | while read -r r; do
        case " $pakai " in *" $r "*) ;; *) rm -rf "$AKAR/releases/${r:?}" "$CADANGAN/sebelum-$r" ;; esac
    done
    dipakai=$(readlink "$AKAR"/releases/*/.venv) || true # a release that was broken off has none yet
    for p in "$AKAR"/python/*; do
        case $dipakai in *"${p##*/}"*) ;; *) rm -rf "${p:?}" ;; esac
    done
}
