"""Settings of Binaan Maluku. Everything that differs between places comes from the environment (README, "Settings").

LINGKUNGAN=lokal (default) serves this computer only and makes its own secrets; LINGKUNGAN=produksi refuses to start
until every setting in WAJIB is given.
"""

import base64
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from binaan.operasi.atur_log import BENTUK, log_settings
from binaan.rahasia import ensure_rahasia
from desa.replika import BACA
from desa.tersiap import Kursor

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
WAJIB = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "MEDIA_ROOT", "KUNCI_DATA", "KUNCI_INDEKS", "EMAIL_URL")

CONTOH_SUREL = "Tulis misalnya smtp+tls://akun:sandi@peladen:587, atau dummymail:// bila surel tidak dipakai."

env = environ.Env()
LINGKUNGAN = env.str("LINGKUNGAN", "lokal")
UJI = env.bool("BINAAN_UJI", default=False)
PRODUKSI = LINGKUNGAN == "produksi"


def check_kunci(nama: str, teks: str) -> str:
    """`teks` itself, when it reads `id:base64 of 32 bytes[,…]`. Raises ImproperlyConfigured."""
    for bagian in teks.split(","):
        id_kunci, _, isi = bagian.strip().partition(":")
        try:
            panjang = len(base64.b64decode(isi, validate=True))
        except ValueError:
            panjang = 0
        if not id_kunci or panjang != 32:
            raise ImproperlyConfigured(f"{nama} harus berbentuk id:base64 dari 32 bita.")
    return teks


if LINGKUNGAN not in ("lokal", "produksi"):
    raise ImproperlyConfigured("LINGKUNGAN harus berisi lokal atau produksi.")
if PRODUKSI:
    kosong = [nama for nama in WAJIB if not env.str(nama, "").strip()]
    if kosong:
        raise ImproperlyConfigured(f"Isi dahulu pengaturan {', '.join(kosong)}.")
elif not UJI:
    env.read_env(ensure_rahasia(VAR / "rahasia.env"))

# Secrets
SECRET_KEY = env.str("SECRET_KEY")
if PRODUKSI and (len(SECRET_KEY) < 50 or "insecure" in SECRET_KEY or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured("SECRET_KEY terlalu lemah. Isi dengan sedikitnya 50 karakter acak.")
KUNCI_DATA = check_kunci("KUNCI_DATA", env.str("KUNCI_DATA"))
KUNCI_INDEKS = check_kunci("KUNCI_INDEKS", env.str("KUNCI_INDEKS"))

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUKSI else ["127.0.0.1", "localhost"]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS harus menyebut nama situs, bukan tanda bintang.")

# Database: PostgreSQL by DATABASE_URL, else an embedded SQLite file, one for sample data and one for real data.
BASIS_DATA = env.str("BINAAN_DB", "contoh")
if BASIS_DATA not in ("contoh", "nyata"):
    raise ImproperlyConfigured("BINAAN_DB harus berisi contoh atau nyata.")
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR / BASIS_DATA}.sqlite3")}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
ADA_REPLIKA = bool(env.str("DATABASE_URL_BACA", "")) and not SQLITE  # figures are read from there (desa/replika.py)
if SQLITE:
    VAR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    if UJI:
        DATABASES["default"]["TEST"] = {"NAME": env.str("BINAAN_UJI_SQLITE")}
