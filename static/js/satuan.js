// The unit follows the line of the plan that is chosen. Without this script the server fills it in.
for (const pilihan of document.querySelectorAll("select[data-satuan]")) {
  const satuan = JSON.parse(pilihan.dataset.satuan);
  const isian = pilihan.form.elements.satuan;
  pilihan.addEventListener("change", () => {
    const dariBaris = Object.values(satuan).includes(isian.value);
    if (satuan[pilihan.value] && (!isian.value || dariBaris)) isian.value = satuan[pilihan.value];
  });
}
