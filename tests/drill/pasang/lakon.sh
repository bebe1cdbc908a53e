#!/bin/sh
# What the drill does inside the clean root, one line `name|value` for each thing that the test looks at.
# shellcheck disable=SC2010,SC2012,SC2013
set -u
export BINAAN_LAYANAN=/coba/layanan BINAAN_TUNGGU=120 LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
echo 'fsync = off' >/etc/postgresql/15/main/conf.d/latihan.conf
ip link set lo up
cd /
SITUS=binaan.contoh.go.id
catat() { printf '%s|%s\n' "$1" "$2"; }
minta() { curl -sk -m 20 --resolve "$SITUS:443:127.0.0.1" --resolve "$SITUS:80:127.0.0.1" "$@"; }
kode() { minta -o /dev/null -w '%{http_code}' "$@"; }
pasang() { pohon=$1; shift; sh "$pohon/binaan/deploy/pasang" "$@" >/tmp/keluaran 2>&1; hasil=$?; cat /tmp/keluaran >&2; }

pasang /pohon --situs $SITUS --roda /roda
catat pertama "$hasil"
sidik() { find /etc/binaan /etc/systemd/system /etc/nginx /srv/binaan -maxdepth 3 ! -path '*/.venv/*' -type f -exec sha256sum {} + | sort | sha256sum; }
awal=$(sidik)
pasang /pohon
catat kedua "$hasil $(tail -1 /tmp/keluaran)"
[ "$awal" = "$(sidik)" ] && catat tetap ya
pasang /pohon --situs 'a;b'
catat nama_salah "$hasil"

catat siap "$(kode https://$SITUS/kesehatan/siap/)"
catat keadaan "$(minta https://$SITUS/kesehatan/siap/ | tr -d ' \n' | grep -o '"keadaan":"[a-z ]*"' | head -1)"
binaan-kelola cadangkan >&2
hasil=$?
binaan-kelola periksa_cadangan >&2
catat cadangan "$hasil $?"
catat keadaan_kini "$(minta https://$SITUS/kesehatan/siap/ | tr -d ' \n' | grep -o '"keadaan":"[a-z ]*"' | head -1)"
catat masuk "$(kode https://$SITUS/masuk/)"
catat ke_https "$(minta -o /dev/null -w '%{http_code} %{redirect_url}' http://$SITUS/desa/)"
catat nama_asing "$(curl -sk -m 5 -o /dev/null -w '%{http_code}' -H 'Host: jahat.example' https://127.0.0.1/masuk/)"
catat gaya "$(kode "https://$SITUS$(minta https://$SITUS/masuk/ | grep -o '/static/css/base[^"]*')")"
catat hsts "$(minta -D - -o /dev/null https://$SITUS/masuk/ | grep -ci '^strict-transport-security')"
catat palsu "$(minta -H 'X-Forwarded-Host: jahat.example' -H 'X-Forwarded-Proto: http' https://$SITUS/desa/ -o /dev/null -w '%{http_code} %{redirect_url}')"
catat metrik "$(kode https://$SITUS/metrik/) $(kode -H "Authorization: Bearer $(sed -n 's/^METRIK_TOKEN=//p' /etc/binaan/binaan.env)" https://$SITUS/metrik/)"
catat besar "$(head -c 110000000 /dev/zero | minta -X POST --data-binary @- -w ' %{http_code}' https://$SITUS/masuk/ | tr -d '\n' | sed 's/.*\(terlalu besar\).* /\1 /')"
catat aneh "$(kode --http1.1 -H "X-A: $(head -c 40000 /dev/zero | tr '\0' a)" https://$SITUS/masuk/)"

catat izin "$(stat -c %a:%U /etc/binaan/binaan.env) $(stat -c %a:%U /etc/binaan/tls/kunci.pem) $(stat -c %a:%U /var/lib/binaan/media)"
catat kode_terkunci "$(setpriv --reuid=binaan --regid=binaan --clear-groups find /srv/binaan -writable ! -type l | wc -l)"
catat akun "$(for p in $(cat /run/coba/*.pid); do ps -o user= -p "$p" --ppid "$p"; done | sort -u | tr '\n' ' ')"
catat log "$(grep -c '"permintaan"' /var/log/binaan-web.service.log)"
catat log_bocor "$(grep -c 'jahat\|next=' /var/log/binaan-web.service.log)"