else:
    if ADA_REPLIKA:
        DATABASES[BACA] = env.db("DATABASE_URL_BACA")
        DATABASE_ROUTERS = ["desa.replika.PembagiBaca"]
    for basis in DATABASES.values():
        basis["ENGINE"] = "desa.pg"
        # What a new connection first has to learn of the tables is 0.7 s of work over all pages.
        basis.setdefault("CONN_MAX_AGE", 0 if UJI else 600)
        basis["CONN_HEALTH_CHECKS"] = True
        pilihan = basis.setdefault("OPTIONS", {})
        # A server that is gone without a word is noticed after half a minute; how long a statement may take, the web says.
        for nama, nilai in {"connect_timeout": 5, "tcp_user_timeout": 30_000, "keepalives_idle": 30}.items():
            pilihan.setdefault(nama, nilai)
        # Compiling a query first costs Beranda's list of tasks 35 s where PostgreSQL thinks a table large, and saves nothing.
        # So does sharing a query out among processes: the web processes fill the cores already, and three that read a table
        # together work twice as much as one, a suggestion of the search 100 ms and more where one takes 60.
        # And a row by its index is not worth four rows in turn: a province's tables lie in memory, so at a turning disk's price
        # PostgreSQL would read whole tables for a few rows.
        hemat = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
        # Nor is a long question planned again for other keys and another day (desa/tersiap.py).
        pilihan.setdefault("cursor_factory", Kursor)
        hemat += " -c plan_cache_mode=force_generic_plan"
        pilihan["options"] = f"{pilihan.get('options', '')} {hemat}".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["models.W040"]  # columns that an index only carries: SQLite leaves them out, and does without

INSTALLED_APPS = [
    "binaan.admin_site.BinaanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "desa.apps.DesaConfig",
    "opd.apps.OpdConfig",
    "binaan.apps.BinaanConfig",
]

# Who counts requests stands outermost; then the header middlewares, so that refusals and redirects of the inner ones
# carry the headers too.
MIDDLEWARE = [
    "binaan.operasi.permintaan.catat_permintaan",
    "django.middleware.security.SecurityMiddleware",
    "binaan.middleware.kepala_aman",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "binaan.badan.badan_utuh",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "binaan.middleware.WajibMasuk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "binaan.middleware.batasi_baca",
    "binaan.middleware.catat_terlihat",
    "binaan.middleware.tanpa_nomor_orang",
    "binaan.middleware.catat_penolakan",
    "binaan.middleware.wajib_ganti_sandi",
    "binaan.middleware.wajib_dua_faktor",
    "binaan.middleware.wajib_berperan",
    "binaan.middleware.BerhentiTanpaKunci",
    "binaan.sandi_ulang.MintaSandi",
    "binaan.middleware.satu_saat",
]

ROOT_URLCONF = "binaan.urls"
WSGI_APPLICATION = "binaan.wsgi.application"
FORM_RENDERER = "binaan.perender.Perender"
TEMPLATES = [
    {
        "BACKEND": "binaan.templat.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opd.konteks.kerangka",
            ]
        },
    }
]

# People
AUTH_USER_MODEL = "opd.Pengguna"
LOGIN_URL = "masuk"
LOGIN_REDIRECT_URL = "beranda"
JUMLAH_PROKSI = env.int("JUMLAH_PROKSI", 0)  # how many proxies of our own write X-Forwarded-For (throttling)
LOGOUT_REDIRECT_URL = "masuk"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "nama")},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "opd.kata_sandi.KataSetempatValidator"},
    {"NAME": "opd.kata_sandi.NamaSendiriValidator"},
]
# BSSN 4/2021 asks for composition and an end; ASVS 5 (V6.2.5, V6.2.10) forbids both. The province's CSIRT decides.
SANDI_BSSN = env.bool("SANDI_BSSN", default=False)
SANDI_BERLAKU_HARI = 90 if SANDI_BSSN else 0
if SANDI_BSSN:
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "opd.kata_sandi.KomposisiValidator"})
SIDIK_SANDI = ["opd.sidik_sandi.SidikArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"] if UJI else SIDIK_SANDI

# More pages a minute than a person reads: the account gets no more that minute, and admin_sistem is told. 0: never.
BACA_SEMENIT = env.int("BACA_SEMENIT", 0 if UJI else 120)

# Leaders, verifikator and admin_sistem sign in with a second factor. Sample data is opened with one password by a newcomer.
WAJIB_DUA_FAKTOR = env.bool("WAJIB_DUA_FAKTOR", default=PRODUKSI or BASIS_DATA == "nyata")

