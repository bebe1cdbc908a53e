// Keeps what is typed in a form in this browser until the server has it, and says so. Photos and passwords are never kept;
// personal data (data-pribadi) only as long as this tab lives. Forms with data-tanpa-draf are left alone.
const UMUR = 7 * 24 * 60 * 60 * 1000;
const JEDA = 400;
const TERKIRIM = "draf-terkirim";
const akun = document.querySelector('meta[name="akun"]')?.content;
const awalan = `draf:${akun}:`;
const kunci = awalan + location.pathname + location.search;
const gudang = { umum: localStorage, pribadi: sessionStorage };

const jam = (saat) => new Date(saat).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
const hari = (saat) => new Date(saat).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric" });

function tanpaGalat(kerja) {
  try {
    return kerja();
  } catch {
    return null; // storage full or closed: the form works as without this script
  }
}

// The form's own identity travels with the draft, so that sending twice stays one row; other hidden fields are the server's.
const disimpan = (b) =>
  b.name &&
  b.name !== "csrfmiddlewaretoken" &&
  !["file", "password", "submit", "button", "reset"].includes(b.type) &&
  (b.type !== "hidden" || ["uuid", "pengenal"].includes(b.name));
const centang = (b) => b.type === "checkbox" || b.type === "radio";
const nilai = (b) => (centang(b) ? b.checked : b.multiple ? [...b.selectedOptions].map((o) => o.value) : b.value);
const pribadi = (b) => "pribadi" in b.dataset;

function isi(form, rahasia) {
  const urut = {};
  const hasil = [];
  for (const b of form.elements) {
    if (!disimpan(b)) continue;
    urut[b.name] = (urut[b.name] ?? -1) + 1;
    if (pribadi(b) === rahasia) hasil.push([b.name, urut[b.name], nilai(b)]);
  }
  return hasil;
}

const tampak = (daftar) => JSON.stringify(daftar.filter(([nama]) => nama !== "uuid" && nama !== "pengenal"));

function pasang(form, daftar) {
  for (const [nama, urutan, n] of daftar ?? []) {
    const b = [...form.elements].filter((x) => x.name === nama && disimpan(x))[urutan];
    if (!b) continue;
    if (centang(b)) b.checked = n;
    else if (b.multiple) for (const o of b.options) o.selected = n.includes(o.value);
    else b.value = n;
    b.closest("details")?.setAttribute("open", "");
    b.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function buang(k) {
  tanpaGalat(() => gudang.umum.removeItem(k));
  tanpaGalat(() => gudang.pribadi.removeItem(k));
}

function buangLama() {
  tanpaGalat(() => {
    for (const k of Object.keys(localStorage)) {
      if (k.startsWith("draf:") && Date.now() - (JSON.parse(localStorage.getItem(k)).pada ?? 0) > UMUR) buang(k);
    }
  });
}

function baca() {
  return tanpaGalat(() => {
    const umum = JSON.parse(gudang.umum.getItem(kunci));
    return umum && { ...umum, rahasia: JSON.parse(gudang.pribadi.getItem(kunci)) };
  });
}

function kotak(teks, ...tombol) {
  const div = document.createElement("div");
  div.className = "pesan pesan--awas";
  div.setAttribute("role", "status");
  const p = document.createElement("p");
  p.textContent = teks;
  div.append(p);
  if (tombol.length) {
    const aksi = document.createElement("p");
    aksi.className = "aksi";
    for (const [kata, kerja] of tombol) {
      const t = document.createElement("button");
      t.type = "button";
      t.className = "tombol tombol--kecil";
      t.textContent = kata;
      t.addEventListener("click", () => (div.remove(), kerja()));
      aksi.append(t);
    }
    div.append(aksi);
  }
  return div;
}

function jaga(form, kembali) {
  const awal = [isi(form, false), isi(form, true)];
  const cap = tampak(awal[0]) + tampak(awal[1]);
  const gagal = form.querySelector(".ringkasan-galat, .errorlist, .galat, [data-dikembalikan]") ?? document.querySelector(".errornote");
  const kabar = document.createElement("p");
  kabar.className = "catatan-kecil draf-kabar";
  kabar.setAttribute("role", "status");
  (form.querySelector(":scope .aksi, :scope .submit-row") ?? form).after(kabar);
  let tunggu;

  const simpan = () => {
    clearTimeout(tunggu);
    const kini = [isi(form, false), isi(form, true)];
    if (!gagal && tampak(kini[0]) + tampak(kini[1]) === cap) {
      buang(kunci);
      kabar.textContent = "";
      return;
    }
    const pada = Date.now();
    const berhasil = tanpaGalat(() => {
      gudang.pribadi.setItem(kunci, JSON.stringify(kini[1]));
      gudang.umum.setItem(kunci, JSON.stringify({ pada, cap, isi: kini[0] }));
      return true;
    });
    kabar.textContent = berhasil
      ? `Draf tersimpan di peramban ini pukul ${jam(pada)}. Foto dan berkas dipilih kembali saat mengirim.`
      : "Peramban ini tidak dapat menyimpan draf. Kirim sebelum menutup halaman.";
  };
  form.addEventListener("input", () => {
    clearTimeout(tunggu);
    tunggu = setTimeout(simpan, JEDA);
  });
  form.addEventListener("change", simpan);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tunggu && simpan());
  form.addEventListener("submit", () => {
    simpan();
    tanpaGalat(() => sessionStorage.setItem(TERKIRIM, kunci));
  });

  const draf = baca();
  if (gagal || !draf || tampak(draf.isi) + tampak(draf.rahasia ?? awal[1]) === cap) return;
  const pulihkan = () => {
    pasang(form, draf.isi);
    pasang(form, draf.rahasia);
    kabar.textContent = "Isian dipulihkan. Periksa, pilih kembali fotonya bila ada, lalu kirim.";
  };
  const geser = draf.cap === cap ? "" : " Data di server sudah berubah sejak itu: bandingkan sebelum mengirim.";
  if (kembali && !geser) {
    pulihkan();
    form.prepend(
      kotak(
        "Isian Anda sudah dipulihkan dan belum terkirim, atau jawabannya belum sampai. Periksa, lalu kirim: yang sudah tercatat tidak menjadi dua.",
      ),
    );
    return;
  }
  const teks = `Isian yang belum terkirim dari ${hari(draf.pada)} pukul ${jam(draf.pada)} masih ada di peramban ini.${geser}`;
  form.prepend(kotak(teks, ["Pulihkan isian", pulihkan], ["Buang", () => buang(kunci)]));
}

const layak = (form) =>
  form.method === "post" &&
  !("tanpaDraf" in form.dataset) &&
  [...form.elements].some((b) => disimpan(b) && b.type !== "hidden" && !centang(b));

if (akun) {
  buangLama();
  const form = [...document.querySelectorAll("main form")].find(layak);
  const terkirim = tanpaGalat(() => sessionStorage.getItem(TERKIRIM));
  const berhasil = document.querySelector(".pesan.success, .messagelist .success");
  tanpaGalat(() => sessionStorage.removeItem(TERKIRIM));
  if (terkirim && (terkirim !== kunci || berhasil || !form)) buang(terkirim);
  if (form) jaga(form, terkirim === kunci);
}
