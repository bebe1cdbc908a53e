// Takes what is secret off the page when its time is over, or when the page is left and might be shown again from memory.
for (const wadah of document.querySelectorAll("[data-tutup]")) {
  const rahasia = wadah.querySelector("[data-rahasia]");
  const kata = wadah.querySelector("[data-sisa]");
  const apa = wadah.dataset.apa ?? "Nomor";
  const akhir = Date.now() + Number(wadah.dataset.tutup) * 1000;

  const tutup = () => {
    rahasia.remove();
    kata.textContent = `${apa} sudah ditutup.`;
  };
  const jalan = setInterval(() => {
    const sisa = Math.ceil((akhir - Date.now()) / 1000);
    if (sisa > 0) {
      kata.textContent = `${apa} ini tertutup dalam ${sisa} detik. Pembukaannya sudah dicatat atas nama Anda.`;
      return;
    }
    clearInterval(jalan);
    tutup();
    location.replace(wadah.dataset.kembali);
  }, 500);
  addEventListener("pagehide", () => {
    clearInterval(jalan);
    tutup();
  });
}