# Language and time. Numbers are written by our own filters (desa/angka.py), not by Django.
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jayapura"
USE_I18N = True
FORMAT_MODULE_PATH = "binaan.format"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Files. Photos and uploaded sheets are private: no URL serves MEDIA_ROOT, views do.
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
PENYIMPANAN_STATIK = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if UJI:
    PENYIMPANAN_STATIK = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "desa.simpanan.PenyimpananTindakan"},
    "staticfiles": {"BACKEND": PENYIMPANAN_STATIK},
}
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR / f"media-{BASIS_DATA}"))
MEDIA_URL = ""
# Lists of persons are at most 5 MB and so never touch the disk before they are sealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "binaan.badan.UnggahanSementara",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
BATAS_KIRIMAN_BITA = 96 * 1024 * 1024  # six photos as phones take them; each form has its own limit per file

# E-mail: reminders (`manage.py kirim_pengingat`), and a word to an owner whose account's security was changed. Locally it is
# printed; production names a server, or dummymail:// for none.
SUREL_PRODUKSI = ("smtp.EmailBackend", "dummy.EmailBackend")
try:
    SUREL = env.email_url("EMAIL_URL", default="consolemail://")
except (ImproperlyConfigured, ValueError) as galat:
    raise ImproperlyConfigured(f"EMAIL_URL tidak dikenali. {CONTOH_SUREL}") from galat
EMAIL_BACKEND = SUREL["EMAIL_BACKEND"]
if PRODUKSI and not EMAIL_BACKEND.endswith(SUREL_PRODUKSI):
    raise ImproperlyConfigured(f"EMAIL_URL harus menyebut peladen surel. {CONTOH_SUREL}")
EMAIL_HOST, EMAIL_PORT = SUREL["EMAIL_HOST"] or "localhost", SUREL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SUREL["EMAIL_HOST_USER"] or "", SUREL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = SUREL.get("EMAIL_USE_TLS", False), SUREL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = SUREL["EMAIL_FILE_PATH"] or None
EMAIL_TIMEOUT = 20
SITUS = ALLOWED_HOSTS[0].lstrip(".")
ALAMAT_SITUS = f"https://{SITUS}" if PRODUKSI else "http://127.0.0.1:8000"  # begins the links in e-mail
DEFAULT_FROM_EMAIL = env.str("SUREL_PENGIRIM", f"Binaan Maluku <binaan@{SITUS}>")

# Long work: a worker process that the web process starts when something waits, or (luar) a unit of its own.
PEKERJA = env.str("PEKERJA", "luar" if UJI else "otomatis")
if PEKERJA not in ("otomatis", "luar"):
    raise ImproperlyConfigured("PEKERJA harus berisi otomatis atau luar.")

# How many files and papers one machine draws at a time; with one fewer than web processes, one is always free for pages.
BERAT_SERENTAK = env.int("BERAT_SERENTAK", max(1, env.int("WEB_CONCURRENCY", 2) - 1))
if BERAT_SERENTAK < 1:
    raise ImproperlyConfigured("BERAT_SERENTAK paling sedikit 1.")

# The chain over the audit rows is anchored outside the database: a file that is only ever added to, and mail.
JANGKAR_CATATAN = env.str("JANGKAR_CATATAN", "")
JANGKAR_SUREL = env.list("JANGKAR_SUREL", default=[])

# Backups: encrypted with a key of their own, `manage.py cadangkan` (binaan/cadangan/README.md).
KUNCI_CADANGAN = env.str("KUNCI_CADANGAN", "")
if KUNCI_CADANGAN:
    check_kunci("KUNCI_CADANGAN", KUNCI_CADANGAN)
CADANGAN_FOLDER = env.str("CADANGAN_FOLDER", str(VAR / f"cadangan-{BASIS_DATA}"))
CADANGAN_HARIAN = env.int("CADANGAN_HARIAN", 14)
CADANGAN_BULANAN = env.int("CADANGAN_BULANAN", 12)
PG_BIN = env.str("PG_BIN", "")  # where pg_dump and pg_restore are, when not in PATH or below /usr/lib/postgresql