BINAAN_ADMIN_AKUN=admin BINAAN_ADMIN_NAMA='Admin Uji' BINAAN_ADMIN_SANDI='kata-sandi-latihan-1' binaan-kelola buat_admin --bila-belum-ada >&2
kue=/tmp/kue
tanda=$(minta -c $kue https://$SITUS/masuk/ | sed -n 's/.*csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' | head -1)
catat sandi "$(kode -b $kue -c $kue -e https://$SITUS/masuk/ --data-urlencode "csrfmiddlewaretoken=$tanda" \
    --data-urlencode username=admin --data-urlencode sandi=kata-sandi-latihan-1 https://$SITUS/masuk/)"
catat kue "$(awk '$6 ~ /^__Host-/ { print $6 }' $kue | sort | tr '\n' ' ')"
catat desa "$(binaan-kelola shell -v 0 -c 'from desa.models import Desa; print(Desa.objects.count())')"

# A release with one more migration, another site of nginx and other timers; then one that does not start.
r1=$(readlink /srv/binaan/current)
cp -a /pohon /pohon2
ujung=$(ls /pohon2/desa/migrations | grep '^0' | sort | tail -1 | sed 's/\.py$//')
printf 'from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [("desa", "%s")]\n    operations = [migrations.RunSQL("SELECT 1", "SELECT 1")]\n' "$ujung" \
    >/pohon2/desa/migrations/9999_latihan.py
sed -i 's|^    location /.well-known/acme-challenge/ {|    location = /latihan { return 204; }\n&|' /pohon2/binaan/deploy/nginx.conf
sed -i 's/RandomizedDelaySec=30/RandomizedDelaySec=31/' /pohon2/binaan/deploy/unit/tugas.timer
dimuat=$(wc -l </run/coba/dimuat)
pasang /pohon2 --roda /roda
catat dimuat "$(kode http://$SITUS/latihan) $dimuat $(wc -l </run/coba/dimuat)"
catat naik "$hasil $(kode https://$SITUS/kesehatan/siap/) $(ls /var/backups/binaan/sebelum-*/* | wc -l) $(stat -c %a:%U /var/backups/binaan/sebelum-*/*)"
catat salinan "$(binaan-kelola pulihkan --periksa "$(ls /var/backups/binaan/sebelum-*/*.cadangan)" | cut -d: -f1)"
r2=$(readlink /srv/binaan/current)
[ "$r1" != "$r2" ] && catat berganti ya
cp -a /pohon2 /pohon3
echo 'raise RuntimeError("rilis rusak")' >>/pohon3/binaan/wsgi.py
pasang /pohon3 --roda /roda
catat rusak "$hasil $(kode https://$SITUS/kesehatan/siap/)"
[ "$r2" = "$(readlink /srv/binaan/current)" ] && catat kembali_sendiri ya
cp -a /pohon2 /pohon4
printf 'from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [("desa", "9999_latihan")]\n    operations = [migrations.RunSQL("SELECT 1/0")]\n' \
    >/pohon4/desa/migrations/9999b_rusak.py
pasang /pohon4 --roda /roda
catat migrasi_rusak "$hasil $(kode https://$SITUS/kesehatan/siap/)"
[ "$r2" = "$(readlink /srv/binaan/current)" ] && catat tidak_diganti ya
pasang /pohon2 --kembali
catat kembali "$hasil $(kode https://$SITUS/kesehatan/siap/)"
[ "$r1" = "$(readlink /srv/binaan/current)" ] && catat rilis_lama ya
catat desa_tetap "$(binaan-kelola shell -v 0 -c 'from desa.models import Desa; print(Desa.objects.count())')"
catat masih_masuk "$(minta -b $kue -o /dev/null -w '%{redirect_url}' https://$SITUS/ | cut -d'?' -f1)" # an admin sets up the second factor first

$BINAAN_LAYANAN stop binaan-web.service
catat mati "$(minta -w ' %{http_code}' https://$SITUS/masuk/ | tail -c 4) $(minta https://$SITUS/masuk/ | grep -c 'sedang diperbarui')"
catat satuan "$(systemd-analyze verify /etc/systemd/system/binaan-*.service /etc/systemd/system/binaan-*.timer /etc/systemd/system/binaan-*.socket 2>&1 | grep -c 'binaan-')"
for u in binaan-web binaan-pekerja; do
    catat "paparan $u" "$(systemd-analyze security --offline=yes --no-pager /etc/systemd/system/$u.service 2>/dev/null | sed -n 's/.*Overall exposure level[^:]*: \([0-9.]*\).*/\1/p')"
done
catat jadwal "$(ls /etc/systemd/system/*.timer | wc -l)"
