// Adds up the channels of a row while they are typed, and says in words how they stand to the month's total. Without this
// script the server says it when the form is saved.
const JEDA = 400;
const rupiah = (n) => `Rp ${n.toLocaleString("id-ID")}`;

// Whole rupiah as the server reads them (desa/angka.py): "Rp 1.500.000,-" is 1500000; null when empty, NaN when unclear.
function baca(teks) {
  const utuh = teks.trim().replace(/^(rp\.?|idr)\s*/i, "").replace(/\s*,(-+|0{1,2})$/, "");
  if (!utuh) return null;
  return /^([1-9]\d{0,2}(\.\d{3})+|\d+)$/.test(utuh) ? Number(utuh.replaceAll(".", "")) : NaN;
}

function kalimat(bagian, omzet, libur) {
  const terisi = bagian.filter((n) => n !== null);
  if (!terisi.length) return "";
  if ([...terisi, omzet].some(Number.isNaN)) return "Ada angka yang belum terbaca sebagai rupiah penuh.";
  const jumlah = terisi.reduce((a, b) => a + b, 0);
  if (libur) return jumlah ? "Tidak berjualan dicentang, tetapi salurannya terisi. Hapus salah satunya." : "";
  if (omzet === null) return `Jumlah saluran ${rupiah(jumlah)}.`;
  if (omzet === jumlah) return `Cocok: ${rupiah(jumlah)}.`;
  const beda = `${jumlah > omzet ? "lebih" : "kurang"} ${rupiah(Math.abs(omzet - jumlah))}`;
  return `Jumlah saluran ${rupiah(jumlah)}, ${beda}. Samakan, atau kosongkan angka ini.`;
}

for (const hasil of document.querySelectorAll("[data-selisih]")) {
  const baris = hasil.closest("tr");
  const saluran = [...baris.querySelectorAll("[data-saluran]")];
  const omzet = baris.querySelector("[data-jumlah]");
  const libur = baris.querySelector("[type=checkbox][data-libur]");
  let nanti;
  const tampilkan = () => {
    hasil.textContent = kalimat(saluran.map((s) => baca(s.value)), baca(omzet.value), libur.checked);
  };
  baris.addEventListener("input", () => {
    clearTimeout(nanti);
    nanti = setTimeout(tampilkan, JEDA);
  });
  tampilkan();
}