# Session and browser. It ends after so long without a page asked for (less on a device that several people use), and in
# any case so long after signing in: a working day in the field, with a phone that is locked in between.
SESSION_ENGINE = "opd.sesi"
SESI_DIAM_MENIT = env.int("SESI_DIAM_MENIT", 8 * 60)
SESI_BERSAMA_MENIT = env.int("SESI_BERSAMA_MENIT", 30)
SESI_PALING_LAMA_JAM = env.int("SESI_PALING_LAMA_JAM", 12)
if not 0 < SESI_BERSAMA_MENIT <= SESI_DIAM_MENIT <= SESI_PALING_LAMA_JAM * 60 <= 7 * 24 * 60:
    raise ImproperlyConfigured(
        "SESI_BERSAMA_MENIT, SESI_DIAM_MENIT, SESI_PALING_LAMA_JAM harus urut naik, paling lama 168 jam."
    )
SESSION_COOKIE_NAME = "__Host-sesi" if PRODUKSI else "sesi"
SESSION_COOKIE_SECURE = PRODUKSI
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUKSI else "csrf"
CSRF_COOKIE_SECURE = PRODUKSI
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUKSI:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^kesehatan/"]  # whoever watches from this machine asks without TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if kepala := env.str("PROXY_SSL_HEADER", ""):  # e.g. X-Forwarded-Proto; only when the proxy always sets it itself
        SECURE_PROXY_SSL_HEADER = ("HTTP_" + kepala.upper().replace("-", "_"), "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Pages and files for everybody: the programme, open data. Off until whoever answers for the data says otherwise.
HALAMAN_PUBLIK = env.bool("BINAAN_HALAMAN_PUBLIK", default=False)
DATA_TERBUKA = {
    "produsen_data": env.str("DATA_PRODUSEN", "OPD pendamping desa binaan, Pemerintah Provinsi Maluku"),
    "penanggung_jawab": env.str("DATA_PENANGGUNG_JAWAB", "Dinas Pemberdayaan Masyarakat dan Desa Provinsi Maluku"),
    "walidata": env.str("DATA_WALIDATA", "Dinas Komunikasi dan Informatika Provinsi Maluku"),
    "lisensi": env.str("DATA_LISENSI", "Creative Commons Atribusi 4.0 (CC BY 4.0)"),
    "alamat_lisensi": env.str("DATA_LISENSI_ALAMAT", "https://creativecommons.org/licenses/by/4.0/deed.id"),
}

# The API (binaan/api): a token and nothing else opens it, so the framework is no app of its own and brings no page or table.
REST_FRAMEWORK = {"EXCEPTION_HANDLER": "binaan.api.galat.answer"}

# Watching the site: log lines, slow queries, mails of what broke, and who reads the counters at /metrik/.
BENTUK_LOG = env.str("BENTUK_LOG", "json" if PRODUKSI else "baris")
if BENTUK_LOG not in BENTUK:
    raise ImproperlyConfigured("BENTUK_LOG harus berisi json atau baris.")
KUERI_LAMBAT_MS = env.int("KUERI_LAMBAT_MS", 500)
PERMINTAAN_TERLAMA_DETIK = env.int("PERMINTAAN_TERLAMA_DETIK", 50)  # nginx gives up after 65 (binaan/deploy/nginx.conf)
ADMINS = [("Pengelola", alamat) for alamat in env.list("SUREL_GALAT", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = "[Binaan] "
METRIK_ALAMAT = env.list("METRIK_ALAMAT", default=[] if PRODUKSI else ["127.0.0.1", "::1"])
METRIK_TOKEN = env.str("METRIK_TOKEN", "")
LOGGING = log_settings(BENTUK_LOG, surel=bool(ADMINS))
DEFAULT_EXCEPTION_REPORTER = "binaan.operasi.galat_polos.LaporanGalat"
