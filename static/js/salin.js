// A text with data-salin gets a button that copies it. Without this script it is selected and copied by hand.
function salin(teks) {
  if (navigator.clipboard) return navigator.clipboard.writeText(teks.value);
  teks.select();
  return document.execCommand("copy") ? Promise.resolve() : Promise.reject();
}

for (const teks of document.querySelectorAll("textarea[data-salin]")) {
  const tombol = document.createElement("button");
  tombol.type = "button";
  tombol.className = "tombol tombol--kecil";
  tombol.textContent = "Salin teks";
  const kabar = document.createElement("span");
  kabar.className = "catatan-kecil";
  kabar.setAttribute("role", "status");
  tombol.addEventListener("click", () =>
    salin(teks).then(
      () => (kabar.textContent = "Tersalin."),
      () => {
        teks.select();
        kabar.textContent = "Teks sudah ditandai; salin dengan papan ketik.";
      },
    ),
  );
  const aksi = teks.parentElement.querySelector(".aksi");
  if (aksi) aksi.prepend(tombol);
  else teks.after(tombol);
  tombol.after(kabar);
}
